package dev.kymo.viewer.render;

import static dev.kymo.viewer.render.TestScene.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Clip boxes, filled holes and eye-dome lighting.
final class CloudStyleTest extends RendererTest {
    private static final double[] HERE = Matrices.identity();
    private static final CloudStyle FILLED = CloudStyle.PLAIN.withFilledHoles(true);
    private static final CloudStyle LIT = CloudStyle.PLAIN.withEyeDome(true);
    private static final double TILT = 0.7;

    private static Camera oblique(final boolean orthographic) {
        final double[] eye = {6, 5, 9};
        return orthographic
                ? Camera.orthographic(eye, new double[3], new double[] {0, 1, 0}, 12, -50, 50)
                : Camera.perspective(eye, new double[3], new double[] {0, 1, 0}, Math.toRadians(60), 0.01);
    }

    private static FrameDrawData frame(final Camera camera) {
        return new FrameDrawData(camera).background(BACKGROUND, BACKGROUND);
    }

    @Test
    void shouldShowWhatIsInTheBoxAndNothingElse() {
        final long seed = 11;
        final SplittableRandom random = new SplittableRandom(seed);
        final ClipBox box = new ClipBox(-2, -1, -3, 1.5, 2, 0.5);
        final double[] place = turned();
        final float[] all = new float[3 * 4000];
        final float[] inside = new float[all.length];
        int kept = 0;
        for (int i = 0; i < all.length; i += 3) {
            for (int axis = 0; axis < 3; axis++) {
                all[i + axis] = (float) random.nextDouble(-4, 4);
            }
            final double[] world = apply(place, all[i], all[i + 1], all[i + 2]);
            if (box.contains(world[0], world[1], world[2])) {
                System.arraycopy(all, i, inside, kept, 3);
                kept += 3;
            }
        }
        assertTrue(kept > 100 && kept < all.length / 2, "points inside " + kept / 3);
        for (final boolean orthographic : new boolean[] {false, true}) {
            final Camera camera = oblique(orthographic);
            // dots, discs and balls, those that a workgroup draws among them
            for (final float radius : new float[] {-0.5f, -2, -20}) {
                try (PointDrawData some = points(device, radius, RED, Arrays.copyOf(inside, kept));
                        PointDrawData every = points(device, radius, RED, all)) {
                    final Picture expected = render(frame(camera).add(some, place));
                    final Picture clipped = render(
                            frame(camera).style(CloudStyle.PLAIN.withClip(box)).add(every, place));
                    assertEquals(
                            -1,
                            expected.rgba().mismatch(clipped.rgba()),
                            "seed " + seed + ", radius " + radius + ", orthographic " + orthographic);
                }
            }
        }
    }

    /// Turned about y, moved and made larger.
    private static double[] turned() {
        final double s = 0.8;
        return new double[] {
            s * Math.cos(TILT),
            0,
            -s * Math.sin(TILT),
            0,
            0,
            s,
            0,
            0,
            s * Math.sin(TILT),
            0,
            s * Math.cos(TILT),
            0,
            0.3,
            0.2,
            -0.4,
            1
        };
    }

    private static double[] apply(final double[] m, final double x, final double y, final double z) {
        return new double[] {
            m[0] * x + m[4] * y + m[8] * z + m[12],
            m[1] * x + m[5] * y + m[9] * z + m[13],
            m[2] * x + m[6] * y + m[10] * z + m[14]
        };
    }

    @Test
    void shouldClipBatchesToo() {
        try (PointBatch batch = new PointBatch(device)) {
            final int object = batch.add();
            batch.resize(object, 2);
            batch.place(object, HERE);
            batch.set(object, 0, -2, 0, 0, RED, -2f);
            batch.set(object, 1, 2, 0, 0, GREEN, -2f);
            final Picture picture = render(TestScene.frame()
                    .style(CloudStyle.PLAIN.withClip(new ClipBox(0, -1, -1, 3, 1, 1)))
                    .add(batch));
            assertEquals(0, count(picture, RED));
            assertTrue(count(picture, GREEN) > 4);
        }
    }

    @Test
    void shouldClipFarFromTheOriginAsExactlyAsNearIt() {
        final double far = 4.0e6;
        final Camera there = Camera.perspective(
                new double[] {far, far, far + 10},
                new double[] {far, far, far},
                new double[] {0, 1, 0},
                Math.toRadians(60),
                0.01);
        final float[] xyz = {0.995f, 0, 0, 1.005f, 0.5f, 0, 1.495f, 1, 0, 1.505f, 1.5f, 0};
        try (PointDrawData points = points(device, -0.5f, RED, xyz)) {
            final ClipBox box = new ClipBox(far + 1, far - 5, far - 5, far + 1.5, far + 5, far + 5);
            final Picture picture = render(frame(there)
                    .style(CloudStyle.PLAIN.withClip(box))
                    .add(points, Matrices.translation(far, far, far)));
            assertEquals(2, count(picture, RED));
        }
    }

    @Test
    void shouldRefuseBoxesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new ClipBox(0, 0, 0, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ClipBox(0, 0, 0, Double.NaN, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ClipBox(0, 0, 0, Double.POSITIVE_INFINITY, 1, 1));
    }

