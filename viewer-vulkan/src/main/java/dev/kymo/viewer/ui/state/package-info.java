/// What the viewer shows, as values: every frame is a function of (state, recording, time cursor). Panels read it
/// and change it by commands. Knows no window.
@NullMarked
package dev.kymo.viewer.ui.state;

import org.jspecify.annotations.NullMarked;
