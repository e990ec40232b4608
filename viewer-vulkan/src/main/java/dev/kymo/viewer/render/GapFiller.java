package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.CommandList.Access;
import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Closes gaps between points after [PointRenderer] has drawn them, in the cells that lie behind its pixels;
/// `fill.glsl` says how. [BackgroundRenderer] then shows a cell of level 1 where a pixel has nothing.
final class GapFiller implements AutoCloseable {
    private static final int BYTES = Long.BYTES + 11 * Integer.BYTES;
    // As in fill.glsl
    private static final int PUSH = 0;
    private static final int PULL = 1;
    private static final int MODES = 2;
    private static final int CELLS_PER_WORKGROUP = 32 * 8;

    /// Gaps between all points are closed up to the width of cells of this level.
    private static final int PULLED_LEVELS = 2;

    /// How much of a cell has to be covered.
    private static final float LEAST = 0.5f;

    private static final float LEAST_OF_STAND_INS = 0.25f;
    private static final double BEHIND_CELLS = 4;

    private final GpuDevice device;
    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final @Nullable Pipeline[] pipelines = new Pipeline[2 * MODES];

    GapFiller(final GpuDevice device) {
        this.device = device;
    }

    private Pipeline pipeline(final int mode, final boolean fetches) {
        final int at = fetches ? mode + MODES : mode;
        Pipeline found = pipelines[at];
        if (found == null) {
            final String shader = device.uses64BitAtomics() ? "fill_key64" : "fill_key32";
            found = Pipeline.compute(
                    device, shader + (fetches ? PointRenderer.WORDS : "") + ".comp", BYTES, mode, fetches ? 1 : 0);
            pipelines[at] = found;
        }
        return found;
    }

    /// Between compute passes; what was drawn is visible to it, what it writes is to what a barrier is
    /// followed by.
    ///
    /// @param pixels of the picture, and cells
    /// @param stamp of the picture
    void record(final FrameContext context, final GpuBuffer pixels, final int stamp) {
        final boolean pulls = context.frame().style().fillsHoles();
        if (pulls) {
            for (int level = 1; level <= PULLED_LEVELS; level++) {
                record(context, pixels, stamp, PULL, level, LEAST);
            }
        }
        final boolean hasStandIns = context.frame().hasStandIns();
        for (int level = hasStandIns ? CellLevels.COUNT - 1 : PULLED_LEVELS - 1; level >= 1; level--) {
            record(context, pixels, stamp, PUSH, level, hasStandIns ? LEAST_OF_STAND_INS : LEAST);
        }
    }

    private void record(
            final FrameContext context,
            final GpuBuffer pixels,
            final int stamp,
            final int mode,
            final int level,
            final float least) {
        final CommandList commands = context.commands();
        final CellLevels cells = new CellLevels(context.width(), context.height());
        final int from = mode == PULL ? level - 1 : level + 1;
        final float[] surface = surface(context.frame().camera(), context.height(), Math.max(level, from));
        final boolean fetches = device.fetchesWords(pixels.sizeBytes());
        commands.bind(pipeline(mode, fetches));
        if (fetches) {
            commands.bindWords(0, pixels);
        }
        commands.pushConstants(parameters
                .start()
                .putAddress(pixels.address())
                .put(cells.entries())
                .put(cells.first(level))
                .put(cells.across(level))
                .put(cells.down(level))
                .put(cells.first(from))
                .put(cells.across(from))
                .put(cells.down(from))
                .put(least)
                .put(surface)
                .put(stamp)
                .end());
        // Each thread fills a cell, or those of the finer level that are below one
        final int asked = Math.max(level, from);
        commands.dispatch((cells.across(asked) + CELLS_PER_WORKGROUP - 1) / CELLS_PER_WORKGROUP, cells.down(asked));
        commands.barrier(Access.COMPUTE, Access.COMPUTE);
    }

    /// How much less clip z / w is at what lies behind something, so far that it is another surface: by a few
    /// of the cells of a level, in depth as in width. As a share of clip z / w where there is perspective,
    /// then as a step where there is none.
    static float[] surface(final Camera camera, final int height, final int level) {
        final double away = BEHIND_CELLS * (1 << level) / camera.pixelsPerUnit(height);
        return camera.isOrthographic()
                ? new float[] {0, (float) (away * camera.clipZTowardsEye())}
                : new float[] {(float) away, 0};
    }

    @Override
    public void close() {
        for (final Pipeline pipeline : pipelines) {
            if (pipeline != null) {
                pipeline.close();
            }
        }
    }
}
