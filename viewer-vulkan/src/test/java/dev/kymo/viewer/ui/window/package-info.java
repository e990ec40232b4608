@NullMarked
package dev.kymo.viewer.ui.window;

import org.jspecify.annotations.NullMarked;
