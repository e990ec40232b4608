@NullMarked
package dev.kymo.viewer.ui.panel;

import org.jspecify.annotations.NullMarked;
