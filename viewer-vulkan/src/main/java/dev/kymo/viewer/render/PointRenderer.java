package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.CommandList.Access;
import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws points by compute into a buffer of one (depth, colour) per pixel, which [BackgroundRenderer] then
/// turns into colour and depth of the picture. `points.glsl` says how, and why the order of threads does not
/// show.
///
/// Hardware points cost ten times as much on a software driver; STACK.md has the numbers.
final class PointRenderer implements AutoCloseable {
    /// As in points_small.glsl.
    private static final int POINTS_PER_WORKGROUP = 32 * 32;
    /// As in points.glsl.
    private static final int LARGE_SPLATS_MAX = 32768;

    private static final float LARGE_RADIUS_PIXELS = 12;
    private static final long DISPATCH_BYTES = 4L * Integer.BYTES;
    private static final int PIXEL_BYTES = 8;
    private static final int DOTS = 0;
    private static final int SPLATS = 1;

    /// The shaders of one pass over all points.
    private record Pass(
            Pipeline dots,
            Pipeline splats,
            Pipeline large,
            Pipeline nodeDots,
            Pipeline nodeSplats,
            Pipeline batch,
            Pipeline largeOfBatch) {}

    private static final int BATCH_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private final GpuDevice device;
    private final Arena arena = Arena.ofAuto();
    private final ParameterBlock parameters = new ParameterBlock(arena, DrawParameters.BYTES);
    private final ParameterBlock batchParameters = new ParameterBlock(arena, BATCH_BYTES);
    private final MemorySegment noSplats;
    private final List<Pass> passes = new ArrayList<>();
    private final GpuBuffer largeSplats;
    private @Nullable GpuBuffer pixels;

    PointRenderer(final GpuDevice device) {
        this.device = device;
        largeSplats = device.createBuffer(
                GpuMemoryTag.FRAME, GpuBuffer.Kind.DEVICE, DISPATCH_BYTES + (long) LARGE_SPLATS_MAX * Integer.BYTES);
        noSplats = arena.allocateFrom(ValueLayout.JAVA_INT, 0, 1, 1, 0);
        final List<String> kinds = device.uses64BitAtomics() ? List.of("key64") : List.of("depth32", "colour32");
        for (final String kind : kinds) {
            final String small = "points_small_" + kind + ".comp";
            passes.add(new Pass(
                    Pipeline.compute(device, small, DrawParameters.BYTES, DOTS),
                    Pipeline.compute(device, small, DrawParameters.BYTES, SPLATS),
                    Pipeline.compute(device, "points_large_" + kind + ".comp", DrawParameters.BYTES, 0),
                    Pipeline.compute(device, "nodes_" + kind + ".comp", DrawParameters.BYTES, DOTS),
                    Pipeline.compute(device, "nodes_" + kind + ".comp", DrawParameters.BYTES, SPLATS),
                    Pipeline.compute(device, "batch_small_" + kind + ".comp", BATCH_BYTES, SPLATS),
                    Pipeline.compute(device, "batch_large_" + kind + ".comp", BATCH_BYTES, 0)));
        }
    }

    long largeSplatsAddress() {
        return largeSplats.address();
    }

    /// The address of the pixels for a picture of that size.
    long pixelsAddress(final int width, final int height) {
        final long bytes = (long) width * height * PIXEL_BYTES;
        GpuBuffer buffer = pixels;
        if (buffer == null || buffer.sizeBytes() != bytes) {
            if (buffer != null) {
                buffer.close();
            }
            buffer = device.createBuffer(GpuMemoryTag.TARGETS, GpuBuffer.Kind.DEVICE, bytes);
            pixels = buffer;
        }
        return buffer.address();
    }

