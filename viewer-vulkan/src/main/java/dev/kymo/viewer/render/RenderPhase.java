package dev.kymo.viewer.render;

/// Parts of rendering a frame, in the order they come.
public enum RenderPhase {
    /// Handing what has changed to the staging belt.
    UPLOAD,
    /// Recording commands and submitting them.
    RECORD,
    /// Waiting until the device has drawn, where somebody waits.
    WAIT,
    /// What the device worked on the commands, by its own clock. What follows is part of it.
    DEVICE,
    /// Making the pixels of points ready.
    CLEAR,
    /// Putting points into them.
    POINTS,
    /// Closing gaps between points.
    FILL,
    /// The picture: what has been found of points, and everything else.
    PICTURE,
    /// Copying the picture out, where somebody wants to read it.
    COPY;

    private static final RenderPhase[] DEVICE_PARTS = {CLEAR, POINTS, FILL, PICTURE, COPY};

    /// How many parts the device's work has.
    static int deviceParts() {
        return DEVICE_PARTS.length;
    }

    static RenderPhase devicePart(final int part) {
        return DEVICE_PARTS[part];
    }
}
