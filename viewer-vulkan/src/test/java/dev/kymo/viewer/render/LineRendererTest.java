package dev.kymo.viewer.render;

import static dev.kymo.viewer.render.TestScene.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class LineRendererTest extends RendererTest {
    private static final double[] HERE = Matrices.identity();
    /// Pixels per world unit on the plane z = 0.
    private static final double PER_UNIT = camera().pixelsPerUnit(HEIGHT) / 10;

    @Test
    void shouldCoverTheAreaOfACapsuleForWorldRadii() {
        try (LineDrawData line = line(device, 0.5f, RED, -3, 0, 0, 3, 1, 0)) {
            final double length = Math.hypot(6, 1);
            final double expected = (length + Math.PI * 0.25) * PER_UNIT * PER_UNIT;
            assertEquals(expected, redArea(render(frame().add(line, HERE))), expected * 0.01);
        }
    }

    @Test
    void shouldCoverTheAreaOfACapsuleForRadiiInUiPixels() {
        try (LineDrawData line = line(device, -3, RED, -3, 0, 0, 3, 1, 0)) {
            final double length = Math.hypot(6, 1) * PER_UNIT;
            final double expected = length * 6 + Math.PI * 9;
            assertEquals(expected, redArea(render(frame().add(line, HERE))), expected * 0.02);
            final double doubled = length * 12 + Math.PI * 36;
            assertEquals(doubled, redArea(render(frame().uiScale(2).add(line, HERE))), doubled * 0.02);
        }
    }

    /// Sum of how red each pixel is between background and full red, in pixels.
    private static double redArea(final Picture picture) {
        final double from = BACKGROUND >>> 24;
        double area = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                area += ((picture.pixel(x, y) >>> 24) - from) / (255 - from);
            }
        }
        return area;
    }

    @Test
    void shouldSmoothEdgesOnlyWhenAskedTo() {
        final float[] slanted = {-3, 0, 0, 3, 1, 0};
        try (LineDrawData line = line(device, -2, RED, slanted);
                HeadlessRenderer plain = new HeadlessRenderer(device, false)) {
            final Picture crisp = plain.render(frame().add(line, HERE), WIDTH, HEIGHT);
            assertEquals(WIDTH * HEIGHT, count(crisp, RED) + count(crisp, BACKGROUND));
            final Picture smooth = render(frame().add(line, HERE));
            final int between = WIDTH * HEIGHT - count(smooth, RED) - count(smooth, BACKGROUND);
            assertTrue(between > 100, "pixels between the colours: " + between);
        }
    }

    @Test
    void shouldThinWithDistance() {
        try (LineDrawData near = line(device, 0.2f, RED, -1, 0, 5, 1, 0, 5);
                LineDrawData far = line(device, 0.2f, RED, -1, 0, -10, 1, 0, -10)) {
            final double ratio = redArea(render(frame().add(near, HERE))) / redArea(render(frame().add(far, HERE)));
            assertEquals(16, ratio, 1);
        }
    }

    @Test
    void shouldCutLinesThatPassTheEye() {
        try (LineDrawData line = line(device, 0.1f, RED, 0, -1, 30, 0, -1, -30)) {
            final Picture picture = render(frame().add(line, HERE));
            assertPixel(RED, picture, WIDTH / 2, HEIGHT - 1);
            assertPixel(BACKGROUND, picture, WIDTH / 2, HEIGHT / 2 - 4);
        }
        try (LineDrawData behind = line(device, 0.1f, RED, 0, -1, 30, 0, -1, 11)) {
            assertEquals(WIDTH * HEIGHT, count(render(frame().add(behind, HERE)), BACKGROUND));
        }
    }

    @Test
    void shouldDrawALineOfNoLengthAsADot() {
        try (LineDrawData dot = line(device, -5, RED, 0, 0, 0, 0, 0, 0)) {
            assertEquals(Math.PI * 25, redArea(render(frame().add(dot, HERE))), 3);
        }
    }

    @Test
    void shouldSkipLinesThatAreNotNumbers() {
        try (LineDrawData line = line(device, -5, RED, Float.NaN, 0, 0, 0, 0, 0)) {
            assertEquals(WIDTH * HEIGHT, count(render(frame().add(line, HERE)), BACKGROUND));
        }
    }

    @Test
    void shouldGiveEachSegmentItsColourAndRadius() {
        try (LineDrawData lines = new LineBatch()
                .segment(-3, 2, 0, 3, 2, 0, RED, -2)
                .segment(-3, -2, 0, 3, -2, 0, GREEN, -6)
                .upload(device)) {
            assertEquals(2, lines.count());
            final Picture picture = render(frame().add(lines, HERE));
            final int redRow = (int) camera().project(0, 2, 0, WIDTH, HEIGHT)[1];
            final int greenRow = (int) camera().project(0, -2, 0, WIDTH, HEIGHT)[1];
            assertPixel(RED, picture, WIDTH / 2, redRow);
            assertPixel(BACKGROUND, picture, WIDTH / 2, redRow + 4);
            assertPixel(GREEN, picture, WIDTH / 2, greenRow);
            assertPixel(GREEN, picture, WIDTH / 2, greenRow + 4);
            assertPixel(BACKGROUND, picture, WIDTH / 2, greenRow + 8);
        }
    }

    @Test
    void shouldDrawTheTwelveEdgesOfABox() {
        final LineBatch batch = new LineBatch().box(new float[] {1, 2, 3}, Matrices.translation(0.5, 0, 0), RED, -1);
        assertEquals(12, batch.count());
        try (LineDrawData box = batch.upload(device)) {
            final Picture picture = render(frame().add(box, HERE));
            for (final double[] middle : new double[][] {{0.5, 2, 3}, {1.5, 0, 3}, {-0.5, 0, -3}, {1.5, -2, 0}}) {
                final double[] p = camera().project(middle[0], middle[1], middle[2], WIDTH, HEIGHT);
                assertTrue(picture.pixel((int) p[0], (int) p[1]) != BACKGROUND, "edge at " + p[0] + ", " + p[1]);
            }
            final double[] face = camera().project(0.5, 0, 3, WIDTH, HEIGHT);
            assertPixel(BACKGROUND, picture, (int) face[0], (int) face[1]);
        }
    }

    @Test
    void shouldRefuseLengthsThatDoNotAgree() {
        final GpuDevice on = device;
        assertThrows(
                IllegalArgumentException.class,
                () -> LineDrawData.upload(on, MemorySegment.ofArray(new float[9]), null, null, RED, 1));
        assertThrows(IllegalArgumentException.class, () -> new LineBatch().strip(new float[4], RED, 1));
    }
}
