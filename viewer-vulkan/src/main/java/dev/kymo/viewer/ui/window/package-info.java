/// The window and what every panel needs of it: input, fonts, colours, the frame loop and its times. Knows
/// nothing of recordings.
@NullMarked
package dev.kymo.viewer.ui.window;

import org.jspecify.annotations.NullMarked;