    /// A wall of points, about one for each pixel, some of which have none; a second one of another colour
    /// behind it.
    private static float[] wall(final double z, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] xyz = new float[3 * 120_000];
        for (int i = 0; i < xyz.length; i += 3) {
            xyz[i] = (float) random.nextDouble(-8, 8);
            xyz[i + 1] = (float) random.nextDouble(-5, 5);
            xyz[i + 2] = (float) z;
        }
        return xyz;
    }

    @Test
    void shouldCloseGapsAndHideWhatShinesThroughThem() {
        try (PointDrawData front = points(device, -0.5f, RED, wall(0, 1));
                PointDrawData behind = points(device, -0.5f, GREEN, wall(-4, 2))) {
            final Picture plain = render(TestScene.frame().add(front, HERE).add(behind, HERE));
            final Picture filled =
                    render(TestScene.frame().style(FILLED).add(front, HERE).add(behind, HERE));
            // The inner part, which the front wall covers
            assertTrue(countWithin(plain, GREEN, 4) > 1000, "shining through: " + countWithin(plain, GREEN, 4));
            assertEquals(0, countWithin(filled, GREEN, 4));
            assertEquals(0, countWithin(filled, BACKGROUND, 4));
        }
    }

    private static int countWithin(final Picture picture, final int colour, final int parts) {
        int count = 0;
        for (int y = HEIGHT / parts; y < HEIGHT - HEIGHT / parts; y++) {
            for (int x = WIDTH / parts; x < WIDTH - WIDTH / parts; x++) {
                count += picture.pixel(x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void shouldLeaveLonePointsAndWideGapsAsTheyAre() {
        try (PointDrawData lone = points(device, -0.5f, RED, 0, 0, 0, 3, 1, 0, -3, -2, 0)) {
            final Picture plain = render(TestScene.frame().add(lone, HERE));
            final Picture filled = render(TestScene.frame().style(FILLED).add(lone, HERE));
            assertEquals(-1, plain.rgba().mismatch(filled.rgba()));
        }
    }

    @Test
    void shouldDarkenWhatLiesBehindAnEdgeAndNoFlatWall() {
        try (PointDrawData wall = points(device, -1.5f, 0x808080FF, wall(0, 3));
                PointDrawData pillar = points(device, -6f, RED, 0, 0, 1)) {
            final Picture flat = render(TestScene.frame().style(LIT).add(wall, HERE));
            final Picture plain = render(TestScene.frame().add(wall, HERE));
            assertEquals(-1, flat.rgba().mismatch(plain.rgba()), "a wall across the view has nothing behind it");
            final Picture lit =
                    render(TestScene.frame().style(LIT).add(wall, HERE).add(pillar, HERE));
            int darker = 0;
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    final int grey = lit.pixel(x, y) >>> 24;
                    darker += grey == (lit.pixel(x, y) >>> 16 & 0xFF) && grey < 0x60 && grey > 0 ? 1 : 0;
                }
            }
            // A rim of about a pixel around a ball of 12 pixels across
            assertTrue(darker > 20 && darker < 120, "darkened pixels " + darker);
        }
    }

    @Test
    void shouldGiveTheSamePixelsWithAndWithout64BitAtomics() {
        final Function<HeadlessRenderer, Picture[]> draw = on -> {
            final GpuDevice its = on == renderer ? device : narrow;
            final SplittableRandom random = new SplittableRandom(5);
            final float[] xyz = new float[3 * 20_000];
            final int[] rgba = new int[xyz.length / 3];
            for (int i = 0; i < rgba.length; i++) {
                xyz[3 * i] = (float) random.nextDouble(-4, 4);
                xyz[3 * i + 1] = (float) Math.sin(xyz[3 * i]);
                xyz[3 * i + 2] = (float) random.nextDouble(-4, 4);
                rgba[i] = random.nextInt() | 0xFF;
            }
            try (PointDrawData cloud = PointDrawData.upload(
                    its, MemorySegment.ofArray(xyz), MemorySegment.ofArray(rgba), null, 0, -0.5f)) {
                final CloudStyle all = FILLED.withEyeDome(true).withClip(new ClipBox(-3, -1, -3, 3, 0.9, 3));
                return new Picture[] {
                    on.render(frame(oblique(false)).style(all).add(cloud, HERE), WIDTH, HEIGHT),
                    on.render(frame(oblique(true)).style(all).add(cloud, HERE), WIDTH - 1, HEIGHT - 3)
                };
            }
        };
        narrow = TestVulkan.open(false);
        try (HeadlessRenderer with32 = new HeadlessRenderer(narrow)) {
            final Picture[] wide = draw.apply(renderer);
            final Picture[] other = draw.apply(with32);
            for (int i = 0; i < wide.length; i++) {
                assertEquals(-1, wide[i].rgba().mismatch(other[i].rgba()), "picture " + i);
                assertTrue(count(wide[i], BACKGROUND) < WIDTH * HEIGHT * 98 / 100, "something is drawn");
            }
        }
        TestVulkan.closeClean(narrow);
    }

    private GpuDevice narrow;
}
