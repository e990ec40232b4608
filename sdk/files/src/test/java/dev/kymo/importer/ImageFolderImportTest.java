package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderImportTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private static Imported livingRoom() throws IOException {
        return Imported.of(ImportRequest.of(SampleData.file("images/livingroom_rgbd"))
                .withTrajectory(SampleData.file("images/livingroom_extra/trajectory.log"))
                .withFps(30));
    }

    private static short[] depth(final DataRow row) {
        final MemorySegment bytes =
                Imported.cell(row, "DepthImage:buffer").list(0).dataBuffer();
        return bytes.toArray(java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void shouldLayOutCameraImageAndDepth() throws IOException {
        final Imported imported = livingRoom();

        final List<DataRow> images = imported.rows("world/camera/image").stream()
                .filter(row -> !row.time().isStatic())
                .toList();
        assertEquals(60, images.size());
        assertEquals(60, imported.rows("world/camera").size());
        assertEquals(61, imported.rows("world/camera/depth").size());
        assertEquals("frame=59, time=1966666667", images.get(59).time().toString());
        assertEquals(
                List.of("ViewCoordinates:xyz"),
                Imported.components(imported.rows("world").get(0)));
        assertTrue(imported.rows("world").get(0).time().isStatic());
        final DataRow pinhole = imported.rows("world/camera/depth").get(0);
        assertTrue(pinhole.time().isStatic());
        assertEquals(
                525f,
                Imported.cell(pinhole, "Pinhole:image_from_camera").list(0).getFloat(0));
        assertEquals(
                319.5f,
                Imported.cell(pinhole, "Pinhole:image_from_camera").list(0).getFloat(6));
        assertTrue(imported.notes().stream().anyMatch(note -> note.startsWith("assumed intrinsics")));
        final DataRow last = images.get(59);
        assertEquals(
                "image/jpeg", Imported.cell(last, "EncodedImage:media_type").string(0));
        final ArrayData blob = Imported.cell(last, "EncodedImage:blob").list(0);
        final byte[] expected = Files.readAllBytes(SampleData.file("images/livingroom_rgbd/image/00059.jpg"));
        assertEquals(expected.length, blob.length());
        assertEquals(
                1000f,
                Imported.cell(imported.rows("world/camera/depth").get(1), "DepthImage:meter")
                        .getFloat(0));
    }

    @Test
    void shouldTakeImagesByThemselvesAsFrames(@TempDir final Path folder) throws IOException {
        final byte[] jpeg = Files.readAllBytes(SampleData.file("images/livingroom_rgbd/image/00003.jpg"));
        final byte[] png = Files.readAllBytes(SampleData.file("images/livingroom_rgbd/depth/00003.png"));
        final Path first = Files.write(folder.resolve("a picture"), jpeg);
        final Path second = Files.write(folder.resolve("b"), png);
        final List<DataRow> rows =
                Imported.of(ImportRequest.of(first, second).withFps(10)).rows(String.valueOf(folder.getFileName()));
        assertEquals(2, rows.size());
        assertEquals("frame=1, time=100000000", rows.get(1).time().toString());
        assertEquals(
                jpeg.length,
                Imported.cell(rows.get(0), "EncodedImage:blob").list(0).length());
        assertEquals(
                "image/png",
                Imported.cell(rows.get(1), "EncodedImage:media_type").string(0));
        assertEquals(
                1,
                Imported.of(ImportRequest.of(first))
                        .rows(dev.kymo.store.model.EntityPath.of("a picture").toString())
                        .size());
        final Path broken = Files.write(folder.resolve("broken"), Arrays.copyOf(jpeg, 30));
        assertThrows(ImportException.class, () -> Imported.of(ImportRequest.of(broken)));
    }

    @Test
    void shouldDecodeDepthAsTheJdkDoes() throws IOException {
        final List<DataRow> rows = livingRoom().rows("world/camera/depth");
        for (int frame = 0; frame < 60; frame += 7) {
            final Path path = SampleData.file(
                    String.format(java.util.Locale.ROOT, "images/livingroom_rgbd/depth/%05d.png", frame));
            final BufferedImage image = ImageIO.read(Files.newInputStream(path));
            final Raster raster = image.getRaster();
            final short[] found = depth(rows.get(frame + 1));
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                assertEquals(raster.getSample(i % WIDTH, i / WIDTH, 0), found[i] & 0xffff, path + " pixel " + i);
            }
        }
    }

    /// The clouds of frames 0 and 50 in the world, by what was logged alone: pose, intrinsics, depth and its unit.
    @Test
    void shouldPutFramesOnEachOtherInTheWorld() throws IOException {
        final Imported imported = livingRoom();
        final float[] first = cloud(imported, 0, 1);
        final float[] second = cloud(imported, 50, 7);
        final NearestPoints grid = new NearestPoints(first, 0.05f);

        final float[] residuals = new float[second.length / 3];
        int near = 0;
        for (int i = 0; i < second.length; i += 3) {
            final float distance = grid.distance(second[i], second[i + 1], second[i + 2]);
            if (distance < 0.05f) {
                residuals[near++] = distance;
            }
        }
        assertTrue(near > second.length / 3 / 2, near + " of " + second.length / 3 + " points overlap");
        final float[] sorted = Arrays.copyOf(residuals, near);
        Arrays.sort(sorted);
        assertTrue(sorted[near / 2] <= 0.005f, "median residual " + sorted[near / 2] + " m of " + near);
    }

    private static float[] cloud(final Imported imported, final int frame, final int step) {
        final DataRow pose = imported.rows("world/camera").get(frame);
        final ArrayData rotation = Imported.cell(pose, "Transform3D:mat3x3").list(0);
        final ArrayData translation =
                Imported.cell(pose, "Transform3D:translation").list(0);
        final List<DataRow> rows = imported.rows("world/camera/depth");
        final ArrayData camera =
                Imported.cell(rows.get(0), "Pinhole:image_from_camera").list(0);
        final DataRow row = rows.get(frame + 1);
        final float meter = Imported.cell(row, "DepthImage:meter").getFloat(0);
        final short[] depths = depth(row);
        final float[] points = new float[3 * depths.length];
        int count = 0;
        for (int v = 0; v < HEIGHT; v += step) {
            for (int u = 0; u < WIDTH; u += step) {
                final float z = (depths[v * WIDTH + u] & 0xffff) / meter;
                if (z > 0) {
                    final float x = (u - camera.getFloat(6)) / camera.getFloat(0) * z;
                    final float y = (v - camera.getFloat(7)) / camera.getFloat(4) * z;
                    for (int axis = 0; axis < 3; axis++) {
                        points[count++] = rotation.getFloat(axis) * x
                                + rotation.getFloat(3 + axis) * y
                                + rotation.getFloat(6 + axis) * z
                                + translation.getFloat(axis);
                    }
                }
            }
        }
        return Arrays.copyOf(points, count);
    }

    /// A grid of points, looked up in the 27 cells around.
    private static final class NearestPoints {
        private final float cell;
        private final float[] points;
        private final java.util.Map<Long, java.util.List<Integer>> cells = new java.util.HashMap<>();

        NearestPoints(final float[] points, final float cell) {
            this.points = points;
            this.cell = cell;
            for (int i = 0; i < points.length; i += 3) {
                cells.computeIfAbsent(
                                key(index(points[i]), index(points[i + 1]), index(points[i + 2])),
                                key -> new java.util.ArrayList<>())
                        .add(i);
            }
        }

        private int index(final float value) {
            return (int) Math.floor(value / cell);
        }

        private static long key(final int x, final int y, final int z) {
            return (x & 0x1fffffL) << 42 | (y & 0x1fffffL) << 21 | (z & 0x1fffffL);
        }

        float distance(final float x, final float y, final float z) {
            float least = Float.MAX_VALUE;
            for (int around = 0; around < 27; around++) {
                final long key =
                        key(index(x) + around % 3 - 1, index(y) + around / 3 % 3 - 1, index(z) + around / 9 - 1);
                for (final int i : cells.getOrDefault(key, List.of())) {
                    final float dx = points[i] - x;
                    final float dy = points[i + 1] - y;
                    final float dz = points[i + 2] - z;
                    least = Math.min(least, dx * dx + dy * dy + dz * dz);
                }
            }
            return (float) Math.sqrt(least);
        }
    }

    @Test
    void shouldTakeTumTimesAndNearestPoses(@TempDir final Path folder) throws IOException {
        final Path rgb = Files.createDirectories(folder.resolve("rgb"));
        final Path depth = Files.createDirectories(folder.resolve("depth"));
        final Path image = SampleData.file("images/livingroom_rgbd/image/00000.jpg");
        final Path png = SampleData.file("images/livingroom_rgbd/depth/00000.png");
        Files.copy(image, rgb.resolve("1305031098.665900.jpg"));
        Files.copy(image, rgb.resolve("1305031199.000000.jpg"));
        Files.copy(png, depth.resolve("1305031098.670000.png"));
        final Imported imported = Imported.of(
                ImportRequest.of(folder).withTrajectory(SampleData.file("traj/tum/freiburg1_xyz-groundtruth.txt")));

        final DataRow pose = imported.rows("world/camera").get(0);
        assertEquals("frame=0, time=1305031098665900000", pose.time().toString());
        assertEquals(
                1.3563f, Imported.cell(pose, "Transform3D:translation").list(0).getFloat(0));
        assertEquals(2, imported.rows("world/camera/depth").size());
        assertTrue(
                imported.notes().stream().anyMatch(note -> note.startsWith("1 of 2 frames have no depth")),
                imported.notes().toString());
    }

    @Test
    void shouldImportImagesAlone(@TempDir final Path folder) throws IOException {
        final Path image = SampleData.file("images/livingroom_rgbd/image/00000.jpg");
        Files.copy(image, folder.resolve("f10.jpg"));
        Files.copy(image, folder.resolve("f9.jpg"));
        final Imported imported = Imported.of(folder);

        assertEquals(0, imported.rows("world/camera").size());
        assertEquals(
                "frame=9, time=300000000",
                imported.rows("world/camera/image").get(1).time().toString());
        assertEquals(
                "frame=10, time=333333333",
                imported.rows("world/camera/image").get(2).time().toString());
    }

    @Test
    void shouldReadPosesOfBothFormats() throws IOException {
        assertEquals(
                3000,
                Trajectory.read(SampleData.file("traj/tum/freiburg1_xyz-groundtruth.txt"))
                        .size());
        final Trajectory redwood = Trajectory.read(SampleData.file("images/livingroom_extra/trajectory.log"));
        assertTrue(redwood.size() >= 60, "poses: " + redwood.size());
    }

    @Test
    void shouldLogNothingOfAFolderWithABrokenImage(@TempDir final Path folder) throws IOException {
        final Path image = Files.createDirectories(folder.resolve("image"));
        Files.copy(SampleData.file("images/livingroom_rgbd/image/00000.jpg"), image.resolve("0.jpg"));
        Files.write(image.resolve("1.jpg"), new byte[] {1, 2, 3});
        final ImportException e = assertThrows(ImportException.class, () -> Imported.of(folder));
        assertTrue(e.getMessage().contains("1.jpg: byte 0"), e.getMessage());
    }

    @Test
    void shouldSayWhatIsWrongWithPoses(@TempDir final Path folder) throws IOException {
        final String[] texts = {
            "",
            "# nothing\n",
            "0 0 1\n1 0 0 0\n",
            "0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 2\n",
            "0 0 1\n9 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n",
            "0 0 1\n1 0 0 nan\n0 1 0 0\n0 0 1 0\n0 0 0 1\n",
            "1e999999999 0 0 0 0 0 0 1\n",
            "12345678901234 0 0 0 0 0 0 1\n",
            "1 0 0 0 0 0 0 0\n",
            "1 2\n"
        };
        for (final String text : texts) {
            final Path path = Files.writeString(folder.resolve("poses.txt"), text);
            final ImportException e = assertThrows(ImportException.class, () -> Trajectory.read(path), text);
            assertTrue(e.getMessage().startsWith(path + ": byte "), e.getMessage());
        }
    }

    @Test
    void shouldKnowSizesOfImages() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (final String name : List.of("image/00000.jpg", "depth/00000.png")) {
                final SourceFile file = SourceFile.open(SampleData.file("images/livingroom_rgbd/" + name), arena);
                assertEquals(new ImageHeader(WIDTH, HEIGHT), ImageHeader.read(file));
            }
        }
        assertArrayEquals(new int[] {-1, 0, 1, -1}, new int[] {
            Integer.signum(SourceFile.naturally("f2.pcd", "f10.pcd")),
            SourceFile.naturally("f10", "f10"),
            Integer.signum(SourceFile.naturally("f10b", "f10a")),
            Integer.signum(SourceFile.naturally("a", "a1"))
        });
    }
}
