package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.joml.Matrix4d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A large cloud drawn by its levels of detail, compared with one that is drawn whole.
final class LodCloudTest {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final int POINTS = 2_500_000;
    private static final long MEMORY = 64L << 20;
    private static final float DOT = -0.5f;
    /// Stated before anything was measured; windows of 8 × 8 pixels of luma (Wang et al., 2004).
    private static final double SIMILARITY_MIN = 0.95;

    private static final int BLOCK = 8;
    private static final int FLIGHT_FRAMES = 60;
    private static final int FRAMES_PER_SECOND = 30;
    /// Metres per second.
    private static final double FLIGHT_SPEED = 60;

    private static final long FLIGHT_POINTS = 300_000;
    /// The step in which most changes, of the usual one; 1.254 is what it is.
    private static final double POP_MAX = 1.3;
    /// Closed gaps are lighter than the ground that shines through them, so a little more changes.
    private static final double USUAL_MAX = 2;

    @TempDir
    private Path folder;

    private static FrameDrawData frame(final Eye eye) {
        return new FrameDrawData(eye.camera());
    }

    private static Picture settled(final LodCloud cloud, final Eye eye, final HeadlessRenderer renderer) {
        final FrameDrawData frame = frame(eye);
        cloud.drawSettled(frame, new Matrix4d(), WIDTH, HEIGHT, LodQuality.RESTING);
        return renderer.render(frame, WIDTH, HEIGHT);
    }

