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
import java.util.Objects;
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
    /// How shaders end that fetch words of buffers and do not reach them by address.
    static final String WORDS = "_words";

    // What these are bound to, as in draw.glsl
    private static final int PIXEL_WORDS = 0;
    private static final int POSITION_WORDS = 1;
    private static final int COLOUR_WORDS = 2;
    private static final int RADIUS_WORDS = 3;
    private static final int POINT_WORD_SETS = 4;
    private static final int NODE_WORD_SETS = 2;
    // And as in batch.glsl
    private static final int BATCH_POINT_WORDS = 1;
    private static final int BATCH_OBJECT_WORDS = 2;
    private static final int BATCH_WORD_SETS = 3;
    /// The first picture's after pixels were cleared.
    private static final int STAMP_FIRST = 254;
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

        /// The same for a shader that fetches words.
        private Pipeline fetching(final Shader shader, final int mode, final int wordSets) {
            return pipelines.computeIfAbsent(
                    shader.file + WORDS + mode,
                    _ -> Pipeline.compute(
                            device, shader.file + kind + WORDS + ".comp", shader.parameterBytes, mode, wordSets));
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
    /// Of the picture in them; 0 when nothing is known of them. It has a meaning where entries have 64 bits.
    private int stamp;

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

    /// The pixels for a picture of that size.
    GpuBuffer pixels(final int width, final int height) {
        final long bytes = (long) new CellLevels(width, height).entries() * PIXEL_BYTES;
        GpuBuffer buffer = pixels;
        if (buffer == null || buffer.sizeBytes() != bytes) {
            if (buffer != null) {
                buffer.close();
            }
            forget();
            buffer = device.createBuffer(GpuMemoryTag.TARGETS, GpuBuffer.Kind.DEVICE, bytes);
            pixels = buffer;
        }
        return buffer;
    }

    /// What [#draw] is to draw of a frame's points next. It must then be recorded and submitted, or
    /// [#forget] be called.
    PointShare next(final FrameDrawData frame, final int width, final int height) {
        pixels(width, height);
        return drawn.next(frame, width, height);
    }

    /// What has been drawn may be lost: nothing is drawn into it.
    void forget() {
        drawn.forget();
        stamp = 0;
    }

    /// Of entries that belong to the picture (common.glsl), from [#clear] on.
    int stamp() {
        return stamp;
    }

    private GpuBuffer pixels() {
        return Objects.requireNonNull(pixels, "next comes first");
    }

    /// Makes the pixels ready for [#draw]. Called outside of rendering, as what follows.
    void clear(final FrameContext context, final PointShare share) {
        if (context.frame().hasPoints()) {
            // the frame before may still be reading
            context.commands().barrier(Access.ALL, Access.ALL);
            clear(context, share, pixels());
            context.commands().barrier(Access.TRANSFER_WRITE, Access.ALL);
        }
    }

    /// Draws a share of the frame's points.
    void draw(final FrameContext context, final PointShare share) {
        if (!context.frame().hasPoints()) {
            return;
        }
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
            context.commands().barrier(Access.COMPUTE, Access.COMPUTE);
        }
    }

    /// Closes gaps between points, where they are to be; afterwards fragments may read the pixels.
    void fill(final FrameContext context, final PointShare share) {
        if (!context.frame().hasPoints()) {
            return;
        }
        if (context.frame().isFilled() && !share.isPart()) {
            if (share.extent() == PointShare.Extent.WHOLE) {
                showKept(context, pixels());
            }
            fill.record(context, pixels(), stamp);
        }
        context.commands().barrier(Access.COMPUTE, Access.FRAGMENT_READ);
    }

    private void clear(final FrameContext context, final PointShare share, final GpuBuffer buffer) {
        final CellLevels cells = new CellLevels(context.width(), context.height());
        if (share.clears() && !device.uses64BitAtomics()) {
            final boolean isShown = context.frame().isFilled() && !share.isPart();
            clear(context.commands(), buffer, 0, cells.pixels() + (isShown ? cells.cells() : 0));
        } else if (share.clears() && stamp > 0) {
            // What is left of pictures before counts for nothing
            stamp--;
        } else if (share.clears()) {
            clear(context.commands(), buffer, 0, cells.entries());
            stamp = STAMP_FIRST;
            return;
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
            final int mode = modeOf(context, dots ? DOTS : SPLATS);
            if (mayBeLarge) {
                forgetLarge(commands);
            }
            if (fetches(chunk.positions())) {
                commands.bind(pass.fetching(Shader.SMALL, mode, POINT_WORD_SETS));
                bindWords(commands, chunk);
            } else {
                commands.bind(pass.of(Shader.SMALL, mode));
            }
            dispatch(commands, block, chunk.count());
            if (mayBeLarge) {
                dispatchLarge(commands, pass.of(Shader.LARGE, modeOf(context, SPLATS)), block);
            }
        }
    }

    /// Whether a shader fetches the words of a buffer, and the pixels'.
    private boolean fetches(final GpuBuffer buffer) {
        return device.fetchesWords(pixels().sizeBytes()) && device.fetchesWords(buffer.sizeBytes());
    }

    /// A set without a buffer of its own is not read; it has another's.
    private void bindWords(final CommandList commands, final InstanceBuffers.Chunk chunk) {
        final GpuBuffer colours = chunk.colours();
        final GpuBuffer radii = chunk.radii();
        commands.bindWords(PIXEL_WORDS, pixels());
        commands.bindWords(POSITION_WORDS, chunk.positions());
        commands.bindWords(COLOUR_WORDS, colours == null ? chunk.positions() : colours);
        commands.bindWords(RADIUS_WORDS, radii == null ? chunk.positions() : radii);
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
            final CommandList commands = context.commands();
            final int mode = modeOf(context, SPLATS);
            if (mayBeLarge) {
                forgetLarge(commands);
            }
            if (fetches(batch.points()) && fetches(batch.objects())) {
                commands.bind(pass.fetching(Shader.BATCH_SMALL, mode, BATCH_WORD_SETS));
                commands.bindWords(PIXEL_WORDS, pixels());
                commands.bindWords(BATCH_POINT_WORDS, batch.points());
                commands.bindWords(BATCH_OBJECT_WORDS, batch.objects());
            } else {
                commands.bind(pass.of(Shader.BATCH_SMALL, mode));
            }
            dispatch(commands, block, batch.pointCount());
            if (mayBeLarge) {
                dispatchLarge(commands, pass.of(Shader.BATCH_LARGE, mode), block);
            }
        }
    }

    /// Splats that are left to whole workgroups.
    private void forgetLarge(final CommandList commands) {
        commands.barrier(Access.COMPUTE_AND_INDIRECT, Access.ALL);
        commands.update(largeSplats, 0, noSplats);
        commands.barrier(Access.TRANSFER_WRITE, Access.COMPUTE_AND_INDIRECT);
    }

    private void dispatchLarge(final CommandList commands, final Pipeline large, final MemorySegment block) {
        commands.barrier(Access.COMPUTE, Access.COMPUTE_AND_INDIRECT);
        commands.bind(large);
        commands.pushConstants(block);
        commands.dispatchIndirect(largeSplats, 0);
    }

    private static void dispatch(final CommandList commands, final MemorySegment block, final int points) {
        commands.pushConstants(block);
        commands.dispatch((points + POINTS_PER_WORKGROUP - 1) / POINTS_PER_WORKGROUP);
    }

    private void recordNodes(final FrameContext context, final Pass pass, final PointShare share) {
        final CommandList commands = context.commands();
        final float uiScale = context.frame().uiScale();
        for (final FrameDrawData.PlacedNode node : share.nodes()) {
            final int mode = (node.onlyDots(uiScale) ? DOTS : SPLATS) | (node.hasStandIns() ? STAND_INS : 0);
            if (fetches(node.data().buffer())) {
                commands.bind(pass.fetching(Shader.NODES, modeOf(context, mode), NODE_WORD_SETS));
                commands.bindWords(PIXEL_WORDS, pixels());
                commands.bindWords(POSITION_WORDS, node.data().buffer());
            } else {
                commands.bind(pass.of(Shader.NODES, modeOf(context, mode)));
            }
            dispatch(
                    commands,
                    DrawParameters.write(parameters, context, node),
                    node.data().count());
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
