package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;

/// Covers the whole picture: the background, and the points that [PointRenderer] left, with their depth.
final class BackgroundRenderer implements AutoCloseable {
    private static final int BYTES = Long.BYTES + 2 * Integer.BYTES;
    private static final int TRIANGLE = 3;
    // As in resolve.frag
    private static final int NO_POINTS = 0;
    private static final int KEYS_64 = 1;
    private static final int KEYS_32 = 2;

    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final Pipeline plain;
    private final Pipeline withPoints;

    BackgroundRenderer(final GpuDevice device, final int samples) {
        plain = pipeline(device, samples, NO_POINTS);
        withPoints = pipeline(device, samples, device.uses64BitAtomics() ? KEYS_64 : KEYS_32);
    }

    private static Pipeline pipeline(final GpuDevice device, final int samples, final int source) {
        return Pipeline.graphics(
                device, "fullscreen.vert", "resolve.frag", BYTES, samples, Pipeline.Depth.REPLACE, false, source);
    }

    void record(final FrameContext context) {
        final FrameDrawData frame = context.frame();
        context.commands().bind(frame.hasPoints() ? withPoints : plain);
        context.commands()
                .pushConstants(parameters
                        .start()
                        .putAddress(context.frameInfo())
                        .put(frame.backgroundTop())
                        .put(frame.backgroundBottom())
                        .end());
        context.commands().draw(TRIANGLE);
    }

    @Override
    public void close() {
        plain.close();
        withPoints.close();
    }
}