    /// Draws the frame's points; afterwards fragments may read the pixels. Called outside of rendering, after
    /// [#pixelsAddress].
    void record(final FrameContext context) {
        final GpuBuffer buffer = pixels;
        if (buffer == null || !context.frame().hasPoints()) {
            return;
        }
        final CommandList commands = context.commands();
        // the frame before may still be reading
        commands.barrier(Access.ALL, Access.ALL);
        commands.fill(buffer, 0, buffer.sizeBytes(), -1);
        commands.barrier(Access.TRANSFER_WRITE, Access.COMPUTE);
        for (final Pass pass : passes) {
            for (final FrameDrawData.PlacedPoints placed : context.frame().points()) {
                record(context, pass, placed);
            }
            recordNodes(context, pass);
            for (final PointBatch batch : context.frame().batches()) {
                record(context, pass, batch);
            }
            commands.barrier(Access.COMPUTE, Access.COMPUTE);
        }
        commands.barrier(Access.COMPUTE, Access.FRAGMENT_READ);
    }

    private void record(final FrameContext context, final Pass pass, final FrameDrawData.PlacedPoints placed) {
        final CommandList commands = context.commands();
        final PointDrawData data = placed.data();
        final float uiScale = context.frame().uiScale();
        final boolean dots = data.onlyDots(uiScale);
        final boolean mayBeLarge = !data.radiusAtMost(LARGE_RADIUS_PIXELS, uiScale);
        for (final InstanceBuffers.Chunk chunk : data.buffers().chunks()) {
            final MemorySegment block = DrawParameters.write(
                    parameters, context, placed.worldFromObject(), chunk, data.colour(), data.radius());
            record(commands, dots ? pass.dots : pass.splats, mayBeLarge ? pass.large : null, block, chunk.count());
        }
    }

    private void record(final FrameContext context, final Pass pass, final PointBatch batch) {
        if (batch.pointCount() > 0) {
            final MemorySegment block = batchParameters
                    .start()
                    .putAddress(context.frameInfo())
                    .putAddress(batch.pointsAddress())
                    .putAddress(batch.objectsAddress())
                    .put(batch.pointCount())
                    .end();
            final boolean mayBeLarge =
                    batch.mayExceed(LARGE_RADIUS_PIXELS, context.frame().uiScale());
            record(context.commands(), pass.batch, mayBeLarge ? pass.largeOfBatch : null, block, batch.pointCount());
        }
    }

    /// @param large for what `small` leaves to it; null when nothing is that large
    private void record(
            final CommandList commands,
            final Pipeline small,
            final @Nullable Pipeline large,
            final MemorySegment block,
            final int count) {
        if (large != null) {
            commands.barrier(Access.COMPUTE_AND_INDIRECT, Access.ALL);
            commands.update(largeSplats, 0, noSplats);
            commands.barrier(Access.TRANSFER_WRITE, Access.COMPUTE_AND_INDIRECT);
        }
        commands.bind(small);
        commands.pushConstants(block);
        commands.dispatch((count + POINTS_PER_WORKGROUP - 1) / POINTS_PER_WORKGROUP);
        if (large != null) {
            commands.barrier(Access.COMPUTE, Access.COMPUTE_AND_INDIRECT);
            commands.bind(large);
            commands.pushConstants(block);
            commands.dispatchIndirect(largeSplats, 0);
        }
    }

    private void recordNodes(final FrameContext context, final Pass pass) {
        final CommandList commands = context.commands();
        final float uiScale = context.frame().uiScale();
        for (final FrameDrawData.PlacedNode node : context.frame().nodes()) {
            commands.bind(node.onlyDots(uiScale) ? pass.nodeDots : pass.nodeSplats);
            commands.pushConstants(DrawParameters.write(parameters, context, node));
            commands.dispatch((node.data().count() + POINTS_PER_WORKGROUP - 1) / POINTS_PER_WORKGROUP);
        }
    }

    @Override
    public void close() {
        for (final Pass pass : passes) {
            pass.dots.close();
            pass.splats.close();
            pass.large.close();
            pass.nodeDots.close();
            pass.nodeSplats.close();
            pass.batch.close();
            pass.largeOfBatch.close();
        }
        largeSplats.close();
        if (pixels != null) {
            pixels.close();
        }
    }
}
