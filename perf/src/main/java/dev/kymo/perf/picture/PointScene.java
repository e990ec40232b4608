package dev.kymo.perf.picture;

import dev.kymo.perf.run.Folders;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.viewer.render.Camera;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// What the sides of `points` draw: random points in a cube, or a real cloud brought into it; one camera.
///
/// @param xyz three floats per point
/// @param rgba one word per point, red in the highest byte; opaque
record PointScene(int count, MemorySegment xyz, MemorySegment rgba) {
    static final int WIDTH = 1920;
    static final int HEIGHT = 1080;

    private static final double FOV = Math.toRadians(50);
    private static final double NEAR = 0.1;
    private static final double FAR = 10;
    /// Of the picture, in the cloud's units: what CloudCompare's window shows.
    private static final double TURNED_HEIGHT = 4.96;
    private static final int MATRIX_FLOATS = 16;
    private static final int MADE_POINTS = 10_000_000;

    static PointScene of(final CaseSpec bench, final Arena arena) throws IOException, UnavailableException {
        return isScan(bench) ? AutzenCloud.load(bench, arena) : random(bench, arena);
    }

    private static boolean isScan(final CaseSpec bench) {
        return bench.name().equals(PointsSide.AUTZEN) || bench.name().equals(PointsSide.TURN);
    }

    /// A real cloud of about ten million points in both forms of a bench, or, where the sample data or what
    /// unpacks them are missing, a made one.
    static PointScene real(final CaseSpec bench, final Arena arena) throws IOException {
        try {
            return AutzenCloud.loadWhole(bench, arena);
        } catch (final UnavailableException e) {
            return MadeTerrain.make((int) Math.max(1, bench.scale() * MADE_POINTS), bench.seed(), arena);
        }
    }

    static PointScene random(final CaseSpec bench, final Arena arena) {
        final int count = bench.size(1_000_000, 10_000_000);
        final MemorySegment xyz = arena.allocate(count * 12L, 8);
        final MemorySegment colours = arena.allocate(count * 4L, 8);
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                xyz.setAtIndex(ValueLayout.JAVA_FLOAT, 3L * i + axis, (float) random.nextDouble(-1, 1));
            }
            colours.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt() | 0xFF);
        }
        return new PointScene(count, xyz, colours);
    }

    /// Leaves the cloud for a program that can't make it: three floats of each point, then a word of each.
    void keep(final CaseSpec bench) throws IOException {
        final String what = isScan(bench) ? PointsSide.AUTZEN : Long.toString(bench.seed());
        final Path file = bench.data().resolve("points-" + count + "-" + what + ".raw");
        if (Files.exists(file)) {
            return;
        }
        Folders.writeWhole(file, channel -> {
            for (final MemorySegment part : new MemorySegment[] {xyz, rgba}) {
                final ByteBuffer bytes = part.asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        });
    }

    static Camera camera() {
        return Camera.perspective(new double[] {1.6, 1.5, 2.2}, new double[3], new double[] {0, 1, 0}, FOV, NEAR);
    }

    /// From above by parallel rays, turned about the picture's vertical.
    ///
    /// @param share of a whole turn
    static Camera turned(final double share) {
        final double angle = 2 * Math.PI * share;
        return Camera.orthographic(
                new double[] {-FAR * Math.sin(angle), FAR * Math.cos(angle), 0},
                new double[3],
                new double[] {0, 0, -1},
                TURNED_HEIGHT,
                FAR - 2,
                FAR + 2);
    }

    /// The camera's projection as the viewer's shaders get it: column-major, depth reversed, no far plane.
    static float[] clipFromWorld() {
        return clipFromWorld(camera());
    }

    /// @param camera one with [#camera]'s field of view
    static float[] clipFromWorld(final Camera camera) {
        final double scaleY = 1 / Math.tan(FOV / 2);
        final double scaleX = scaleY * HEIGHT / WIDTH;
        final float[] clip = new float[MATRIX_FLOATS];
        final double[] eye = camera.eye();
        for (int column = 0; column < 4; column++) {
            final double[] axis = new double[3];
            for (int row = 0; row < 3; row++) {
                axis[row] = column == 3 ? -eye[row] : column == row ? 1 : 0;
            }
            clip[column * 4] = (float) (scaleX * dot(camera.right(), axis));
            clip[column * 4 + 1] = (float) (-scaleY * dot(camera.up(), axis));
            clip[column * 4 + 2] = column == 3 ? (float) camera.near() : 0;
            clip[column * 4 + 3] = (float) dot(camera.forward(), axis);
        }
        return clip;
    }

    private static double dot(final double[] a, final double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