    @Test
    void shouldLookLikeAllPointsFromEverywhereWithAndWithout64BitAtomics() throws IOException {
        final int[] rgba = new int[POINTS];
        final float[] xyz = Terrain.make(rgba);
        final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(kept);
        final Picture[] with64 = new Picture[Terrain.stations().length];
        for (final boolean wide : new boolean[] {true, false}) {
            final GpuDevice device = TestVulkan.open(wide);
            try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                    PointDrawData all = PointDrawData.upload(
                            device, MemorySegment.ofArray(xyz), MemorySegment.ofArray(rgba), null, 0, DOT);
                    LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
                for (int station = 0; station < with64.length; station++) {
                    final Eye eye = Terrain.stations()[station];
                    final Picture levels = settled(cloud, eye, renderer);
                    if (wide) {
                        with64[station] = levels;
                        final Picture whole = renderer.render(frame(eye).add(all, Matrices.identity()), WIDTH, HEIGHT);
                        PngWriter.write(whole, kept.resolve("lod-whole-" + station + ".png"));
                        PngWriter.write(levels, kept.resolve("lod-levels-" + station + ".png"));
                        final double similarity = similarity(whole, levels);
                        assertTrue(
                                similarity >= SIMILARITY_MIN,
                                "station " + station + ": " + similarity + " with " + cloud.drawnPoints() + " points");
                    } else {
                        assertEquals(-1, with64[station].rgba().mismatch(levels.rgba()), "station " + station);
                    }
                }
            }
            TestVulkan.closeClean(device);
        }
    }

    /// Mean structural similarity of luma.
    private static double similarity(final Picture a, final Picture b) {
        final double[] first = luma(a);
        final double[] second = luma(b);
        final int window = 8;
        double sum = 0;
        int windows = 0;
        for (int top = 0; top + window <= HEIGHT; top += window / 2) {
            for (int left = 0; left + window <= WIDTH; left += window / 2) {
                sum += similarity(first, second, top * WIDTH + left, window);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double similarity(final double[] a, final double[] b, final int at, final int window) {
        double sumA = 0;
        double sumB = 0;
        double squareA = 0;
        double squareB = 0;
        double product = 0;
        final int count = window * window;
        for (int i = 0; i < count; i++) {
            final double x = a[at + i / window * WIDTH + i % window];
            final double y = b[at + i / window * WIDTH + i % window];
            sumA += x;
            sumB += y;
            squareA += x * x;
            squareB += y * y;
            product += x * y;
        }
        final double meanA = sumA / count;
        final double meanB = sumB / count;
        final double varianceA = squareA / count - meanA * meanA;
        final double varianceB = squareB / count - meanB * meanB;
        final double covariance = product / count - meanA * meanB;
        final double c1 = 0.01 * 255 * 0.01 * 255;
        final double c2 = 0.03 * 255 * 0.03 * 255;
        return (2 * meanA * meanB + c1)
                * (2 * covariance + c2)
                / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
    }

    private static double[] luma(final Picture picture) {
        final double[] luma = new double[WIDTH * HEIGHT];
        for (int i = 0; i < luma.length; i++) {
            final int rgba = picture.pixel(i % WIDTH, i / WIDTH);
            luma[i] = 0.299 * (rgba >>> 24) + 0.587 * (rgba >>> 16 & 255) + 0.114 * (rgba >>> 8 & 255);
        }
        return luma;
    }

    @Test
    void shouldComeToTheSettledPictureByItselfAndNeverHoldMoreThanAllowed() throws IOException {
        final int[] rgba = new int[600_000];
        final float[] xyz = Terrain.make(rgba);
        final long before = OffHeap.usedBytes();
        final GpuDevice device = TestVulkan.open();
        final long limit = 4L << 20;
        try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), limit, DOT, () -> {});
                LodCloud other = new LodCloud(device, Terrain.tree(folder, xyz, rgba), limit, DOT, () -> {})) {
            final LodQuality quality = new LodQuality(200_000, 1, false);
            for (final Eye eye : Terrain.stations()) {
                final FrameDrawData expected = frame(eye);
                other.drawSettled(expected, new Matrix4d(), WIDTH, HEIGHT, quality);
                final Picture wanted = renderer.render(expected, WIDTH, HEIGHT);
                final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                FrameDrawData shown = frame(eye);
                cloud.draw(shown, new Matrix4d(), WIDTH, HEIGHT, quality);
                while (!cloud.isSettled()) {
                    assertTrue(System.nanoTime() < deadlineNs, "never settles");
                    LockSupport.parkNanos(1_000_000);
                    shown = frame(eye);
                    cloud.draw(shown, new Matrix4d(), WIDTH, HEIGHT, quality);
                }
                assertEquals(
                        -1,
                        wanted.rgba()
                                .mismatch(renderer.render(shown, WIDTH, HEIGHT).rgba()));
                assertTrue(cloud.heldBytes() <= limit, "bytes " + cloud.heldBytes());
            }
        }
        TestVulkan.closeClean(device);
        assertEquals(before, OffHeap.usedBytes());
    }

    private static final long SHARE = 150_000;
    /// How often each style is seen with each number of points; in the long form from more places.
    private static final int ROUNDS = Boolean.getBoolean("kymo.test.long") ? 2 : 1;

    /// Draws a view at rest over several frames.
    ///
    /// @return how many
    private static int refine(
            final LodCloud cloud,
            final Eye eye,
            final CloudStyle style,
            final LodQuality quality,
            final HeadlessRenderer renderer,
            final List<Picture> pictures) {
        pictures.clear();
        do {
            final FrameDrawData frame = frame(eye).style(style);
            cloud.draw(frame, new Matrix4d(), WIDTH, HEIGHT, quality);
            frame.refining(SHARE, cloud.isSettled());
            pictures.add(renderer.render(frame, WIDTH, HEIGHT));
            assertTrue(pictures.size() < 200, "never whole");
            if (!cloud.isSettled()) {
                LockSupport.parkNanos(1_000_000);
            }
        } while (renderer.hasMore() || !cloud.isSettled());
        return pictures.size();
    }

    private static void move(
            final LodCloud cloud, final Eye eye, final CloudStyle style, final HeadlessRenderer renderer) {
        final FrameDrawData frame = frame(eye).style(style).passing(true);
        cloud.draw(frame, new Matrix4d(), WIDTH, HEIGHT, LodQuality.moving(SHARE));
        renderer.render(frame, WIDTH, HEIGHT);
    }

    /// One with as many points as there are to be seen, and one with fewer, in which some stand for others.
    private static final List<LodQuality> RESTING = List.of(LodQuality.RESTING, new LodQuality(700_000, 0.7, false));

    private static final List<CloudStyle> STYLES = List.of(
            CloudStyle.PLAIN,
            CloudStyle.PLAIN.withFilledHoles(true).withEyeDome(true),
            CloudStyle.PLAIN.withClip(new ClipBox(300, 300, -100, 900, 900, 200)));

    @Test
    void shouldRefineOverFramesToTheVeryPictureThatIsDrawnAtOnce() throws IOException {
        final int[] rgba = new int[POINTS];
        final float[] xyz = Terrain.make(rgba);
        final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(kept);
        for (final boolean wide : new boolean[] {true, false}) {
            final GpuDevice device = TestVulkan.open(wide);
            try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                    HeadlessRenderer refining = new HeadlessRenderer(device);
                    LodCloud all = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {});
                    LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
                final List<Picture> pictures = new ArrayList<>();
                for (int i = 0; i < STYLES.size() * RESTING.size() * ROUNDS; i++) {
                    final CloudStyle style = STYLES.get(i % STYLES.size());
                    final LodQuality quality = RESTING.get(i / STYLES.size() % RESTING.size());
                    final Eye eye = Terrain.stations()[i / 2 % Terrain.stations().length];
                    final FrameDrawData frame = frame(eye).style(style);
                    all.drawSettled(frame, new Matrix4d(), WIDTH, HEIGHT, quality);
                    final Picture atOnce = renderer.render(frame, WIDTH, HEIGHT);
                    final String what = wide + ", " + style + ", " + quality + ", " + all.drawnPoints() + " points";
                    // From a moving picture, of another view, and of the whole picture
                    for (int from = 0; from < 3; from++) {
                        if (from == 0) {
                            move(cloud, eye, style, refining);
                        }
                        final Eye other = Terrain.stations()[(i / 2 + 1) % Terrain.stations().length];
                        if (from == 1) {
                            refine(cloud, other, style, quality, refining, pictures);
                        }
                        final int frames = refine(cloud, eye, style, quality, refining, pictures);
                        assertEquals(
                                -1,
                                atOnce.rgba().mismatch(pictures.getLast().rgba()),
                                what + ", from " + from + ", after " + frames + " frames");
                        assertTrue(
                                from == 2 ? frames == 1 : frames >= all.drawnPoints() / SHARE,
                                what + ", from " + from + ", after " + frames + " frames");
                        if (from == 0 && wide) {
                            for (int picture = 0; picture < frames; picture += 3) {
                                PngWriter.write(
                                        pictures.get(picture), kept.resolve("refine-" + i + "-" + picture + ".png"));
                            }
                            PngWriter.write(atOnce, kept.resolve("refine-" + i + "-whole.png"));
                        }
                    }
                }
            }
            TestVulkan.closeClean(device);
        }
    }

    /// Blocks of 8 × 8 pixels, by their mean luma: the noise of single points is not in it, what comes and
    /// goes at once is.
    private static double[] blocks(final Picture picture) {
        final double[] luma = luma(picture);
        final double[] blocks = new double[WIDTH / BLOCK * (HEIGHT / BLOCK)];
        for (int y = 0; y < HEIGHT / BLOCK * BLOCK; y++) {
            for (int x = 0; x < WIDTH / BLOCK * BLOCK; x++) {
                blocks[y / BLOCK * (WIDTH / BLOCK) + x / BLOCK] += luma[y * WIDTH + x] / (BLOCK * BLOCK);
            }
        }
        return blocks;
    }

    /// Mean change of the blocks from a picture to the next.
    private static double change(final double[] before, final double[] after) {
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs(before[i] - after[i]);
        }
        return sum / before.length;
    }

    /// A flight of 60 m/s at 30 pictures a second, with fewer points than there are to be seen. From each
    /// picture to the next so much changes as a share of what changes in pictures of all points: no step
    /// stands out among the others, as one would in which something comes or goes.
    @Test
    void shouldNotPopWhileFlying() throws IOException {
        final int[] rgba = new int[POINTS];
        final float[] xyz = Terrain.make(rgba);
        final GpuDevice device = TestVulkan.open();
        try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                PointDrawData all = PointDrawData.upload(
                        device, MemorySegment.ofArray(xyz), MemorySegment.ofArray(rgba), null, 0, DOT);
                LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
            final LodQuality quality = LodQuality.moving(FLIGHT_POINTS);
            double[] levelsBefore = null;
            double[] wholeBefore = null;
            final double[] shares = new double[FLIGHT_FRAMES - 1];
            for (int i = 0; i < FLIGHT_FRAMES; i++) {
                final double along = i * FLIGHT_SPEED / FRAMES_PER_SECOND;
                final Eye eye = Terrain.flight(along);
                final FrameDrawData frame = frame(eye);
                cloud.drawSettled(frame, new Matrix4d(), WIDTH, HEIGHT, quality);
                final double[] levels = blocks(renderer.render(frame, WIDTH, HEIGHT));
                final double[] whole = blocks(renderer.render(frame(eye).add(all, Matrices.identity()), WIDTH, HEIGHT));
                if (levelsBefore != null && wholeBefore != null) {
                    shares[i - 1] = change(levelsBefore, levels) / change(wholeBefore, whole);
                    assertTrue(cloud.isLimited(), "more is to be seen than is drawn");
                }
                levelsBefore = levels;
                wholeBefore = whole;
            }
            java.util.Arrays.sort(shares);
            final double usual = shares[shares.length / 2];
            final double most = shares[shares.length - 1];
            assertTrue(usual < USUAL_MAX && most <= POP_MAX * usual, "usual " + usual + ", most " + most);
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldNeedForAPictureWhatItWouldDrawAloneAndShareIt() throws IOException {
        final int[] rgba = new int[300_000];
        final float[] xyz = Terrain.make(rgba);
        final GpuDevice device = TestVulkan.open();
        try (LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
            for (final Eye eye : Terrain.stations()) {
                final FrameDrawData frame = frame(eye);
                final long need = cloud.need(frame, new Matrix4d(), WIDTH, HEIGHT, LodQuality.moving(100_000));
                cloud.drawSettled(frame, new Matrix4d(), WIDTH, HEIGHT, LodQuality.moving(100_000));
                assertEquals(cloud.drawnPoints(), need);
                // Another one that needs as much
                cloud.drawSettled(
                        frame(eye),
                        new Matrix4d(),
                        WIDTH,
                        HEIGHT,
                        LodQuality.moving(100_000).share(need, 2 * need));
                assertTrue(2 * cloud.drawnPoints() <= 100_000, cloud.drawnPoints() + " of each");
                assertTrue(cloud.drawnPoints() > 20_000, cloud.drawnPoints() + " of each");
            }
        }
        TestVulkan.closeClean(device);
        final LodQuality alone = LodQuality.moving(100_000);
        assertEquals(alone, alone.share(60_000, 100_000), "there are points enough for all");
        assertEquals(75_000, alone.share(90_000, 120_000).pointsMax());
    }

    @Test
    void shouldChooseDrawAndPickInsideOfTheClipBoxOnly() throws IOException {
        final int[] rgba = new int[300_000];
        final float[] xyz = Terrain.make(rgba);
        final GpuDevice device = TestVulkan.open();
        final ClipBox box = new ClipBox(400, 400, -100, 600, 560, 100);
        final CloudStyle clipped = CloudStyle.PLAIN.withClip(box);
        try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
            final LodQuality all = new LodQuality(Long.MAX_VALUE, 0.001, false);
            final Eye eye = Terrain.stations()[3];
            cloud.drawSettled(frame(eye), new Matrix4d(), WIDTH, HEIGHT, all);
            final long whole = cloud.drawnPoints();
            final FrameDrawData frame = frame(eye).style(clipped);
            cloud.drawSettled(frame, new Matrix4d(), WIDTH, HEIGHT, all);
            assertTrue(cloud.drawnPoints() < whole / 3, cloud.drawnPoints() + " of " + whole);
            final Picture picture = renderer.render(frame, WIDTH, HEIGHT);
            int kept = 0;
            final float[] inside = new float[xyz.length];
            for (int i = 0; i < xyz.length; i += 3) {
                if (box.contains(xyz[i], xyz[i + 1], xyz[i + 2])) {
                    inside[kept] = xyz[i];
                    inside[kept + 1] = xyz[i + 1];
                    inside[kept + 2] = xyz[i + 2];
                    kept += 3;
                }
            }
            try (PointDrawData some = PointDrawData.upload(
                    device, MemorySegment.ofArray(java.util.Arrays.copyOf(inside, kept)), null, null, -1, DOT)) {
                final Picture expected = renderer.render(frame(eye).add(some, Matrices.identity()), WIDTH, HEIGHT);
                int different = 0;
                int covered = 0;
                final Picture nothing = renderer.render(frame(eye), WIDTH, HEIGHT);
                for (int i = 0; i < WIDTH * HEIGHT; i++) {
                    final int x = i % WIDTH;
                    final int y = i / WIDTH;
                    final boolean shown = picture.pixel(x, y) != nothing.pixel(x, y);
                    final boolean wanted = expected.pixel(x, y) != nothing.pixel(x, y);
                    covered += wanted ? 1 : 0;
                    different += shown == wanted ? 0 : 1;
                }
                // Places are rounded to 21 bits: a few points fall on a pixel's other side
                assertTrue(covered > 3000 && different < covered / 100, different + " of " + covered);
            }
            int picked = 0;
            for (int i = 0; i < xyz.length; i += 3 * 997) {
                final double[] at = eye.camera().project(xyz[i], xyz[i + 1], xyz[i + 2], WIDTH, HEIGHT);
                final var found = cloud.pick(eye.camera(), new Matrix4d(), at[0], at[1], 0.01, WIDTH, HEIGHT);
                assertEquals(box.contains(xyz[i], xyz[i + 1], xyz[i + 2]), found.isPresent(), "point " + i / 3);
                picked += found.isPresent() ? 1 : 0;
            }
            assertTrue(picked > 5, "picked " + picked);
        }
        TestVulkan.closeClean(device);
    }

    /// Each tree that is published takes the place of the one before: what is on the device stays, nothing
    /// that was drawn is missing for a frame, and the last one gives the picture of a tree that nobody saw grow.
    @Test
    void shouldKeepWhatIsOnTheDeviceWhileTheTreeGrows() throws IOException {
        final int[] rgba = new int[900_000];
        final float[] xyz = Terrain.make(rgba);
        final List<LodFile> grown = new ArrayList<>();
        final LodFile finished = Terrain.tree(folder, xyz, rgba, new LodOptions.Growth() {
            @Override
            public boolean isWanted() {
                return true;
            }

            @Override
            public void grown(final LodFile partial) {
                grown.add(partial);
            }
        });
        assertTrue(grown.size() > 3, "published " + grown.size() + " times");
        grown.add(finished);
        final GpuDevice device = TestVulkan.open();
        final Eye eye = Terrain.stations()[0];
        try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                LodCloud alone = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
            LodCloud shown = new LodCloud(device, grown.getFirst(), MEMORY, DOT, () -> {});
            long drawn = 0;
            for (final LodFile tree : grown.subList(1, grown.size())) {
                shown.drawSettled(frame(eye), new Matrix4d(), WIDTH, HEIGHT, LodQuality.RESTING);
                assertTrue(shown.isPartial() && shown.drawnPoints() > drawn);
                drawn = shown.drawnPoints();
                final LodCloud next = new LodCloud(device, tree, MEMORY, DOT, () -> {});
                next.takeFrom(shown);
                shown.close();
                shown = next;
                // Without anything read but what is above of what was there
                shown.draw(frame(eye), new Matrix4d(), WIDTH, HEIGHT, LodQuality.RESTING);
                assertTrue(shown.drawnPoints() >= drawn * 0.95, "drawn " + shown.drawnPoints() + ", before " + drawn);
            }
            assertTrue(!shown.isPartial());
            final Picture expected = settled(alone, eye, renderer);
            assertEquals(
                    -1, expected.rgba().mismatch(settled(shown, eye, renderer).rgba()));
            shown.close();
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldTellWhichPointIsThere() throws IOException {
        final int[] rgba = new int[300_000];
        final float[] xyz = Terrain.make(rgba);
        final GpuDevice device = TestVulkan.open();
        try (LodCloud cloud = new LodCloud(device, Terrain.tree(folder, xyz, rgba), MEMORY, DOT, () -> {})) {
            final Eye eye = Terrain.stations()[3];
            cloud.drawSettled(frame(eye), new Matrix4d(), WIDTH, HEIGHT, new LodQuality(Long.MAX_VALUE, 0.001, false));
            for (int number = 1000; number < rgba.length; number += 50_000) {
                final double[] at =
                        eye.camera().project(xyz[3 * number], xyz[3 * number + 1], xyz[3 * number + 2], WIDTH, HEIGHT);
                final LodCloud.Picked picked = cloud.pick(
                                eye.camera(), new Matrix4d(), at[0], at[1], 0.01, WIDTH, HEIGHT)
                        .orElseThrow();
                assertEquals(number, picked.number());
                assertEquals(xyz[3 * number], picked.world().x, 1e-3);
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldDrawWhatIsThereOfADamagedFileAndSaySo() throws IOException {
        final int[] rgba = new int[300_000];
        final float[] xyz = Terrain.make(rgba);
        final GpuDevice device = TestVulkan.open();
        final LodFile tree = Terrain.tree(folder, xyz, rgba);
        // The points of some leaf, which lie before the table
        try (var channel = java.nio.channels.FileChannel.open(tree.path(), StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 4096);
        }
        try (LodCloud cloud = new LodCloud(device, tree, MEMORY, DOT, () -> {})) {
            final LodQuality all = new LodQuality(Long.MAX_VALUE, 0.001, false);
            cloud.drawSettled(frame(Terrain.stations()[3]), new Matrix4d(), WIDTH, HEIGHT, all);
            final String failure = java.util.Objects.requireNonNull(cloud.failure());
            assertTrue(failure.contains("damaged"), failure);
            assertTrue(cloud.drawnPoints() > 200_000 && cloud.drawnPoints() < rgba.length);
            assertTrue(cloud.isSettled(), "nobody waits for what can't come");
        }
        TestVulkan.closeClean(device);
    }
}
