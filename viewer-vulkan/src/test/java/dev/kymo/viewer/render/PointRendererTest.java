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
import org.junit.jupiter.api.Test;

final class PointRendererTest extends RendererTest {
    private static final double[] HERE = Matrices.identity();

    @Test
    void shouldPutPointsOnThePixelsThatProjectionSays() {
        final long seed = 7;
        final SplittableRandom random = new SplittableRandom(seed);
        final int count = 3000;
        final float[] xyz = new float[count * 3];
        final int[] colours = new int[count];
        final int[] expected = new int[WIDTH * HEIGHT];
        final double[] nearest = new double[WIDTH * HEIGHT];
        Arrays.fill(expected, BACKGROUND);
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int at = 0;
        while (at < count) {
            final float x = (float) random.nextDouble(-9, 9);
            final float y = (float) random.nextDouble(-6, 6);
            final float z = (float) random.nextDouble(-5, 12);
            final double[] p = camera().project(x, y, z, WIDTH, HEIGHT);
            // within rounding of a pixel's edge either pixel would do
            if (p[2] > 0.01 && (edge(p[0]) < 1e-3 || edge(p[1]) < 1e-3)) {
                continue;
            }
            xyz[at * 3] = x;
            xyz[at * 3 + 1] = y;
            xyz[at * 3 + 2] = z;
            colours[at] = random.nextInt() | 0xFF;
            final int column = (int) Math.floor(p[0]);
            final int row = (int) Math.floor(p[1]);
            if (p[2] > 0.01 && column >= 0 && column < WIDTH && row >= 0 && row < HEIGHT) {
                final int pixel = row * WIDTH + column;
                if (p[2] < nearest[pixel]) {
                    nearest[pixel] = p[2];
                    expected[pixel] = colours[at];
                }
            }
            at++;
        }
        try (PointDrawData points = points(device, xyz, colours)) {
            final Picture picture = render(frame().add(points, HERE));
            for (int i = 0; i < expected.length; i++) {
                final int x = i % WIDTH;
                final int y = i / WIDTH;
                assertEquals(
                        Integer.toHexString(expected[i]),
                        Integer.toHexString(picture.pixel(x, y)),
                        "seed " + seed + ", pixel (" + x + ", " + y + ")");
            }
        }
    }

    private static double edge(final double v) {
        return Math.abs(v - Math.rint(v));
    }

    @Test
    void shouldShowNothingOfPicturesBeforeHoweverManyThereWere() {
        final int pictures = 600;
        try (PointDrawData near = points(device, -2, RED, 0, 0, 5, 2, 1, 4);
                PointDrawData far = points(device, -2, GREEN, 0, 0, -5, -2, 1, -3)) {
            final FrameDrawData[] frames = {
                frame().add(near, HERE),
                frame().add(far, HERE).style(CloudStyle.PLAIN.withFilledHoles(true)),
                frame().add(far, HERE).add(near, HERE)
            };
            final Picture[] expected = new Picture[frames.length];
            for (int i = 0; i < frames.length; i++) {
                try (HeadlessRenderer fresh = new HeadlessRenderer(device)) {
                    expected[i] = fresh.render(frames[i], WIDTH, HEIGHT);
                }
            }
            assertTrue(count(expected[0], RED) > 0 && count(expected[1], GREEN) > 0);
            for (int i = 0; i < pictures; i++) {
                final int frame = i % 5 % frames.length;
                final Picture picture = render(frames[frame]);
                assertEquals(-1, expected[frame].rgba().mismatch(picture.rgba()), "picture " + i);
            }
        }
    }

    @Test
    void shouldShowTheNearerPointWhateverTheOrder() {
        for (final float[] xyz : new float[][] {{0, 0, 5, 0, 0, -5}, {0, 0, -5, 0, 0, 5}}) {
            final int[] colours = xyz[2] > 0 ? new int[] {RED, GREEN} : new int[] {GREEN, RED};
            try (PointDrawData points = points(device, xyz, colours)) {
                assertPixel(RED, render(frame().add(points, HERE)), WIDTH / 2, HEIGHT / 2);
            }
        }
    }

    @Test
    void shouldReadColoursWithRedInTheHighestByte() {
        try (PointDrawData points = points(device, new float[] {0, 0, 0}, new int[] {0x11223380})) {
            // points are opaque
            assertPixel(0x112233FF, render(frame().add(points, HERE)), WIDTH / 2, HEIGHT / 2);
        }
    }

