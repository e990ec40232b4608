package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Boxes2D;
import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.EncodedDepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.LineStrips2D;
import dev.kymo.sdk.MediaType;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.Points2D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SegmentationImage;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A camera's images and what is drawn on them, as pixels; and which views a recording opens with.
final class FlatSceneTest {
    private static final int WIDTH = 80;
    private static final int HEIGHT = 60;
    private static final int RED = 0xFF0000FF;
    private static final int GREEN = 0x00FF00FF;
    private static final int CHANNEL_TOLERANCE = 12;

    @TempDir
    private Path folder;

    private static void log(final RecordingStream out) {
        out.setTimeSequence("frame", 0);
        final byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        final byte[] classes = new byte[WIDTH * HEIGHT];
        final short[] depths = new short[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                final int at = y * WIDTH + x;
                rgb[at * 3 + 2] = (byte) (x < WIDTH / 2 ? 255 : 0);
                classes[at] = (byte) (y >= HEIGHT / 2 && x >= WIDTH / 2 ? 3 : 0);
                depths[at] = (short) (500 + 20 * x);
            }
        }
        out.log("/robot/camera", Pinhole.of(100, WIDTH, HEIGHT));
        out.log("/robot/camera/rgb", Image.rgb8(rgb, WIDTH, HEIGHT));
        out.log("/robot/camera/classes", SegmentationImage.u8(classes, WIDTH, HEIGHT));
        out.log("/robot/depth", DepthImage.u16mm(depths, WIDTH, HEIGHT));
        out.log(
                "/robot/camera/found",
                Boxes2D.fromXywh(10, 10, 20, 20).colors(RED).radii(1f).labels("cup"));
        out.log(
                "/robot/camera/path",
                LineStrips2D.of(new float[] {5, 50, 35, 50}).colors(GREEN).radii(1f));
        out.log("/robot/camera/corners", Points2D.of(60, 10).colors(GREEN).radii(3f));
        out.log("/world/cloud", Points3D.of(0, 0, 0, 1, 1, 1));
        out.log("/motor/left", Scalars.of(1.5));
        out.log("/motor/right", Scalars.of(1.7));
        out.log("/motor/temperature_mk", Scalars.of(300_000));
        out.log("/log/main", TextLog.of("INFO", "hello"));
        out.log("/notes", TextDocument.markdown("# Notes"));
    }

    @Test
    void shouldStackImagesAndDrawOnThemInTheirOwnPixels() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                LoggedScene logged = LoggedScene.of(folder, FlatSceneTest::log);
                StoreReader reader = logged.store().reader();
                FlatScene scene = FlatScene.build(
                        reader,
                        new TimeCursor("frame", 0),
                        EntityPath.parse("/robot/camera"),
                        List.of(EntityPath.parse("/robot/camera/rgb"), EntityPath.parse("/robot/camera/classes")),
                        device)) {
            assertEquals(List.of(), List.copyOf(scene.notes()));
            assertEquals(WIDTH, scene.width());
            assertEquals(HEIGHT, scene.height());
            final int scale = 8;
            final FlatWindow window = new FlatWindow(WIDTH / 2.0, HEIGHT / 2.0, scale);
            final Picture picture = renderer.render(
                    scene.compose(window, WIDTH * scale, HEIGHT * scale), WIDTH * scale, HEIGHT * scale);
            final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
            Files.createDirectories(kept);
            PngWriter.write(picture, kept.resolve("flat.png"));
            near(0x0000FFFF, picture.pixel(37 * scale, 5 * scale), "image, left half");
            near(0x000000FF, picture.pixel(45 * scale, 5 * scale), "image, right half");
            near(half(Palette.ofClass(3)), picture.pixel(70 * scale, 50 * scale), "class 3 over black");
            near(RED, picture.pixel(10 * scale, 20 * scale), "the box's left side");
            near(GREEN, picture.pixel(20 * scale, 50 * scale), "the line");
            near(GREEN, picture.pixel(60 * scale, 10 * scale), "the point");
            final FlatWindow zoomed = window.zoomedAt(2, 100, 40, WIDTH * scale, HEIGHT * scale, scene);
            assertEquals(window.imageX(100, WIDTH * scale), zoomed.imageX(100, WIDTH * scale), 1e-9);
            assertEquals(window.imageY(40, HEIGHT * scale), zoomed.imageY(40, HEIGHT * scale), 1e-9);
        } finally {
            TestVulkan.closeClean(device);
        }
    }

    private static byte[] deepPng() {
        final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.getRaster().setSample(x, y, 0, x < WIDTH / 2 ? 0 : 500 + 20 * x);
            }
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            assertTrue(ImageIO.write(image, "png", bytes));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Of 16 bits, of which a camera uses eleven.
    @Test
    void shouldShowDeepFilesByTheirNumbers() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene logged = LoggedScene.of(folder, out -> {
                    out.setTimeSequence("frame", 0);
                    out.log("/depth", EncodedDepthImage.of(deepPng(), MediaType.PNG, 1000));
                    out.log("/radiometry", EncodedImage.of(deepPng()));
                });
                FlatView view = new FlatView(device);
                StoreReader reader = logged.store().reader();
                HeadlessRenderer renderer = new HeadlessRenderer(device)) {
            final int scale = 8;
            final FlatWindow window = new FlatWindow(WIDTH / 2.0, HEIGHT / 2.0, scale);
            for (final String name : List.of("depth", "radiometry")) {
                final EntityPath entity = EntityPath.parse("/" + name);
                final FlatScene scene =
                        view.show(reader, new TimeCursor("frame", 0), entity, List.of(entity), _ -> true);
                assertEquals(List.of(), List.copyOf(scene.notes()));
                final boolean isDepth = name.equals("depth");
                assertEquals(isDepth ? "depth 1.700 m" : "value 1700", scene.reading(60, 30));
                assertEquals(isDepth ? "no depth" : "value 0", scene.reading(10, 30));
                final Picture picture = renderer.render(
                        scene.compose(window, WIDTH * scale, HEIGHT * scale), WIDTH * scale, HEIGHT * scale);
                final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
                Files.createDirectories(kept);
                PngWriter.write(picture, kept.resolve("deep-" + name + ".png"));
                near(0x000000FF, picture.pixel(10 * scale, 30 * scale), name + ", nothing there");
                final int grey = Math.round(1700f / 2080 * 255);
                near(
                        isDepth
                                ? Palette.turbo((1700.0 - 1300) / (2080 - 1300))
                                : grey << 24 | grey << 16 | grey << 8 | 0xFF,
                        picture.pixel(60 * scale + scale / 2, 30 * scale),
                        name);
            }
        } finally {
            TestVulkan.closeClean(device);
        }
    }

    @Test
    void shouldBuildASceneAnewOnlyWhenItsRowsAreOthersAndReadItsPixels() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene logged = LoggedScene.of(folder, FlatSceneTest::log);
                StoreReader reader = logged.store().reader();
                FlatView view = new FlatView(device)) {
            final EntityPath camera = EntityPath.parse("/robot/camera");
            final List<EntityPath> images =
                    List.of(EntityPath.parse("/robot/camera/rgb"), EntityPath.parse("/robot/camera/classes"));
            final FlatScene first = view.show(reader, new TimeCursor("frame", 0), camera, images, _ -> true);
            assertSame(first, view.show(reader, new TimeCursor("frame", 7), camera, images, _ -> true));
            assertEquals(1, view.builtCount());
            assertEquals("class 3   #000000", first.reading(70, 50));
            assertEquals("class 0   #0000FF", first.reading(3, 3));
            assertEquals("", first.reading(WIDTH, 0));
            view.show(reader, new TimeCursor("frame", 7), camera, images, path -> !path.equals(images.getLast()));
            assertEquals(2, view.builtCount(), "an image was hidden");
            assertEquals(
                    "#0000FF",
                    view.show(
                                    reader,
                                    new TimeCursor("frame", 7),
                                    camera,
                                    images,
                                    path -> !path.equals(images.getLast()))
                            .reading(3, 3));
            final EntityPath depth = EntityPath.parse("/robot/depth");
            assertEquals(
                    "depth 0.700 m",
                    view.show(reader, new TimeCursor("frame", 7), depth, List.of(depth), _ -> true)
                            .reading(10, 10));
        } finally {
            TestVulkan.closeClean(device);
        }
    }

    private static int half(final int colour) {
        return (colour >>> 1 & 0x7F7F7F00) | 0xFF;
    }

    private static void near(final int expected, final int pixel, final String what) {
        for (int shift = 8; shift < 32; shift += 8) {
            assertTrue(
                    Math.abs((expected >>> shift & 0xFF) - (pixel >>> shift & 0xFF)) <= CHANNEL_TOLERANCE,
                    String.format("%s: expected %08X, found %08X", what, expected, pixel));
        }
    }

    @Test
    void shouldProposeOneViewPerSpaceCameraPlotLogAndDocument() throws IOException {
        try (LoggedScene logged = LoggedScene.of(folder, FlatSceneTest::log);
                StoreReader reader = logged.store().reader()) {
            assertEquals(
                    List.of(
                            "SPATIAL_3D / []",
                            "IMAGE_2D /robot/camera [/robot/camera/classes, /robot/camera/rgb]",
                            "IMAGE_2D /robot/depth [/robot/depth]",
                            "TIME_SERIES /motor [/motor/left, /motor/right]",
                            "TIME_SERIES /motor/temperature_mk [/motor/temperature_mk]",
                            "TEXT_LOG / [/log/main]",
                            "TEXT_DOCUMENT /notes [/notes]"),
                    ViewHeuristics.propose(reader).stream()
                            .map(view -> view.kind() + " " + view.origin() + " " + view.entities())
                            .toList());
        }
    }
}
