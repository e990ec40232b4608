package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.CommandList.Access;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Closes gaps between points after [PointRenderer] has drawn them, in the cells that lie behind its pixels;
/// `fill.glsl` says how. [BackgroundRenderer] then shows a cell of level 1 where a pixel has nothing.
final class GapFiller implements AutoCloseable {
    private static final int BYTES = Long.BYTES + 9 * Integer.BYTES;
    // As in fill.glsl
    private static final int PUSH = 0;
    private static final int PULL = 1;
    private static final int CELLS_PER_WORKGROUP = 32 * 8;

    /// Gaps between all points are closed up to the width of cells of this level.
    private static final int PULLED_LEVELS = 2;

    /// How much of a cell has to be covered.
    private static final float LEAST = 0.5f;

    private static final float LEAST_OF_STAND_INS = 0.25f;
    private static final double BEHIND_CELLS = 4;

    private final GpuDevice device;
    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final @Nullable Pipeline[] pipelines = new Pipeline[2];

    GapFiller(final GpuDevice device) {
        this.device = device;
    }

    private Pipeline pipeline(final int mode) {
        Pipeline found = pipelines[mode];
        if (found == null) {
            final String shader = device.uses64BitAtomics() ? "fill_key64.comp" : "fill_key32.comp";
            found = Pipeline.compute(device, shader, BYTES, mode);
            pipelines[mode] = found;
        }
        return found;
    }

    /// Between compute passes; what was drawn is visible to it, what it writes is to what a barrier is
    /// followed by.
    ///
    /// @param pixelsAddress of the picture's pixels and cells
    void record(final FrameContext context, final long pixelsAddress) {
        final boolean pulls = context.frame().style().fillsHoles();
        if (pulls) {
            for (int level = 1; level <= PULLED_LEVELS; level++) {
                record(context, pixelsAddress, PULL, level, LEAST);
            }
        }
        final boolean hasStandIns = context.frame().hasStandIns();
        for (int level = hasStandIns ? CellLevels.COUNT - 1 : PULLED_LEVELS - 1; level >= 1; level--) {
            record(context, pixelsAddress, PUSH, level, hasStandIns ? LEAST_OF_STAND_INS : LEAST);
        }
    }

    private void record(
            final FrameContext context, final long pixelsAddress, final int mode, final int level, final float least) {
        final CommandList commands = context.commands();
        final CellLevels cells = new CellLevels(context.width(), context.height());
        final int from = mode == PULL ? level - 1 : level + 1;
        final float[] surface = surface(context.frame().camera(), context.height(), Math.max(level, from));
        commands.bind(pipeline(mode));
        commands.pushConstants(parameters
                .start()
                .putAddress(pixelsAddress)
                .put(cells.entries())
                .put(cells.first(level))
                .put(cells.across(level))
                .put(cells.first(from))
                .put(cells.across(from))
                .put(cells.down(from))
                .put(least)
                .put(surface)
                .end());
        commands.dispatch((cells.across(level) + CELLS_PER_WORKGROUP - 1) / CELLS_PER_WORKGROUP, cells.down(level));
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
