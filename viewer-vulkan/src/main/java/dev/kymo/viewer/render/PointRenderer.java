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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final int BATCH_BYTES = 3 * Long.BYTES + Integer.BYTES;
    // What pipelines are made for, in bits, as in points.glsl
    private static final int DOTS = 0;
    private static final int SPLATS = 1;
    private static final int CLIPPED = 2;
    private static final int STAND_INS = 4;

    /// The shaders of one pass over all points; made when one is used first.
    private static final class Pass {
        private final GpuDevice device;
        private final String kind;
        private final Map<String, Pipeline> pipelines = new HashMap<>();

        private Pass(final GpuDevice device, final String kind) {
            this.device = device;
            this.kind = kind;
        }

        private Pipeline of(final Shader shader, final int mode) {
            return pipelines.computeIfAbsent(
                    shader.file + mode,
                    _ -> Pipeline.compute(device, shader.file + kind + ".comp", shader.parameterBytes, mode));
        }

        private void close() {
            pipelines.values().forEach(Pipeline::close);
        }
    }

    private enum Shader {
        SMALL("points_small_", DrawParameters.BYTES),
        LARGE("points_large_", DrawParameters.BYTES),
        NODES("nodes_", DrawParameters.BYTES),
        BATCH_SMALL("batch_small_", BATCH_BYTES),
        BATCH_LARGE("batch_large_", BATCH_BYTES);

        private final String file;
        private final int parameterBytes;

        Shader(final String file, final int parameterBytes) {
            this.file = file;
            this.parameterBytes = parameterBytes;
        }
    }

    private final GpuDevice device;
    private final Arena arena = Arena.ofAuto();
    private final ParameterBlock parameters = new ParameterBlock(arena, DrawParameters.BYTES);
    private final ParameterBlock batchParameters = new ParameterBlock(arena, BATCH_BYTES);
    private final MemorySegment noSplats;
    private final List<Pass> passes = new ArrayList<>();
    private final GapFiller fill;
    private final GpuBuffer largeSplats;
    private final DrawnPoints drawn = new DrawnPoints();
    private @Nullable GpuBuffer pixels;

    PointRenderer(final GpuDevice device) {
        this.device = device;
        largeSplats = device.createBuffer(
                GpuMemoryTag.FRAME, GpuBuffer.Kind.DEVICE, DISPATCH_BYTES + (long) LARGE_SPLATS_MAX * Integer.BYTES);
        noSplats = arena.allocateFrom(ValueLayout.JAVA_INT, 0, 1, 1, 0);
        final List<String> kinds = device.uses64BitAtomics() ? List.of("key64") : List.of("depth32", "colour32");
        for (final String kind : kinds) {
            passes.add(new Pass(device, kind));
        }
        fill = new GapFiller(device);
    }

    long largeSplatsAddress() {
        return largeSplats.address();
    }

    /// The address of the pixels for a picture of that size.
    long pixelsAddress(final int width, final int height) {
        final long bytes = (long) new CellLevels(width, height).entries() * PIXEL_BYTES;
        GpuBuffer buffer = pixels;
        if (buffer == null || buffer.sizeBytes() != bytes) {
            if (buffer != null) {
                buffer.close();
            }
            drawn.forget();
            buffer = device.createBuffer(GpuMemoryTag.TARGETS, GpuBuffer.Kind.DEVICE, bytes);
            pixels = buffer;
        }
        return buffer.address();
    }

    /// What [#record] is to draw of a frame's points next. It must then be recorded and submitted, or
    /// [#forget] be called.
    PointShare next(final FrameDrawData frame, final int width, final int height) {
        pixelsAddress(width, height);
        return drawn.next(frame, width, height);
    }

    /// What has been drawn may be lost: nothing is drawn into it.
    void forget() {
        drawn.forget();
    }

    /// Draws a share of the frame's points; afterwards fragments may read the pixels. Called outside of
    /// rendering.
    void record(final FrameContext context, final PointShare share) {
        final GpuBuffer buffer = pixels;
        if (buffer == null || !context.frame().hasPoints()) {
            return;
        }
        final CommandList commands = context.commands();
        // the frame before may still be reading
        commands.barrier(Access.ALL, Access.ALL);
        clear(context, share, buffer);
        commands.barrier(Access.TRANSFER_WRITE, Access.ALL);
        for (final Pass pass : passes) {
            if (share.clears()) {
                for (final FrameDrawData.PlacedPoints placed : context.frame().points()) {
                    record(
                            context,
                            pass,
                            placed.data(),
                            placed.worldFromObject(),
                            placed.data().radius());
                }
            }
            for (final FrameDrawData.PlacedShare placed : share.shares()) {
                record(context, pass, placed.data(), placed.worldFromObject(), placed.radius());
            }
            recordNodes(context, pass, share);
            if (share.clears()) {
                for (final PointBatch batch : context.frame().batches()) {
                    record(context, pass, batch);
                }
            }
            commands.barrier(Access.COMPUTE, Access.COMPUTE);
        }
        if (context.frame().isFilled() && !share.isPart()) {
            if (share.extent() == PointShare.Extent.WHOLE) {
                showKept(context, buffer);
            }
            fill.record(context, buffer.address());
        }
        commands.barrier(Access.COMPUTE, Access.FRAGMENT_READ);
    }

    private void clear(final FrameContext context, final PointShare share, final GpuBuffer buffer) {
        final CellLevels cells = new CellLevels(context.width(), context.height());
        if (share.clears()) {
            final boolean isShown = context.frame().isFilled() && !share.isPart();
            clear(context.commands(), buffer, 0, cells.pixels() + (isShown ? cells.cells() : 0));
        }
        if (share.clearsKept()) {
            clear(context.commands(), buffer, cells.firstKept(1), cells.cells());
        }
    }

    private void clear(final CommandList commands, final GpuBuffer buffer, final int first, final int count) {
        for (int half = 0; half < halves(); half++) {
            commands.fill(buffer, offset(buffer, half, first), (long) count * PIXEL_BYTES / halves(), -1);
        }
    }

    /// Makes cells that are kept those that show.
    private void showKept(final FrameContext context, final GpuBuffer buffer) {
        final CellLevels cells = new CellLevels(context.width(), context.height());
        final CommandList commands = context.commands();
        commands.barrier(Access.ALL, Access.ALL);
        for (int half = 0; half < halves(); half++) {
            commands.copyBuffer(
                    buffer,
                    offset(buffer, half, cells.firstKept(1)),
                    buffer,
                    offset(buffer, half, cells.first(1)),
                    (long) cells.cells() * PIXEL_BYTES / halves());
        }
        commands.barrier(Access.ALL, Access.ALL);
    }

    /// Depths and colours lie apart, depths first, where there are no atomics for both together.
    private int halves() {
        return device.uses64BitAtomics() ? 1 : 2;
    }

    private long offset(final GpuBuffer buffer, final int half, final int entry) {
        return buffer.sizeBytes() / 2 * half + (long) entry * PIXEL_BYTES / halves();
    }

    private static int modeOf(final FrameContext context, final int mode) {
        return context.frame().style().clip() == null ? mode : mode | CLIPPED;
    }

    private void record(
            final FrameContext context,
            final Pass pass,
            final PointDrawData data,
            final double[] worldFromObject,
            final float radius) {
        final CommandList commands = context.commands();
        final float uiScale = context.frame().uiScale();
        final boolean dots = data.onlyDots(radius, uiScale);
        final boolean mayBeLarge = !data.radiusAtMost(radius, LARGE_RADIUS_PIXELS, uiScale);
        for (final InstanceBuffers.Chunk chunk : data.buffers().chunks()) {
            final MemorySegment block =
                    DrawParameters.write(parameters, context, worldFromObject, chunk, data.colour(), radius);
            record(
                    commands,
                    pass.of(Shader.SMALL, modeOf(context, dots ? DOTS : SPLATS)),
                    mayBeLarge ? pass.of(Shader.LARGE, modeOf(context, SPLATS)) : null,
                    block,
                    chunk.count());
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
            record(
                    context.commands(),
                    pass.of(Shader.BATCH_SMALL, modeOf(context, SPLATS)),
                    mayBeLarge ? pass.of(Shader.BATCH_LARGE, modeOf(context, SPLATS)) : null,
                    block,
                    batch.pointCount());
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

    private void recordNodes(final FrameContext context, final Pass pass, final PointShare share) {
        final CommandList commands = context.commands();
        final float uiScale = context.frame().uiScale();
        for (final FrameDrawData.PlacedNode node : share.nodes()) {
            final int mode = (node.onlyDots(uiScale) ? DOTS : SPLATS) | (node.hasStandIns() ? STAND_INS : 0);
            commands.bind(pass.of(Shader.NODES, modeOf(context, mode)));
            commands.pushConstants(DrawParameters.write(parameters, context, node));
            commands.dispatch((node.data().count() + POINTS_PER_WORKGROUP - 1) / POINTS_PER_WORKGROUP);
        }
    }

    @Override
    public void close() {
        passes.forEach(Pass::close);
        fill.close();
        largeSplats.close();
        if (pixels != null) {
            pixels.close();
        }
    }
}
