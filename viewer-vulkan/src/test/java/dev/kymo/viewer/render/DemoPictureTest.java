package dev.kymo.viewer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A scene with everything in it, written to `target/` for people to look at.
final class DemoPictureTest extends RendererTest {
    private static final double[] HERE = Matrices.identity();
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    @Test
    void shouldRenderTheDemoSceneTheSameTwice() throws IOException {
        try (PointDrawData helix = helix();
                PointDrawData cloud = cloud();
                LineDrawData boxes = boxes();
                Texture texture = picture()) {
            final Camera camera = Camera.perspective(
                    new double[] {7, -8.5, 5.2}, new double[] {0, 0, 1.1}, new double[] {0, 0, 1}, Math.toRadians(45));
            final FrameDrawData frame = new FrameDrawData(camera)
                    .grid(GridDrawData.ground())
                    .add(helix, HERE)
                    .add(cloud, Matrices.translation(-3.5, 2, 0))
                    .add(boxes, HERE)
                    .add(ImageQuadDrawData.of(
                            texture,
                            new double[] {1.2, 3.4, 3.2},
                            new double[] {3.2, -0.6, 0},
                            new double[] {0.2, 0.5, -2.4},
                            1))
                    .add(ImageQuadDrawData.of(
                            texture,
                            new double[] {-2.6, -3.4, 1.9},
                            new double[] {1.9, 1.1, 0},
                            new double[] {0, 0, -1.4},
                            0.6f))
                    .add(new ImageRectDrawData(null, 1024 - 2, 24 - 2, 232 + 4, 174 + 4, 0x3A4048FF))
                    .add(new ImageRectDrawData(texture, 1024, 24, 232, 174, 0xFFFFFFFF));
            final double[] label = camera.project(2.4, -1.3, 1.75, WIDTH, HEIGHT);
            frame.add(new TextDrawData("box A · 0.87", label[0], label[1] - 12, 15, 0xF0F2FFFF, 0x000000A0, true))
                    .add(new TextDrawData("/world/lidar", 24, 24, 18, 0xE6E8ECFF, 0, false))
                    .add(new TextDrawData("1.2 M points · 14 ms", 24, 48, 13, 0x9AA0A8FF, 0, false));
            final Picture first = renderer.render(frame, WIDTH, HEIGHT);
            final Picture second = renderer.render(frame, WIDTH, HEIGHT);
            final Path file = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "demo.png");
            Files.createDirectories(file.getParent());
            PngWriter.write(first, file);
            assertEquals(-1, first.rgba().mismatch(second.rgba()), "first differing byte");
            assertTrue(Files.size(file) > 50_000, file.toString());
        }
    }

    private PointDrawData helix() {
        final int count = 240;
        final float[] xyz = new float[count * 3];
        final int[] colours = new int[count];
        for (int i = 0; i < count; i++) {
            final double t = i / (double) count;
            final double angle = t * 6 * Math.PI;
            final double r = 1.1 + 0.5 * Math.sin(t * Math.PI);
            xyz[i * 3] = (float) (r * Math.cos(angle));
            xyz[i * 3 + 1] = (float) (r * Math.sin(angle));
            xyz[i * 3 + 2] = (float) (0.1 + 2.8 * t);
            colours[i] = hue(t * 0.8);
        }
        return PointDrawData.upload(
                device, MemorySegment.ofArray(xyz), MemorySegment.ofArray(colours), null, 0, 0.055f);
    }

    private PointDrawData cloud() {
        final SplittableRandom random = new SplittableRandom(11);
        final int count = 24_000;
        final float[] xyz = new float[count * 3];
        final int[] colours = new int[count];
        for (int i = 0; i < count; i++) {
            final double u = random.nextDouble(2 * Math.PI);
            final double v = random.nextDouble(2 * Math.PI);
            final double r = 1.3 + 0.5 * Math.cos(v);
            xyz[i * 3] = (float) (r * Math.cos(u));
            xyz[i * 3 + 1] = (float) (r * Math.sin(u));
            xyz[i * 3 + 2] = (float) (0.8 + 0.5 * Math.sin(v));
            colours[i] = hue(u / (2 * Math.PI));
        }
        return PointDrawData.upload(device, MemorySegment.ofArray(xyz), MemorySegment.ofArray(colours), null, 0, -1.5f);
    }

    private LineDrawData boxes() {
        final double cos = Math.cos(0.5);
        final double sin = Math.sin(0.5);
        final double[] turned = {cos, sin, 0, 0, -sin, cos, 0, 0, 0, 0, 1, 0, 2.4, -1.3, 0.6, 1};
        return new LineBatch()
                .box(new float[] {0.9f, 0.45f, 0.6f}, turned, 0x5BC98CFF, -1)
                .box(new float[] {0.5f, 0.5f, 0.5f}, Matrices.translation(0, 0, 0.5), 0xFF7A59FF, -1)
                .segment(0, 0, 0, 1, 0, 0, 0xE5484DFF, -1.5f)
                .segment(0, 0, 0, 0, 1, 0, 0x46A758FF, -1.5f)
                .segment(0, 0, 0, 0, 0, 1, 0x3E8EFFFF, -1.5f)
                .strip(
                        new float[] {-3, -3, 0.05f, -1, -2.6f, 0.05f, 1, -3.2f, 0.05f, 3, -2.8f, 0.05f},
                        0xF5D90AFF,
                        0.05f)
                .upload(device);
    }

    private Texture picture() {
        final int width = 640;
        final int height = 480;
        final int[] texels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final boolean dark = (x / 40 + y / 40) % 2 == 0;
                final int colour = x < 160 && y < 120 ? 0xE5484DFF : dark ? 0x30363DFF : hue(x / (double) width);
                texels[y * width + x] = Integer.reverseBytes(colour);
            }
        }
        return Texture.upload(device, width, height, MemorySegment.ofArray(texels));
    }

    private static int hue(final double turn) {
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
            final double phase = Math.abs((turn + channel / 3.0) % 1 * 6 - 3) - 1;
            final int level = (int) Math.round(60 + 180 * Math.clamp(phase, 0, 1));
            colour = colour << 8 | level;
        }
        return colour << 8 | 0xFF;
    }
}