    @Test
    void shouldNotDrawPointsOfAlphaZeroNorThoseThatAreNotNumbers() {
        final float[] xyz = {0, 0, 0, Float.NaN, 0, 0, 0, Float.POSITIVE_INFINITY, 0, 0, 0, Float.NaN};
        try (PointDrawData points = points(device, xyz, new int[] {0x11223300, RED, RED, RED})) {
            assertEquals(WIDTH * HEIGHT, count(render(frame().add(points, HERE)), BACKGROUND));
        }
    }

    @Test
    void shouldMovePointsByTheirTransform() {
        try (PointDrawData points = points(device, -0.5f, RED, 0, 0, 0)) {
            final double[] p = camera().project(2, 1, -3, WIDTH, HEIGHT);
            final Picture picture = render(frame().add(points, Matrices.translation(2, 1, -3)));
            assertPixel(RED, picture, (int) p[0], (int) p[1]);
            assertEquals(1, count(picture, RED));
        }
    }

    @Test
    void shouldKeepPrecisionFarFromTheOrigin() {
        final double far = 4.0e6;
        final Camera camera = Camera.perspective(
                new double[] {far, far, far + 10},
                new double[] {far, far, far},
                new double[] {0, 1, 0},
                Math.toRadians(60),
                0.01);
        final float[] xyz = {0, 0, 0, 0.07f, 0, 0, 0, 0.07f, 0};
        try (PointDrawData points = points(device, -0.5f, RED, xyz)) {
            final FrameDrawData there = new FrameDrawData(camera).background(BACKGROUND, BACKGROUND);
            final Picture moved = render(there.add(points, Matrices.translation(far, far, far)));
            final Picture here = render(frame().add(points, HERE));
            assertEquals(-1, moved.rgba().mismatch(here.rgba()));
            assertEquals(3, count(here, RED));
        }
    }

    @Test
    void shouldCoverTheAreaOfWorldRadii() {
        for (final float radius : new float[] {0.02f, 0.1f, 0.5f, 2f}) {
            try (PointDrawData points = points(device, radius, 0xFFFFFFFF, 0, 0, 0)) {
                final Picture picture = render(frame().add(points, HERE));
                final double pixels = radius * camera().pixelsPerUnit(HEIGHT) / 10;
                final int covered = WIDTH * HEIGHT - count(picture, BACKGROUND);
                assertEquals(discPixels(pixels), covered, 2, "radius " + radius);
            }
        }
    }

