/// The panels of the viewer's window and how they are laid out. A panel reads the session's state and recording,
/// draws itself with ImGui, and changes the state by commands; panels do not know each other.
@NullMarked
package dev.kymo.viewer.ui.panel;

import org.jspecify.annotations.NullMarked;
