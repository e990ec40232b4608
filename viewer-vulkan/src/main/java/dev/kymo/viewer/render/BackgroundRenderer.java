package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Covers the whole picture: the background, and the points that [PointRenderer] left, with their depth.
final class BackgroundRenderer implements AutoCloseable {
    private static final int BYTES = Long.BYTES + 12 * Integer.BYTES;
    private static final int TRIANGLE = 3;
    // As in resolve.frag
    private static final int POINTS = 1;
    private static final int KEYS_64 = 2;
    private static final int FILLED = 4;
    private static final int EYE_DOME = 8;
    private static final int MODES = 16;

    /// What is nearer by a hundredth of the distance, on one of four sides, takes an eighth of the light.
    private static final float EYE_DOME_STRENGTH = 15;

    private final GpuDevice device;
    private final int samples;
    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    /// By mode; made when one is used first.
    private final @Nullable Pipeline[] pipelines = new Pipeline[MODES];

    BackgroundRenderer(final GpuDevice device, final int samples) {
        this.device = device;
        this.samples = samples;
        pipeline(0);
        pipeline(points());
    }

    private int points() {
        return device.uses64BitAtomics() ? POINTS | KEYS_64 : POINTS;
    }

    private Pipeline pipeline(final int mode) {
        Pipeline found = pipelines[mode];
        if (found == null) {
            found = Pipeline.graphics(
                    device, "fullscreen.vert", "resolve.frag", BYTES, samples, Pipeline.Depth.REPLACE, false, mode);
            pipelines[mode] = found;
        }
        return found;
    }

    /// @param pixelsAddress of what [PointRenderer] left
    /// @param isFilled whether its cells close gaps
    void record(final FrameContext context, final long pixelsAddress, final boolean isFilled) {
        final FrameDrawData frame = context.frame();
        final int mode = !frame.hasPoints()
                ? 0
                : points() | (isFilled ? FILLED : 0) | (frame.style().eyeDome() ? EYE_DOME : 0);
        final CellLevels cells = new CellLevels(context.width(), context.height());
        final Camera camera = frame.camera();
        // By the distance; by the picture's height where there is no perspective
        final double perStep = camera.isOrthographic()
                ? camera.pixelsPerUnit(context.height()) / context.height() / camera.clipZTowardsEye()
                : 0;
        context.commands().bind(pipeline(mode));
        context.commands()
                .pushConstants(parameters
                        .start()
                        .putAddress(pixelsAddress)
                        .put((float) context.width())
                        .put((float) context.height())
                        .put(cells.entries())
                        .put(cells.first(1))
                        .put(cells.across(1))
                        .put(GapFiller.surface(camera, context.height(), 1))
                        .put(frame.backgroundTop())
                        .put(frame.backgroundBottom())
                        .put(Math.max(1, Math.round(frame.uiScale())))
                        .put(camera.isOrthographic() ? 0 : EYE_DOME_STRENGTH)
                        .put((float) (EYE_DOME_STRENGTH * perStep))
                        .end());
        context.commands().draw(TRIANGLE);
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
