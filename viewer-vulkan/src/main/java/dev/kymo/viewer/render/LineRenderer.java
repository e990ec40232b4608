package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;

/// Draws segments as rectangles of the picture out of which the fragment shader cuts round-ended strokes.
final class LineRenderer implements AutoCloseable {
    private static final int VERTICES_PER_SEGMENT = 6;

    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), DrawParameters.BYTES);
    private final Pipeline pipeline;

    LineRenderer(final GpuDevice device, final int samples) {
        pipeline = Pipeline.graphics(
                device,
                "line.vert",
                "line.frag",
                DrawParameters.BYTES,
                samples,
                Pipeline.Depth.TEST_AND_WRITE,
                true,
                samples);
    }

    void record(final FrameContext context) {
        if (context.frame().lines().isEmpty()) {
            return;
        }
        context.commands().bind(pipeline);
        for (final FrameDrawData.PlacedLines placed : context.frame().lines()) {
            final LineDrawData data = placed.data();
            for (final InstanceBuffers.Chunk chunk : data.buffers().chunks()) {
                context.commands()
                        .pushConstants(DrawParameters.write(
                                parameters, context, placed.worldFromObject(), chunk, data.colour(), data.radius()));
                context.commands().draw(chunk.count() * VERTICES_PER_SEGMENT);
            }
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
