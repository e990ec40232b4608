package dev.kymo.viewer.render;

/// Parts of rendering a frame, in the order they come.
public enum RenderPhase {
    /// Handing what has changed to the staging belt.
    UPLOAD,
    /// Recording commands and submitting them.
    RECORD,
    /// Waiting until the device has drawn, where somebody waits.
    WAIT,
    /// What the device worked on the commands, by its own clock.
    DEVICE
}
