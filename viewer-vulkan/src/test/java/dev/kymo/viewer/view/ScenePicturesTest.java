package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformRelation;
import dev.kymo.sdk.ViewCoordinates;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.Screenshot;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Recordings as pictures: pixels at places that were worked out by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScenePicturesTest {
    private static final int RED = 0xFF0000FF;
    private static final int GREEN = 0x00FF00FF;
    private static final int BLUE = 0x0000FFFF;
    private static final int WHITE = 0xFFFFFFFF;
    private static final int CHANNEL_TOLERANCE = 12;

    @TempDir
    private Path folder;

    private @Nullable GpuDevice opened;
    private @Nullable HeadlessRenderer openedRenderer;

    @BeforeAll
    void open() {
        opened = TestVulkan.open();
        openedRenderer = new HeadlessRenderer(opened);
    }

    @AfterAll
    void close() {
        if (opened != null && openedRenderer != null) {
            openedRenderer.close();
            TestVulkan.closeClean(opened);
        }
    }

    private LoggedScene.Drawn draw(final LoggedScene scene, final long frame, final String name) throws IOException {
        return scene.draw(Objects.requireNonNull(opened), Objects.requireNonNull(openedRenderer), frame, name);
    }

    private LoggedScene.Drawn draw(final String name, final long frame, final Consumer<RecordingStream> rows)
            throws IOException {
        try (LoggedScene scene = LoggedScene.of(folder, rows)) {
            return draw(scene, frame, name);
        }
    }

    /// Points are shaded like balls, so brightness may differ; the ratio of the channels may not.
    private static boolean isColour(final int colour, final int pixel) {
        final int brightest = Math.max(pixel >>> 24, Math.max(pixel >>> 16 & 0xFF, pixel >>> 8 & 0xFF));
        final int wanted = Math.max(colour >>> 24, Math.max(colour >>> 16 & 0xFF, colour >>> 8 & 0xFF));
        for (int shift = 8; shift < 32; shift += 8) {
            final int expected = (colour >>> shift & 0xFF) * brightest / wanted;
            if (Math.abs(expected - (pixel >>> shift & 0xFF)) > CHANNEL_TOLERANCE) {
                return false;
            }
        }
        return brightest >= wanted / 2;
    }

    private static void assertColour(
            final int colour, final LoggedScene.Drawn drawn, final double x, final double y, final double z) {
        final int pixel = drawn.pixelAt(x, y, z);
        assertTrue(
                isColour(colour, pixel),
                String.format(
                        java.util.Locale.ROOT,
                        "at (%s, %s, %s), pixel %s: expected %08x, found %08x",
                        x,
                        y,
                        z,
                        Arrays.toString(drawn.at(x, y, z)),
                        colour,
                        pixel));
    }

    private static void assertNotColour(
            final int colour, final LoggedScene.Drawn drawn, final double x, final double y, final double z) {
        final double[] at = drawn.at(x, y, z);
        final Picture picture = drawn.picture();
        if (at[0] < 0 || at[1] < 0 || at[0] >= picture.width() || at[1] >= picture.height()) {
            return;
        }
        assertTrue(!isColour(colour, drawn.pixelAt(x, y, z)), "colour at " + x + ", " + y + ", " + z);
    }

    /// A square of points in the plane z = 0 around the origin, so close that they cover it.
    private static Points3D patch(final double halfSize, final int colour) {
        final int side = 41;
        final float[] xyz = new float[side * side * 3];
        for (int i = 0; i < side * side; i++) {
            final int row = i / side;
            xyz[i * 3] = (float) (halfSize * (i % side / 20.0 - 1));
            xyz[i * 3 + 1] = (float) (halfSize * (row / 20.0 - 1));
        }
        return Points3D.of(xyz).colors(colour).radii((float) halfSize / 20);
    }

    /// Keeps the camera where it is, whatever else there is: strips around a cube of ±`half`.
    private static void frame(final RecordingStream out, final float half) {
        out.logStatic("frame", Boxes3D.fromHalfSizes(half, half, half).colors(0x404040FF));
    }

    /// As a robot's recording has it: scans in the frame of their sensor, transforms on an entity of their own.
    @Test
    void shouldDrawWhatNamedFramesPlace() throws IOException {
        final Consumer<RecordingStream> rows = out -> {
            out.logStatic("frame", Boxes3D.fromHalfSizes(3, 3, 3).colors(0x404040FF), CoordinateFrame.of("map"));
            out.logStatic("tf", frame("lidar", "base", 0, 1));
            out.setTimeSequence("frame", 0);
            out.log("tf", frame("base", "map", -2, 0));
            out.log("scan", patch(0.4, RED), CoordinateFrame.of("lidar"));
            out.log("near", patch(0.4, BLUE), CoordinateFrame.of("base"));
            out.setTimeSequence("frame", 5);
            out.log("tf", frame("base", "map", 2, 0));
            out.log("near", patch(0.4, GREEN), CoordinateFrame.of("base"));
        };
        final LoggedScene.Drawn first = draw("frames-first", 0, rows);
        assertColour(RED, first, -2, 1, 0);
        assertColour(BLUE, first, -2, 0, 0);
        final LoggedScene.Drawn later = draw("frames-later", 5, rows);
        // The scan is older: it stays where it was taken
        assertColour(RED, later, -2, 1, 0);
        assertColour(GREEN, later, 2, 0, 0);
        assertNotColour(BLUE, later, -2, 0, 0);
        assertEquals(java.util.List.of(), later.notes());
    }

    private static Transform3D frame(final String child, final String parent, final float x, final float y) {
        return Transform3D.fromTranslation(x, y, 0).childFrame(child).parentFrame(parent);
    }

    @Test
    void shouldDrawPointsWhereTheyAre() throws IOException {
        final LoggedScene.Drawn drawn = draw("points", 0, out -> {
            frame(out, 2);
            out.logStatic("cloud", patch(1, RED));
        });
        assertEquals(41 * 41, drawn.points());
        for (final double[] inside : new double[][] {{0, 0}, {0.9, 0.9}, {-0.9, 0.9}, {0.9, -0.9}, {-0.9, -0.9}}) {
            assertColour(RED, drawn, inside[0], inside[1], 0);
        }
        for (final double[] outside : new double[][] {{1.2, 0}, {-1.2, 0}, {0, 1.2}, {0, -1.2}}) {
            assertNotColour(RED, drawn, outside[0], outside[1], 0);
        }
    }

    @Test
    void shouldDrawBoxesAndStripsAlongTheirEdges() throws IOException {
        final LoggedScene.Drawn drawn = draw("boxes", 0, out -> {
            out.logStatic(
                    "box",
                    Boxes3D.fromHalfSizes(1, 0.5f, 0.25f)
                            .centers(0, 0, 1)
                            .colors(GREEN)
                            .radii(0.03f));
            out.logStatic(
                    "strip",
                    LineStrips3D.of(new float[] {-2, -1, 0, 2, -1, 0, 2, 1, 0})
                            .colors(BLUE)
                            .radii(0.03f));
        });
        for (final int sign : new int[] {-1, 1}) {
            assertColour(GREEN, drawn, sign, 0, 1.25);
            assertColour(GREEN, drawn, 0.3, 0.5 * sign, 1.25);
            assertColour(GREEN, drawn, sign, -0.5, 1);
        }
        assertColour(BLUE, drawn, -1, -1, 0);
        assertColour(BLUE, drawn, 2, 0.5, 0);
        assertNotColour(GREEN, drawn, 0.3, 0, 1.25);
        assertNotColour(BLUE, drawn, 0, 1, 0);
    }

    /// 200 × 200 pixels: red and green above, blue and white below.
    private static Image quadrants() {
        final byte[] pixels = new byte[200 * 200 * 3];
        for (int i = 0; i < 200 * 200; i++) {
            final boolean left = i % 200 < 100;
            final boolean top = i / 200 < 100;
            final int colour = top ? (left ? RED : GREEN) : left ? BLUE : WHITE;
            pixels[i * 3] = (byte) (colour >>> 24);
            pixels[i * 3 + 1] = (byte) (colour >>> 16);
            pixels[i * 3 + 2] = (byte) (colour >>> 8);
        }
        return Image.rgb8(pixels, 200, 200);
    }

    private static Pinhole pinhole() {
        return Pinhole.update()
                .imageFromCamera(100, 0, 0, 0, 100, 0, 99.5f, 99.5f, 1)
                .resolution(200, 200)
                .imagePlaneDistance(2);
    }

    @Test
    void shouldHangPicturesInTheirFrustums() throws IOException {
        // The camera looks along +y of the world, its picture's right is +x, down is -z: a turn of -90° about x.
        final LoggedScene.Drawn drawn = draw("frustum", 0, out -> {
            out.logStatic(
                    "camera", Transform3D.fromTranslation(1, 0, 3).rotationAxisAngle(1, 0, 0, (float) -Math.PI / 2));
            out.logStatic("camera/image", pinhole());
            out.logStatic("camera/image", quadrants());
        });
        // Picture (u, v) is at ((u - 99.5) / 100 * 2, 2, -(v - 99.5) / 100 * 2) from the eye, at (1, 0, 3).
        assertColour(RED, drawn, 1 - 1.8, 2, 3 + 1.8);
        assertColour(GREEN, drawn, 1 + 1.8, 2, 3 + 1.8);
        assertColour(BLUE, drawn, 1 - 1.8, 2, 3 - 1.8);
        assertColour(WHITE, drawn, 1 + 0.5, 2, 3 - 0.5);
        assertNotColour(RED, drawn, 1 - 2.3, 2, 3 + 1.8);
        assertNotColour(RED, drawn, 1 - 1.8, 2, 3 + 2.3);
        assertEquals(1, drawn.insets());
        final Picture picture = drawn.picture();
        assertColourIn(WHITE, picture, picture.width() - 16 - 20, picture.height() - 16 - 20);
    }

    private static void assertColourIn(final int colour, final Picture picture, final int x, final int y) {
        assertTrue(isColour(colour, picture.pixel(x, y)), Integer.toHexString(picture.pixel(x, y)));
    }

    @Test
    void shouldPlaceDepthsBehindTheirPixels() throws IOException {
        final short[] millimetres = new short[200 * 200];
        Arrays.fill(millimetres, (short) 3000);
        Arrays.fill(millimetres, 0, 200, (short) 0);
        final LoggedScene.Drawn drawn = draw("depth", 0, out -> {
            out.logStatic("/", ViewCoordinates.RIGHT_HAND_Y_DOWN);
            out.logStatic("camera", pinhole());
            out.logStatic("camera/depth", DepthImage.u16mm(millimetres, 200, 200));
        });
        assertEquals(200 * 199, drawn.points(), "pixels without depth are no points");
        assertEquals(3, drawn.high().get(2), 1e-6, "the plane");
        final int colour = Palette.turbo(3 / 5.0);
        for (final int[] uv : new int[][] {{10, 10}, {190, 10}, {190, 190}, {10, 190}}) {
            assertColour(colour, drawn, (uv[0] - 99.5) * 3 / 100, (uv[1] - 99.5) * 3 / 100, 3);
        }
    }

    @Test
    void shouldColourDepthsByThePictureBeside() throws IOException {
        final float[] metres = new float[200 * 200];
        Arrays.fill(metres, 3);
        final LoggedScene.Drawn drawn = draw("depth-coloured", 0, out -> {
            out.logStatic("/", ViewCoordinates.RIGHT_HAND_Y_DOWN);
            out.logStatic("camera/image", pinhole());
            out.logStatic("camera/image", quadrants());
            out.logStatic("camera/depth", pinhole());
            out.logStatic("camera/depth", DepthImage.f32(metres, 200, 200));
        });
        assertColour(RED, drawn, -2.6, -2.6, 3);
        assertColour(GREEN, drawn, 2.6, -2.6, 3);
        assertColour(BLUE, drawn, -2.6, 2.6, 3);
        assertEquals(200 * 200, drawn.points());
    }

    @Test
    void shouldFollowTransformsDownTheTree() throws IOException {
        final LoggedScene.Drawn drawn = draw("transforms", 0, out -> {
            frame(out, 4);
            final float right = (float) Math.PI / 2;
            // (1, 0, 0) + a quarter turn about z (its axis not of length 1) of 2 × (1, 0, 0) = (1, 2, 0)
            out.logStatic(
                    "parent",
                    Transform3D.fromTranslation(1, 0, 0)
                            .rotationAxisAngle(0, 0, 5, right)
                            .scale(2));
            out.logStatic("parent/child", Transform3D.fromTranslation(1, 0, 0));
            out.logStatic("parent/child", patch(0.2, RED));
            // what takes (3, 0, 0) of the parent to the child's origin
            out.logStatic(
                    "inverse", Transform3D.fromTranslation(-3, 0, 0).relation(TransformRelation.CHILD_FROM_PARENT));
            out.logStatic("inverse", patch(0.3, GREEN));
            // a quaternion of a half turn about z takes (2, 2, 0) to (-2, -2, 0)
            out.logStatic("turned", Transform3D.fromQuaternion(0, 0, 1, 0));
            out.logStatic("turned/far", Transform3D.fromTranslation(2, 2, 0));
            out.logStatic("turned/far", patch(0.3, BLUE));
            // columns of a matrix: x to y, y to -x
            out.logStatic("matrix", Transform3D.identity().mat3x3(0, 1, 0, -1, 0, 0, 0, 0, 1));
            out.logStatic("matrix/far", Transform3D.fromTranslation(0, 3, 0));
            out.logStatic("matrix/far", patch(0.3, WHITE));
        });
        assertColour(RED, drawn, 1, 2, 0);
        assertColour(GREEN, drawn, 3, 0, 0);
        assertColour(BLUE, drawn, -2, -2, 0);
        assertColour(WHITE, drawn, -3, 0, 0);
        assertNotColour(GREEN, drawn, 0, -3, 0);
    }

    @Test
    void shouldLeaveDataWhereItWasSensed() throws IOException {
        final Consumer<RecordingStream> rows = out -> {
            frame(out, 6);
            out.setTimeSequence("frame", 1);
            out.log("robot", Transform3D.fromTranslation(-4, 0, 0));
            out.log("robot/lidar", patch(0.5, RED));
            out.setTimeSequence("frame", 2);
            out.log("robot", Transform3D.fromTranslation(4, 0, 0));
            out.setTimeSequence("frame", 3);
            out.log("robot/lidar", patch(0.5, RED));
        };
        try (LoggedScene scene = LoggedScene.of(folder, rows)) {
            final LoggedScene.Drawn moved = draw(scene, 2, "moved-2");
            assertColour(RED, moved, -4, 0, 0);
            assertNotColour(RED, moved, 4, 0, 0);
            final LoggedScene.Drawn sensed = draw(scene, 3, "moved-3");
            assertColour(RED, sensed, 4, 0, 0);
            assertNotColour(RED, sensed, -4, 0, 0);
            assertEquals(0, draw(scene, 0, "moved-0").points());
        }
    }

    @Test
    void shouldTurnUpWhatIsUp() throws IOException {
        final String[] axes = {"RFU", "RDF", "RUB", "FLU", "URF", "LBU"};
        for (final String meaning : axes) {
            final int up = Math.max(meaning.indexOf('U'), meaning.indexOf('D'));
            final int sign = meaning.indexOf('U') >= 0 ? 1 : -1;
            final float[] above = new float[3];
            above[up] = 2 * sign;
            final LoggedScene.Drawn drawn = draw("up-" + meaning, 0, out -> {
                out.logStatic("/", ViewCoordinates.of(meaning));
                frame(out, 3);
                out.logStatic("above", Points3D.of(above).colors(RED).radii(0.3f));
                out.logStatic(
                        "below",
                        Points3D.of(-above[0], -above[1], -above[2])
                                .colors(BLUE)
                                .radii(0.3f));
            });
            assertColour(RED, drawn, above[0], above[1], above[2]);
            assertColour(BLUE, drawn, -above[0], -above[1], -above[2]);
            final double yAbove = drawn.at(above[0], above[1], above[2])[1];
            final double yBelow = drawn.at(-above[0], -above[1], -above[2])[1];
            assertTrue(yAbove < yBelow - 50, meaning + ": " + yAbove + " is to be above " + yBelow);
            final int right = Math.max(meaning.indexOf('R'), meaning.indexOf('L'));
            final double[] sideways = new double[3];
            sideways[right] = meaning.indexOf('R') >= 0 ? 2 : -2;
            assertTrue(
                    drawn.at(sideways[0], sideways[1], sideways[2])[0]
                            > drawn.at(-sideways[0], -sideways[1], -sideways[2])[0] + 50,
                    meaning + ": right is on the right");
        }
    }

    @Test
    void shouldSayThatLeftHandedAxesAreMirrored() throws IOException {
        final LoggedScene.Drawn drawn = draw("left-handed", 0, out -> {
            out.logStatic("/", ViewCoordinates.LEFT_HAND_Z_UP);
            frame(out, 1);
        });
        assertEquals(1, drawn.notes().size(), drawn.notes().toString());
        assertTrue(
                drawn.notes().getFirst().contains("left-handed"), drawn.notes().toString());
    }

    @Test
    void shouldKeepBoxesInThePictureBesideALargeCloud() throws IOException {
        final LoggedScene.Drawn drawn = draw("box-beside-cloud", 0, out -> {
            out.logStatic("cloud", patch(0.5, RED));
            out.logStatic(
                    "box",
                    Boxes3D.fromHalfSizes(0.5f, 0.5f, 0.5f).centers(9, 0, 0).colors(GREEN));
            out.logStatic(
                    "strip", LineStrips3D.of(new float[] {0, 0, 0, 0, 8, 0}).colors(BLUE));
        });
        for (final double[] place : new double[][] {{9.5, 0.5, 0.5}, {9.5, -0.5, -0.5}, {0, 8, 0}}) {
            final double[] at = drawn.at(place[0], place[1], place[2]);
            assertTrue(
                    at[0] >= 0 && at[1] >= 0 && at[0] < LoggedScene.WIDTH && at[1] < LoggedScene.HEIGHT,
                    Arrays.toString(place) + " is at " + Arrays.toString(at));
        }
    }

    @Test
    void shouldAddOriginsInFullPrecision() throws IOException {
        final Consumer<RecordingStream> near = out -> {
            out.logStatic("cloud", patch(1, RED));
            out.logStatic("cloud2", Points3D.of(0, 0, 0.5f).colors(GREEN).radii(0.2f));
        };
        final LoggedScene.Drawn here = draw("origin-0", 0, near);
        final LoggedScene.Drawn there = draw("origin-1e7", 0, out -> {
            near.accept(out);
            out.logStatic("cloud", Origin3D.of(4_000_000.25, 8_000_000.5, 300));
            out.logStatic("cloud2", Origin3D.of(4_000_000.25, 8_000_000.5, 300));
        });
        assertColour(RED, there, 4_000_000.25 + 0.9, 8_000_000.5 + 0.9, 300);
        assertColour(GREEN, there, 4_000_000.25, 8_000_000.5, 300.5);
        int different = 0;
        for (int y = 0; y < LoggedScene.HEIGHT; y++) {
            for (int x = 0; x < LoggedScene.WIDTH; x++) {
                different += isColour(RED, here.picture().pixel(x, y))
                                == isColour(RED, there.picture().pixel(x, y))
                        ? 0
                        : 1;
            }
        }
        assertTrue(different < 300, "pixels that are red in one picture alone: " + different);
    }

    @Test
    void shouldShowPicturesWithoutAPlaceFlat() throws IOException {
        final LoggedScene.Drawn drawn = draw("flat", 0, out -> out.logStatic("photo", quadrants()));
        final Picture picture = drawn.picture();
        assertEquals(1, drawn.insets());
        assertColourIn(RED, picture, picture.width() / 2 - 60, picture.height() / 2 - 60);
        assertColourIn(GREEN, picture, picture.width() / 2 + 60, picture.height() / 2 - 60);
        assertColourIn(BLUE, picture, picture.width() / 2 - 60, picture.height() / 2 + 60);
        assertColourIn(WHITE, picture, picture.width() / 2 + 60, picture.height() / 2 + 60);
    }

    @Test
    void shouldNoteWhatCannotBeShownAndShowTheRest() throws IOException {
        final float nan = Float.NaN;
        final LoggedScene.Drawn drawn = draw("hostile", 0, out -> {
            frame(out, 2);
            out.logStatic("cloud", patch(1, RED));
            out.logStatic(
                    "nan",
                    Points3D.of(nan, nan, nan, Float.POSITIVE_INFINITY, 0, 0).radii(nan));
            out.logStatic("flattened", Transform3D.identity().scale(0, 0, 0));
            out.logStatic("flattened/cloud", patch(1, GREEN));
            out.logStatic("no-rotation", Transform3D.fromQuaternion(0, 0, 0, 0).rotationAxisAngle(0, 0, 0, 1));
            out.logStatic("no-rotation/box", Boxes3D.fromHalfSizes(nan, 1, 1));
            out.logStatic("not-finite", Transform3D.fromTranslation(nan, 0, 0));
            out.logStatic("not-finite/strip", LineStrips3D.of(new float[] {0, 0, 0, nan, 1, 1}));
            out.logStatic("mistyped", AnyValues.of().with("Points3D:positions", "here", "there"));
            out.logStatic("depth", DepthImage.u16mm(new short[16], 4, 4));
            out.logStatic("nothing", Points3D.of());
            out.logStatic("picture", EncodedImage.of((byte) 1, (byte) 2, (byte) 3));
            out.logStatic("blind", Pinhole.update().imageFromCamera(0, 0, 0, 0, 0, 0, 0, 0, 1));
        });
        assertColour(RED, drawn, 0.5, 0.5, 0);
        assertTrue(
                drawn.notes().stream().anyMatch(note -> note.startsWith("/depth: ")),
                drawn.notes().toString());
        assertTrue(
                drawn.notes().stream().anyMatch(note -> note.startsWith("/picture: ")),
                drawn.notes().toString());
    }

    @Test
    void shouldTakeTheSamePictureTwice() throws IOException {
        try (LoggedScene scene = LoggedScene.of(folder, out -> {
            frame(out, 2);
            out.logStatic("cloud", patch(1, RED));
            out.logStatic("heights", Points3D.of(0, 0, 0, 0, 0, 1, 1, 1, 2));
            out.logStatic("camera/image", pinhole());
            out.logStatic("camera/image", quadrants());
            out.logStatic("boxes", Boxes3D.fromHalfSizes(1, 1, 1).labels("a box"));
        })) {
            final byte[] first = take(scene, "first.png");
            assertArrayEquals(first, take(scene, "second.png"));
            assertTrue(first.length > 10_000, "bytes: " + first.length);
        }
    }

    private byte[] take(final LoggedScene scene, final String name) throws IOException {
        final Path png = folder.resolve(name);
        try (StoreReader reader = scene.store().reader()) {
            final Screenshot.Result result = Screenshot.take(
                    reader,
                    new Screenshot.Frame(new TimeCursor("frame", 0), LoggedScene.WIDTH, LoggedScene.HEIGHT, "twice"),
                    png);
            assertEquals(java.util.List.of(), result.notes());
            assertEquals(41 * 41 + 3, result.points());
        }
        return Files.readAllBytes(png);
    }

    @Test
    void shouldSayThatThereIsNothingToSee() throws IOException {
        try (LoggedScene scene = LoggedScene.of(folder, out -> out.logStatic("number", Scalars.of(1)));
                StoreReader reader = scene.store().reader()) {
            final Path png = folder.resolve("empty.png");
            final Screenshot.Result result =
                    Screenshot.take(reader, new Screenshot.Frame(new TimeCursor("frame", 7), 320, 200, "empty"), png);
            assertEquals(java.util.List.of("nothing to see at frame=7"), result.notes());
            assertNotEquals(0, Files.size(png));
        }
    }
}
