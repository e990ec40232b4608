package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Covers the whole picture: the background, and the points that [PointRenderer] left, with their depth.
final class BackgroundRenderer implements AutoCloseable {
    private static final int BYTES = Long.BYTES + 17 * Integer.BYTES;
    private static final int TRIANGLE = 3;
    // As in resolve.frag
    private static final int POINTS = 1;
    private static final int KEYS_64 = 2;
    private static final int FILLED = 4;
    private static final int EYE_DOME = 8;
    private static final int MODES = 16;
    // Of pipelines, beside the mode: words are fetched
    private static final int FETCHES = MODES;

    /// What is nearer by a hundredth of the distance, on one of four sides, takes an eighth of the light.
    private static final float EYE_DOME_STRENGTH = 15;

    private final GpuDevice device;
    private final int samples;
    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    /// By mode; made when one is used first.
    private final @Nullable Pipeline[] pipelines = new Pipeline[2 * MODES];

    BackgroundRenderer(final GpuDevice device, final int samples) {
        this.device = device;
        this.samples = samples;
        pipeline(0);
        pipeline(device.fetchesWords() ? points() | FETCHES : points());
    }

    private int points() {
        return device.uses64BitAtomics() ? POINTS | KEYS_64 : POINTS;
    }

    private Pipeline pipeline(final int mode) {
        Pipeline found = pipelines[mode];
        if (found == null) {
            final boolean fetches = (mode & FETCHES) != 0;
            found = Pipeline.graphics(
                    device,
                    "resolve.vert",
                    fetches ? "resolve" + PointRenderer.WORDS + ".frag" : "resolve.frag",
                    BYTES,
                    samples,
                    Pipeline.Depth.REPLACE,
                    false,
                    mode & ~FETCHES,
                    fetches ? 1 : 0);
            pipelines[mode] = found;
        }
        return found;
    }

    /// @param pixels that [PointRenderer] left
    /// @param stamp of the picture
    /// @param isFilled whether its cells close gaps
    void record(final FrameContext context, final GpuBuffer pixels, final int stamp, final boolean isFilled) {
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
        if (mode != 0 && device.fetchesWords(pixels.sizeBytes())) {
            context.commands().bind(pipeline(mode | FETCHES));
            context.commands().bindWords(0, pixels);
        } else {
            context.commands().bind(pipeline(mode));
        }
        context.commands()
                .pushConstants(parameters
                        .start()
                        .putAddress(pixels.address())
                        .put((float) context.width())
                        .put((float) context.height())
                        .put(GapFiller.surface(camera, context.height(), 1))
                        .put(cells.entries())
                        .put(cells.first(1))
                        .put(cells.across(1))
                        .put(stamp)
                        .put(rgb(frame.backgroundTop()))
                        .put(rgb(frame.backgroundBottom()))
                        .put((float) Math.max(1, Math.round(frame.uiScale())))
                        .put(camera.isOrthographic() ? 0 : EYE_DOME_STRENGTH)
                        .put((float) (EYE_DOME_STRENGTH * perStep))
                        .end());
        context.commands().draw(TRIANGLE);
    }

    private static float[] rgb(final int rgba) {
        return new float[] {(rgba >>> 24) / 255f, (rgba >> 16 & 0xFF) / 255f, (rgba >> 8 & 0xFF) / 255f};
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
