package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.Pipeline;
import java.lang.foreign.Arena;

/// Draws a grid by intersecting every pixel's ray with its plane: endless, and exact at any distance.
final class GridRenderer implements AutoCloseable {
    private static final int BYTES = 22 * Float.BYTES;
    private static final int TRIANGLE = 3;
    /// Fine lines are about this much of the eye's height apart, at most.
    private static final double SPACING_PER_HEIGHT = 0.5;

    private static final double FADE_PER_HEIGHT = 14;
    private static final double FADE_SPACINGS_MIN = 40;

    private final ParameterBlock parameters = new ParameterBlock(Arena.ofAuto(), BYTES);
    private final Pipeline pipeline;

    GridRenderer(final GpuDevice device, final int samples) {
        pipeline =
                Pipeline.graphics(device, "fullscreen.vert", "grid.frag", BYTES, samples, Pipeline.Depth.TEST, true, 0);
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
        context.commands().bind(pipeline);
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
                        .put((float) context.width())
                        .put((float) context.height())
                        .put((float) minor)
                        .put((float) major)
                        .put((float) minorFade)
                        .put((float) fade)
                        .put((float) zOfDepth[0])
                        .put((float) zOfDepth[1])
                        .put(grid.colour())
                        .put(camera.isOrthographic() ? 1 : 0)
                        .end());
        context.commands().draw(TRIANGLE);
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
        pipeline.close();
    }
}
