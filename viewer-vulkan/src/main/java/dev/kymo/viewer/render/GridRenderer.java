package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Draws a grid by intersecting the ray of every pixel that sees its plane with that: endless, and exact at any
/// distance.
final class GridRenderer implements AutoCloseable {
    private static final int BYTES = 27 * Float.BYTES;
    private static final int TRIANGLE = 3;
    // As in grid.frag
    private static final int PERSPECTIVE = 0;
    private static final int PARALLEL = 1;
    /// Fine lines are about this much of the eye's height apart, at most.
    private static final double SPACING_PER_HEIGHT = 0.5;

    private static final double FADE_PER_HEIGHT = 14;
    private static final double FADE_SPACINGS_MIN = 40;

    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final GpuDevice device;
    private final int samples;
    /// For perspective, and for none; made when one is used first.
    private final @Nullable Pipeline[] pipelines = new Pipeline[2];

    GridRenderer(final GpuDevice device, final int samples) {
        this.device = device;
        this.samples = samples;
        pipeline(PERSPECTIVE);
    }

    private Pipeline pipeline(final int mode) {
        Pipeline found = pipelines[mode];
        if (found == null) {
            found = Pipeline.graphics(
                    device,
                    "grid.vert",
                    samples == 1 ? "grid.frag" : "grid_smooth.frag",
                    BYTES,
                    samples,
                    Pipeline.Depth.TEST,
                    true,
                    mode);
            pipelines[mode] = found;
        }
        return found;
    }

    void record(final FrameContext context) {
        final GridDrawData grid = context.frame().grid();
        if (grid == null) {
            return;
        }
        final Camera camera = context.frame().camera();
        final double[] normal = grid.normal();
        final double[] u = Matrices.perpendicular(normal, new double[] {1, 0, 0});
        final double[][] axes = {u, Matrices.cross(normal, u), normal};
        final double[] eye = Matrices.subtract(camera.eye(), grid.origin());
        final double height = Math.abs(Matrices.dot(normal, eye));
        final double seen = camera.isOrthographic() ? camera.halfHeight() : height;

        double minor = grid.spacing();
        double minorFade = 1;
        if (minor == 0) {
            final double decades = Math.log10(Math.max(seen * SPACING_PER_HEIGHT, 1e-9));
            minor = Math.pow(10, Math.floor(decades));
            // Fine lines leave as the next decade takes over, so that zooming has no jumps
            minorFade = 1 - (decades - Math.floor(decades));
        }
        final double major = minor * 10;
        final double fade =
                camera.isOrthographic() ? 1e30 : Math.max(height * FADE_PER_HEIGHT, minor * FADE_SPACINGS_MIN);
        final double aspect = (double) context.width() / context.height();
        final double[] zOfDepth = camera.clipZOfDepth();
        context.commands().bind(pipeline(camera.isOrthographic() ? PARALLEL : PERSPECTIVE));
        context.commands()
                .pushConstants(parameters
                        .start()
                        .put(inPlane(axes, camera.right(), camera.halfHeight() * aspect))
                        .put(inPlane(axes, camera.up(), -camera.halfHeight()))
                        .put(inPlane(axes, camera.forward(), 1))
                        // the pattern repeats, so the eye's place in it is enough: f32 suffices however far it is
                        .put((float) Math.IEEEremainder(Matrices.dot(axes[0], eye), major))
                        .put((float) Math.IEEEremainder(Matrices.dot(axes[1], eye), major))
                        .put((float) Matrices.dot(normal, eye))
                        .put((float) (1 / Matrices.dot(normal, eye)))
                        .put((float) (2.0 / context.width()))
                        .put((float) (2.0 / context.height()))
                        // exp(-x²) as a power of 2
                        .put((float) (1 / Math.log(2) / fade / fade))
                        .put((float) minor)
                        .put((float) (1 / minor))
                        .put((float) major)
                        .put((float) (1 / major))
                        .put((float) zOfDepth[0])
                        .put((float) zOfDepth[1])
                        .put((float) minorFade)
                        .put(tint(grid.colour()))
                        .end());
        context.commands().draw(TRIANGLE);
    }

    private static float[] tint(final int rgba) {
        final float[] tint = new float[4];
        for (int i = 0; i < tint.length; i++) {
            tint[i] = (rgba >>> (24 - 8 * i) & 0xFF) / 255f;
        }
        return tint;
    }

    private static float[] inPlane(final double[][] axes, final double[] v, final double scale) {
        final float[] result = new float[3];
        for (int i = 0; i < 3; i++) {
            result[i] = (float) (Matrices.dot(axes[i], v) * scale);
        }
        return result;
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
