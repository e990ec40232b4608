@NullMarked
package dev.kymo.viewer.ui.state;

import org.jspecify.annotations.NullMarked;