    /// Pixels whose centre is in a disc around the corner of four pixels, or that hold its centre.
    private static int discPixels(final double radius) {
        int count = 0;
        for (int y = -100; y < 100; y++) {
            for (int x = -100; x < 100; x++) {
                final boolean holdsCentre = x == 0 && y == 0;
                count += holdsCentre || Math.hypot(x + 0.5, y + 0.5) <= radius ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void shouldCoverTheAreaOfRadiiInUiPixelsAtAnyDistance() {
        for (final float z : new float[] {-500, 0, 9}) {
            try (PointDrawData points = points(device, -4, 0xFFFFFFFF, 0, 0, z)) {
                assertEquals(discPixels(4), covered(frame().add(points, HERE)));
                assertEquals(discPixels(8), covered(frame().uiScale(2).add(points, HERE)));
            }
        }
    }

    private int covered(final FrameDrawData frame) {
        return WIDTH * HEIGHT - count(render(frame), BACKGROUND);
    }

    @Test
    void shouldTakeARadiusPerPoint() {
        final MemorySegment xyz = MemorySegment.ofArray(new float[] {-3, 0, 0, 3, 0, 0, 0, 3, 0});
        final MemorySegment radii = MemorySegment.ofArray(new float[] {1, -2, Float.NaN});
        try (PointDrawData points = PointDrawData.upload(device, xyz, null, radii, 0xFFFFFFFF, 0)) {
            final double world = camera().pixelsPerUnit(HEIGHT) / 10;
            final double expected = Math.PI * (world * world + 4 + 1.5 * 1.5);
            assertEquals(expected, covered(frame().add(points, HERE)), 0.05 * expected);
        }
    }

    @Test
    void shouldDrawHugeSplatsWhoseCentreIsOutsideThePicture() {
        try (PointDrawData points = points(device, 9, 0xFFFFFFFF, 13, 0, 0)) {
            final Picture picture = render(frame().add(points, HERE));
            assertPixel(BACKGROUND, picture, 2, HEIGHT / 2);
            assertTrue(picture.pixel(WIDTH - 2, HEIGHT / 2) != BACKGROUND);
        }
    }

    @Test
    void shouldLetBallsMeetWhereTheirSurfacesDo() {
        // Same depth, side by side and overlapping: each owns its half.
        final MemorySegment xyz = MemorySegment.ofArray(new float[] {-0.5f, 0, 0, 0.5f, 0, 0});
        final MemorySegment colours = MemorySegment.ofArray(new int[] {RED, GREEN});
        try (PointDrawData points = PointDrawData.upload(device, xyz, colours, null, 0, 1)) {
            final Picture picture = render(frame().add(points, HERE));
            for (int dx = 1; dx < 8; dx++) {
                assertEquals(0, picture.pixel(WIDTH / 2 - 1 - dx, HEIGHT / 2) & 0x00FFFF00, "red at " + -dx);
                assertEquals(0, picture.pixel(WIDTH / 2 + dx, HEIGHT / 2) & 0xFF00FF00, "green at " + dx);
            }
        }
    }

    @Test
    void shouldDrawTheSameWith32BitAtomics() {
        final GpuDevice other = TestVulkan.open(false);
        final long seed = 99;
        final SplittableRandom random = new SplittableRandom(seed);
        final int count = 20_000;
        final float[] xyz = new float[count * 3];
        final int[] colours = new int[count];
        final float[] radii = new float[count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 3; k++) {
                xyz[i * 3 + k] = (float) random.nextDouble(-6, 6);
            }
            colours[i] = random.nextInt() | 0xFF;
            radii[i] = random.nextInt(20) == 0 ? (float) random.nextDouble(1) : (float) -random.nextDouble(3);
        }
        final MemorySegment positions = MemorySegment.ofArray(xyz);
        try (HeadlessRenderer renderer32 = new HeadlessRenderer(other);
                PointDrawData dots64 = points(device, xyz, colours);
                PointDrawData dots32 = points(other, xyz, colours);
                PointDrawData splats64 = PointDrawData.upload(
                        device, positions, MemorySegment.ofArray(colours), MemorySegment.ofArray(radii), 0, 0);
                PointDrawData splats32 = PointDrawData.upload(
                        other, positions, MemorySegment.ofArray(colours), MemorySegment.ofArray(radii), 0, 0)) {
            final Picture a = render(frame().add(dots64, HERE).add(splats64, HERE));
            final Picture b = renderer32.render(frame().add(dots32, HERE).add(splats32, HERE), WIDTH, HEIGHT);
            assertEquals(-1, a.rgba().mismatch(b.rgba()), "first differing byte, seed " + seed);
            final Picture again = render(frame().add(dots64, HERE).add(splats64, HERE));
            assertEquals(-1, a.rgba().mismatch(again.rgba()), "first differing byte, seed " + seed);
        }
        TestVulkan.closeClean(other);
    }

    @Test
    void shouldDrawCloudsOfMoreThanOneChunk() {
        final long seed = 5;
        final SplittableRandom random = new SplittableRandom(seed);
        final int count = 5_000_000;
        final float[] xyz = new float[count * 3];
        final boolean[] expected = new boolean[WIDTH * HEIGHT];
        final boolean[] doubtful = new boolean[WIDTH * HEIGHT];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 3; k++) {
                xyz[i * 3 + k] = (float) random.nextDouble(-2, 2);
            }
            final double[] p = camera().project(xyz[i * 3], xyz[i * 3 + 1], xyz[i * 3 + 2], WIDTH, HEIGHT);
            final int pixel = ((int) p[1]) * WIDTH + (int) p[0];
            expected[pixel] = true;
            doubtful[pixel] |= edge(p[0]) < 1e-3 || edge(p[1]) < 1e-3;
        }
        int lit = 0;
        int unsure = 0;
        for (int i = 0; i < expected.length; i++) {
            lit += expected[i] ? 1 : 0;
            unsure += expected[i] && doubtful[i] ? 1 : 0;
        }
        try (PointDrawData points = points(device, -0.5f, RED, xyz)) {
            assertEquals(count, points.count());
            final int drawn = covered(frame().add(points, HERE));
            assertEquals(lit, drawn, 3, "seed " + seed + ", " + unsure + " pixels had points on their edge");
        }
    }

    @Test
    void shouldRefuseLengthsThatDoNotAgree() {
        final MemorySegment two = MemorySegment.ofArray(new float[6]);
        final MemorySegment three = MemorySegment.ofArray(new int[3]);
        assertThrows(IllegalArgumentException.class, () -> PointDrawData.upload(device, two, three, null, RED, 1));
        assertThrows(IllegalArgumentException.class, () -> PointDrawData.upload(device, two, null, three, RED, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> PointDrawData.upload(device, MemorySegment.ofArray(new float[4]), null, null, RED, 1));
    }

    @Test
    void shouldDrawAnEmptyCloud() {
        try (PointDrawData points = points(device, -1, RED)) {
            assertEquals(0, covered(frame().add(points, HERE)));
        }
    }
}
