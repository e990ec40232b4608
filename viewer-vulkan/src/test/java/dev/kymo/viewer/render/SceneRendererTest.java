package dev.kymo.viewer.render;

import static dev.kymo.viewer.render.TestScene.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.RenderTarget;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class SceneRendererTest extends RendererTest {
    private static final double[] HERE = Matrices.identity();
    private static final int MIDDLE_X = WIDTH / 2;
    private static final int MIDDLE_Y = HEIGHT / 2;

    private static ImageQuadDrawData plate(final double z, final int colour) {
        return new ImageQuadDrawData(null, new double[] {-2, 2, z, 2, 2, z, 2, -2, z, -2, -2, z}, colour);
    }

    @Test
    void shouldLetNearerThingsHideFurtherOnesOfAnyKind() {
        try (PointDrawData points = points(device, 0.5f, RED, 0, 0, 0);
                LineDrawData line = line(device, 0.5f, GREEN, -3, 0, 0, 3, 0, 0)) {
            final double[] nearer = Matrices.translation(0, 0, 3);
            final double[] further = Matrices.translation(0, 0, -3);
            assertPixel(RED, render(frame().add(points, nearer).add(line, HERE)), MIDDLE_X, MIDDLE_Y);
            assertPixel(GREEN, render(frame().add(points, further).add(line, HERE)), MIDDLE_X, MIDDLE_Y);
            assertPixel(BLUE, render(frame().add(points, further).add(plate(0, BLUE))), MIDDLE_X, MIDDLE_Y);
            assertPixel(RED, render(frame().add(points, nearer).add(plate(0, BLUE))), MIDDLE_X, MIDDLE_Y);
            assertPixel(BLUE, render(frame().add(line, further).add(plate(0, BLUE))), MIDDLE_X, MIDDLE_Y);
            assertPixel(GREEN, render(frame().add(line, nearer).add(plate(0, BLUE))), MIDDLE_X, MIDDLE_Y);
            assertPixel(BLUE, render(frame().add(plate(0, BLUE)).add(plate(-1, RED))), MIDDLE_X, MIDDLE_Y);
        }
    }

    @Test
    void shouldHideFromOrthographicCamerasToo() {
        final Camera flat =
                Camera.orthographic(new double[] {0, 0, 10}, new double[3], new double[] {0, 1, 0}, 10, 0.1, 100);
        try (PointDrawData points = points(device, 0.5f, RED, 2, 1, -60);
                LineDrawData line = line(device, -3, GREEN, -3, 0, 3, 3, 0, 3)) {
            final FrameDrawData frame = new FrameDrawData(flat).background(BACKGROUND, BACKGROUND);
            final Picture picture = render(frame.add(points, HERE)
                    .add(line, HERE)
                    .add(plate(0, BLUE))
                    .add(points, Matrices.translation(0, -3, 65)));
            final double pixels = HEIGHT / 10.0;
            assertPixel(GREEN, picture, MIDDLE_X, MIDDLE_Y);
            assertPixel(BLUE, picture, (int) (MIDDLE_X + 2 * pixels) - 1, (int) (MIDDLE_Y - pixels));
            final int x = (int) (MIDDLE_X + 1.99 * pixels);
            final int y = (int) (MIDDLE_Y + 2 * pixels);
            assertTrue((picture.pixel(x - 2, y - 2) >>> 24) > 200, "the second, nearer point shows before the plate");
        }
    }

    @Test
    void shouldShowPicturesTheRightWayUp() {
        final int[] texels = new int[4 * 2];
        final int[] colours = {RED, GREEN, BLUE, 0xFFFFFFFF, 0xFFFF00FF, 0x00FFFFFF, 0xFF00FFFF, 0x808080FF};
        for (int i = 0; i < 8; i++) {
            texels[i] = Integer.reverseBytes(colours[i]);
        }
        try (Texture texture = Texture.upload(device, 4, 2, MemorySegment.ofArray(texels))) {
            final ImageQuadDrawData quad = ImageQuadDrawData.of(
                    texture, new double[] {-4, 2, 0}, new double[] {8, 0, 0}, new double[] {0, -4, 0}, 1);
            final Picture picture = render(frame().add(quad));
            final Picture rect = render(frame().add(new ImageRectDrawData(texture, 10, 20, 40, 20, 0xFFFFFFFF)));
            for (int i = 0; i < 8; i++) {
                final double[] p = camera().project(-3 + 2 * (i % 4), 1 - 2 * (i / 4), 0, WIDTH, HEIGHT);
                assertPixel(colours[i], picture, (int) p[0], (int) p[1]);
                assertPixel(colours[i], rect, 10 + 5 + 10 * (i % 4), 20 + 5 + 10 * (i / 4));
            }
            assertPixel(BACKGROUND, rect, 9, 20);
            assertPixel(RED, rect, 10, 20);
            assertPixel(0x808080FF, rect, 49, 39);
            assertPixel(BACKGROUND, rect, 50, 39);
        }
    }

    @Test
    void shouldAverageReducedPictures() {
        final int[] texels = new int[64 * 64];
        for (int i = 0; i < texels.length; i++) {
            texels[i] = (i + i / 64) % 2 == 0 ? 0xFFFFFFFF : 0xFF000000;
        }
        try (Texture texture = Texture.upload(device, 64, 64, MemorySegment.ofArray(texels))) {
            final Picture picture = render(frame().add(new ImageRectDrawData(texture, 0, 0, 16, 16, 0xFFFFFFFF)));
            assertEquals(128, picture.pixel(8, 8) >>> 24, 2);
        }
    }

    @Test
    void shouldMixTransparentPicturesFromFarToNear() {
        final FrameDrawData frame = frame().add(plate(1, 0xFF000080)).add(plate(-1, 0x00FF0080));
        final FrameDrawData other = frame().add(plate(-1, 0x00FF0080)).add(plate(1, 0xFF000080));
        final Picture picture = render(frame);
        assertEquals(-1, picture.rgba().mismatch(render(other).rgba()));
        final int pixel = picture.pixel(MIDDLE_X, MIDDLE_Y);
        final double green = 0x20 * (127 / 255.0) + 255 * (128 / 255.0);
        assertEquals(green * 127 / 255, pixel >>> 16 & 0xFF, 2);
        assertEquals(255 * 128 / 255.0 + 0x10 * 0.25, pixel >>> 24, 3);
    }

    @Test
    void shouldShowNewTexelsAfterAnUpdate() {
        try (Texture texture = Texture.upload(device, 1, 1, MemorySegment.ofArray(new int[] {0xFF0000FF}))) {
            final ImageRectDrawData rect = new ImageRectDrawData(texture, 0, 0, 10, 10, 0xFFFFFFFF);
            assertPixel(RED, render(frame().add(rect)), 5, 5);
            texture.update(MemorySegment.ofArray(new int[] {0xFF00FF00}));
            assertPixel(GREEN, render(frame().add(rect)), 5, 5);
            assertThrows(IllegalArgumentException.class, () -> texture.update(MemorySegment.ofArray(new int[2])));
        }
    }

    @Test
    void shouldFillTheBackgroundFlatOrAsAGradient() {
        assertEquals(WIDTH * HEIGHT, count(render(frame()), BACKGROUND));
        final Picture gradient = render(new FrameDrawData(camera()));
        assertEquals(0x0D, gradient.pixel(5, 0) >>> 24, 1);
        assertEquals(FrameDrawData.BACKGROUND_BOTTOM >>> 24, gradient.pixel(5, HEIGHT - 1) >>> 24, 1);
    }

    @Test
    void shouldDrawTheGridBelowTheHorizonBehindWhatStandsOnIt() {
        final Camera standing = Camera.perspective(
                new double[] {0.3, -10, 2}, new double[] {0.3, 0, 2}, new double[] {0, 0, 1}, Math.toRadians(60));
        final FrameDrawData empty = new FrameDrawData(standing).background(BACKGROUND, BACKGROUND);
        final Picture picture = render(empty.grid(GridDrawData.ground()));
        int above = 0;
        int below = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                final int lit = picture.pixel(x, y) == BACKGROUND ? 0 : 1;
                above += y < MIDDLE_Y ? lit : 0;
                below += y > MIDDLE_Y ? lit : 0;
            }
        }
        assertEquals(0, above);
        assertTrue(below > 500 && below < WIDTH * MIDDLE_Y / 2, "grid pixels: " + below);
        final ImageQuadDrawData wall =
                new ImageQuadDrawData(null, new double[] {-9, -5, 9, 9, -5, 9, 9, -5, -9, -9, -5, -9}, RED);
        final FrameDrawData walled =
                new FrameDrawData(standing).grid(GridDrawData.ground()).add(wall);
        assertPixel(RED, render(walled), MIDDLE_X, MIDDLE_Y + 10);
    }

    @Test
    void shouldDrawTheGridThroughThePixelsOfItsLines() {
        final Camera above = Camera.orthographic(
                new double[] {0.25, 0.25, 50}, new double[] {0.25, 0.25, 0}, new double[] {0, 1, 0}, 10, 0.1, 100);
        final GridDrawData grid = new GridDrawData(new double[3], new double[] {0, 0, 1}, 1, 0xFFFFFFFF);
        final Picture picture = render(
                new FrameDrawData(above).background(BACKGROUND, BACKGROUND).grid(grid));
        final double[] crossing = above.project(0, 0, 0, WIDTH, HEIGHT);
        final int x = (int) crossing[0];
        final int y = (int) crossing[1];
        assertTrue((picture.pixel(x, y - 7) >>> 24) > 100, "line x = 0");
        assertTrue((picture.pixel(x + 7, y) >>> 24) > 100, "line y = 0");
        assertPixel(BACKGROUND, picture, x + 8, y - 8);
    }

    @Test
    void shouldWriteTextWhereItIsTold() {
        final Picture picture = render(frame().add(new TextDrawData("Hi é€", 20, 30, 20, 0xFFFFFFFF, 0, false)));
        int inside = 0;
        int outside = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (picture.pixel(x, y) != BACKGROUND) {
                    final boolean in = x >= 19 && x < 75 && y >= 30 && y < 52;
                    inside += in ? 1 : 0;
                    outside += in ? 0 : 1;
                }
            }
        }
        assertTrue(inside > 60, "pixels of text: " + inside);
        assertEquals(0, outside);
        // the left stem of the H
        assertTrue((picture.pixel(22, 40) >>> 24) > 150, Integer.toHexString(picture.pixel(22, 40)));
    }

    @Test
    void shouldRenderAnySizeAfterAnother() {
        for (final int[] size : new int[][] {{1, 1}, {640, 360}, {33, 500}, {640, 360}}) {
            try (PointDrawData points = points(device, -50, RED, 0, 0, 0)) {
                final Picture picture = renderer.render(frame().add(points, HERE), size[0], size[1]);
                assertEquals(4L * size[0] * size[1], picture.rgba().byteSize());
                assertTrue((picture.pixel(size[0] / 2, size[1] / 2) >>> 24) > 200);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> renderer.render(frame(), 0, 10));
        assertThrows(IllegalArgumentException.class, () -> renderer.render(frame(), 10, RenderTarget.SIZE_MAX + 1));
    }
}
