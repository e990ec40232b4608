package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuTimer;

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

    /// Adds what the device took for a frame, in all and part by part.
    ///
    /// @param timer that has just answered `deviceNs`
    static void addDevice(final PhaseTimes<RenderPhase> times, final long deviceNs, final GpuTimer timer) {
        times.add(DEVICE, deviceNs);
        for (int part = 0; part < DEVICE_PARTS.length; part++) {
            times.add(DEVICE_PARTS[part], timer.partNs(part));
        }
    }
}
