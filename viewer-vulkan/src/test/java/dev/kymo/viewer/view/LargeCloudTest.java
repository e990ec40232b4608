package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Points3D;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.Screenshot;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording with a cloud so large that it is drawn by its levels of detail.
final class LargeCloudTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final TimeCursor CURSOR = new TimeCursor("frame", 0);

    @TempDir
    private Path folder;

    private LoggedScene recording() throws IOException {
        final int[] rgba = new int[(int) CloudLevels.POINTS_MIN + 10];
        final float[] xyz = Terrain.make(rgba);
        return LoggedScene.of(folder, out -> {
            out.setTimeSequence("frame", 0);
            out.log("small", Points3D.of(0, 0, 200, 100, 0, 200));
            out.log("terrain", Points3D.of(xyz).colors(rgba));
        });
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".rrd"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<Path> sideFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains(".kymo-lod")).toList();
        }
    }

    private Screenshot.Result take(final LoggedScene scene, final String name) throws IOException {
        try (StoreReader reader = scene.store().reader()) {
            return Screenshot.take(
                    reader,
                    new Screenshot.Frame(CURSOR, WIDTH, HEIGHT, "large"),
                    folder.resolve(name),
                    CloudLevels.Anchor.within(List.of(file()), true, null, null),
                    (_, _) -> {});
        }
    }

    @Test
    void shouldKeepItsLevelsBesideTheRecordingAndMakeThemAnewWhenItIsAnother() throws IOException {
        TestVulkan.abortWithoutVulkan();
        try (LoggedScene scene = recording()) {
            assertEquals(List.of(), take(scene, "first.png").notes());
            assertEquals(1, sideFiles().size());
            final FileTime made = Files.getLastModifiedTime(sideFiles().getFirst());
            assertEquals(CloudLevels.POINTS_MIN + 12, take(scene, "second.png").points());
            assertEquals(made, Files.getLastModifiedTime(sideFiles().getFirst()), "it is used again");
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("first.png")), Files.readAllBytes(folder.resolve("second.png")));
            Files.setLastModifiedTime(file(), FileTime.fromMillis(7));
            final List<String> notes = take(scene, "third.png").notes();
            assertTrue(notes.getFirst().contains("the recording has changed"), notes.toString());
            assertEquals(List.of(), take(scene, "fourth.png").notes());
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("first.png")), Files.readAllBytes(folder.resolve("fourth.png")));
        }
    }

    @Test
    void shouldTakeNoSampleWhereASideFileIsThere() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = recording()) {
            take(scene, "built.png");
            try (StoreReader reader = scene.store().reader();
                    SceneView view = new SceneView(device)) {
                view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
                assertEquals(1, view.show(reader, CURSOR, _ -> true).levelled().size(), "in the first scene");
                assertEquals(0, view.uploadCount(), "samples made for the device");
            }
            Files.delete(sideFiles().getFirst());
            try (StoreReader reader = scene.store().reader();
                    SceneView view = new SceneView(device)) {
                view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
                view.show(reader, CURSOR, _ -> true);
                assertEquals(1, view.uploadCount(), "samples made for the device, the side file is gone");
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldShareThePointsOfAPictureAmongItsLargeClouds() throws IOException {
        final GpuDevice device = TestVulkan.open();
        final int[] rgba = new int[(int) CloudLevels.POINTS_MIN + 10];
        final float[] xyz = Terrain.make(rgba);
        try (LoggedScene scene = LoggedScene.of(folder, out -> {
                    out.setTimeSequence("frame", 0);
                    out.log("first", Points3D.of(xyz).colors(rgba));
                    out.log("second", Points3D.of(xyz).colors(rgba));
                });
                StoreReader reader = scene.store().reader();
                SceneView view = new SceneView(device)) {
            view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
            final long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (view.show(reader, CURSOR, _ -> true).levelled().size() < 2 || view.levelsPercent() >= 0) {
                assertTrue(System.nanoTime() < untilNs, "levels of detail are built");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            view.show(reader, CURSOR, _ -> true);
            final FrameDrawData frame =
                    new FrameDrawData(Eye.framing(view.scene(), WIDTH, HEIGHT).camera());
            final LodQuality all = new LodQuality(400_000, 0.01, true);
            for (final Scene.Levels each : view.scene().levelled()) {
                each.cloud().drawSettled(frame, each.worldFromObject(), WIDTH, HEIGHT, all);
                assertTrue(each.cloud().drawnPoints() > 300_000, "alone it has nearly all");
            }
            view.scene().drawInto(new FrameDrawData(frame.camera()), WIDTH, HEIGHT, all);
            for (final Scene.Levels each : view.scene().levelled()) {
                assertTrue(each.cloud().drawnPoints() <= 200_000, each.cloud().drawnPoints() + " of each");
                assertTrue(each.cloud().drawnPoints() > 100_000, each.cloud().drawnPoints() + " of each");
            }
        }
        TestVulkan.closeClean(device);
    }

    private static void damage(final Path side) throws IOException {
        final byte[] bytes = Files.readAllBytes(side);
        // The points of all nodes lie before the table
        for (int at = 1000; at < bytes.length / 2; at += 10_000) {
            bytes[at] ^= 1;
        }
        Files.write(side, bytes);
    }

    @Test
    void shouldMakeASideFileAnewThatIsDamagedAndSaySoOnce() throws IOException {
        TestVulkan.abortWithoutVulkan();
        try (LoggedScene scene = recording()) {
            assertEquals(List.of(), take(scene, "whole.png").notes());
            final Path side = sideFiles().getFirst();
            damage(side);
            final List<String> notes = take(scene, "damaged.png").notes();
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(notes.getFirst().contains("are damaged; made anew"), notes.toString());
            assertTrue(notes.getFirst().contains(side.toString()), notes.toString());
            assertEquals(List.of(side), sideFiles());
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole.png")), Files.readAllBytes(folder.resolve("damaged.png")));
            assertEquals(List.of(), take(scene, "after.png").notes());
        }
    }

    /// A number for each point, in the place of what an importer would have found in a file.
    private LoggedScene numbered(final boolean large) throws IOException {
        final int[] rgba = new int[(int) (large ? CloudLevels.POINTS_MIN + 10 : 3000)];
        final float[] xyz = Terrain.make(rgba);
        final float[] numbers = new float[rgba.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 7 == 3 ? Float.NaN : xyz[3 * i];
        }
        return LoggedScene.of(folder, out -> {
            out.setTimeSequence("frame", 0);
            out.log("terrain", Points3D.of(xyz).colors(rgba));
            out.log("terrain", AnyValues.of("kymo.PointAttributes").with("weight", numbers));
        });
    }

    @Test
    void shouldColourPointsByANumberOfTheirsWithAndWithoutLevels() throws IOException {
        final GpuDevice device = TestVulkan.open();
        for (final boolean large : new boolean[] {false, true}) {
            try (LoggedScene scene = numbered(large);
                    HeadlessRenderer renderer = new HeadlessRenderer(device);
                    StoreReader reader = scene.store().reader();
                    CloudLevels levels = CloudLevels.awaited(
                            CloudLevels.Anchor.within(List.of(file()), true, null, null),
                            device,
                            scene.store(),
                            (_, _) -> {})) {
                final List<String> components = SceneView.coloursOf(reader, CURSOR);
                assertEquals(1, components.size(), components.toString());
                final SceneState state = new SceneState(device, scene.store(), new SceneStatistics(), levels);
                try {
                    final int[] own = pixels(renderer, state.update(reader, CURSOR, _ -> true, null));
                    state.colourBy(components.getFirst());
                    final Scene byNumber = state.update(reader, CURSOR, _ -> true, null);
                    assertEquals(large ? 1 : 0, byNumber.levelled().size());
                    final int[] coloured = pixels(renderer, byNumber);
                    // x grows to the right from there: blue is left, red is right, and what has no number is
                    // grey
                    assertTrue(mean(coloured, 0, WIDTH / 2, 8) > 1.5 * mean(coloured, WIDTH / 2, WIDTH, 8));
                    assertTrue(mean(coloured, WIDTH / 2, WIDTH, 24) > 1.5 * mean(coloured, 0, WIDTH / 2, 24));
                    assertTrue(java.util.Arrays.stream(coloured).anyMatch(rgba -> rgba == 0x808080FF));
                    state.colourBy(null);
                    assertArrayEquals(own, pixels(renderer, state.update(reader, CURSOR, _ -> true, null)));
                } finally {
                    state.close();
                }
            }
            Files.delete(file());
        }
        TestVulkan.closeClean(device);
    }

    private static int[] pixels(final HeadlessRenderer renderer, final Scene scene) {
        final FrameDrawData frame = new FrameDrawData(Terrain.stations()[3].camera());
        scene.drawInto(frame, WIDTH, HEIGHT, null);
        final Picture picture = renderer.render(frame, WIDTH, HEIGHT);
        final int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture.pixel(i % WIDTH, i / WIDTH);
        }
        return pixels;
    }

    /// Of a channel, between columns of the picture.
    private static double mean(final int[] pixels, final int from, final int to, final int shift) {
        double sum = 0;
        for (int i = 0; i < pixels.length; i++) {
            sum += i % WIDTH >= from && i % WIDTH < to ? pixels[i] >>> shift & 0xFF : 0;
        }
        return sum / (to - from) / HEIGHT;
    }

    @Test
    void shouldMendADamagedSideFileBehindAWindow() throws IOException {
        TestVulkan.abortWithoutVulkan();
        try (LoggedScene scene = recording()) {
            take(scene, "whole.png");
            damage(sideFiles().getFirst());
            final GpuDevice device = TestVulkan.open();
            try (HeadlessRenderer renderer = new HeadlessRenderer(device);
                    SceneView view = new SceneView(device);
                    StoreReader reader = scene.store().reader()) {
                view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
                view.show(reader, CURSOR, _ -> true);
                awaitGeneration(view, 1);
                final Scene shown = view.show(reader, CURSOR, _ -> true);
                final Eye eye = Eye.framing(shown, WIDTH, HEIGHT);
                final LodCloud damaged = shown.levelled().getFirst().cloud();
                final long deadlineNs = deadlineNs();
                // Frames that come across what is damaged; the window goes on
                while (view.levelsGeneration() < 2) {
                    assertTrue(System.nanoTime() < deadlineNs, "never mended");
                    renderer.render(view.composeMoving(eye, WIDTH, HEIGHT, 1, System.nanoTime()), WIDTH, HEIGHT);
                    LockSupport.parkNanos(5_000_000);
                }
                final Scene mended = view.show(reader, CURSOR, _ -> true);
                final LodCloud cloud = mended.levelled().getFirst().cloud();
                assertNotSame(damaged, cloud);
                renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                assertNull(cloud.failure());
                assertEquals(
                        1,
                        mended.notes().stream()
                                .filter(note -> note.contains("made anew"))
                                .count(),
                        mended.notes().toString());
            }
            TestVulkan.closeClean(device);
            assertEquals(List.of(), take(scene, "after.png").notes());
        }
    }

    /// Frames of an eye that does not move, as in a window, until no more come.
    private static Picture rest(final SceneView view, final Eye eye, final HeadlessRenderer renderer, final long[] ns) {
        final long deadlineNs = deadlineNs();
        Picture picture;
        int frames = 0;
        do {
            assertTrue(System.nanoTime() < deadlineNs, "never rests");
            ns[0] += 33_000_000;
            picture = renderer.render(view.composeMoving(eye, WIDTH, HEIGHT, 1, ns[0]), WIDTH, HEIGHT);
            LockSupport.parkNanos(1_000_000);
            frames++;
        } while (view.refinesInS(ns[0]) >= 0
                || renderer.hasMore()
                || !view.scene().levelled().getFirst().cloud().isSettled());
        assertTrue(frames > 6, "150 ms of movement, then a share a frame: " + frames);
        return picture;
    }

    @Test
    void shouldRefineAViewThatRestsAndBeginAnewWhenItShowsSomethingElse() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = recording();
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                HeadlessRenderer atOnce = new HeadlessRenderer(device);
                SceneView view = new SceneView(device);
                StoreReader reader = scene.store().reader()) {
            view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
            view.show(reader, CURSOR, _ -> true);
            awaitGeneration(view, 1);
            final Eye eye = Eye.framing(view.show(reader, CURSOR, _ -> true), WIDTH, HEIGHT);
            final long[] ns = {0};
            for (int i = 0; i < 4; i++) {
                final boolean isSmallShown = i % 2 == 0;
                view.show(
                        reader, CURSOR, path -> isSmallShown || !path.toString().equals("/small"));
                final Picture refined = rest(view, eye, renderer, ns);
                assertEquals(
                        -1,
                        refined.rgba()
                                .mismatch(atOnce.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT)
                                        .rgba()),
                        "picture " + i);
            }
        }
        TestVulkan.closeClean(device);
    }

    private static long deadlineNs() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    }

    private static void awaitGeneration(final SceneView view, final long generation) {
        final long deadlineNs = deadlineNs();
        while (view.levelsGeneration() < generation || view.levelsPercent() >= 0) {
            assertTrue(System.nanoTime() < deadlineNs, "never built");
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Two that build would replace each other's side file.
    @Test
    void shouldBuildOnceForTwoViewsOfARecording() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = recording();
                SceneView first = new SceneView(device);
                SceneView second = new SceneView(device);
                StoreReader reader = scene.store().reader()) {
            final CloudLevels.Anchor anchor = CloudLevels.Anchor.within(List.of(file()), true, null, null);
            for (final SceneView view : List.of(first, second)) {
                view.levelsOf(anchor, scene.store(), () -> {});
                view.show(reader, CURSOR, _ -> true);
            }
            awaitGeneration(first, 1);
            final Object built = Files.getAttribute(sideFiles().getFirst(), "unix:ino");
            awaitGeneration(second, 1);
            assertEquals(1, sideFiles().size(), sideFiles().toString());
            assertEquals(built, Files.getAttribute(sideFiles().getFirst(), "unix:ino"));
            for (final SceneView view : List.of(second, first)) {
                final Scene shown = view.show(reader, CURSOR, _ -> true);
                view.compose(Eye.framing(shown, WIDTH, HEIGHT), WIDTH, HEIGHT, 1);
                assertNull(shown.levelled().getFirst().cloud().failure());
                assertTrue(shown.levelled().getFirst().cloud().drawnPoints() > 10_000);
                view.close();
            }
        }
        TestVulkan.closeClean(device);
    }

    /// A cloud in each of many frames: the one that is shown for a while gets levels of detail, and
    /// nothing is left of them.
    @Test
    void shouldBuildLevelsOfTheFrameThatIsShownForAWhile() throws IOException {
        final int[] rgba = new int[(int) CloudLevels.POINTS_MIN + 10];
        final float[] xyz = Terrain.make(rgba);
        final int frames = 8;
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = LoggedScene.of(folder, out -> {
                    for (int frame = 0; frame < frames; frame++) {
                        out.setTimeSequence("frame", frame);
                        xyz[2] = frame;
                        out.log("terrain", Points3D.of(xyz).colors(rgba));
                    }
                });
                SceneView view = new SceneView(device);
                StoreReader reader = scene.store().reader()) {
            view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
            // As fast as it goes: of these nothing is built but the last
            for (int frame = 0; frame < frames; frame++) {
                final Scene passing = view.show(reader, new TimeCursor("frame", frame), _ -> true);
                assertEquals(0, passing.levelled().size());
                assertEquals(CloudLevels.POINTS_MIN + 10, passing.pointCount());
            }
            awaitGeneration(view, 1);
            final Scene shown = view.show(reader, new TimeCursor("frame", frames - 1), _ -> true);
            assertEquals(1, shown.levelled().size());
            assertEquals(
                    CloudLevels.POINTS_MIN + 10,
                    shown.levelled().getFirst().cloud().points());
            assertEquals(List.of(), sideFiles(), "files of frames");
            // One that was given up before is built when it is shown again
            final long generation = view.levelsGeneration();
            view.show(reader, new TimeCursor("frame", 2), _ -> true);
            awaitGeneration(view, generation + 1);
            assertEquals(
                    1,
                    view.show(reader, new TimeCursor("frame", 2), _ -> true)
                            .levelled()
                            .size());
            assertEquals(List.of(), sideFiles(), "files of frames");
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldShowASampleUntilLevelsAreBuiltInTheBackground() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = recording();
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device);
                StoreReader reader = scene.store().reader()) {
            view.levelsOf(CloudLevels.Anchor.within(List.of(file()), true, null, null), scene.store(), () -> {});
            final Scene sample = view.show(reader, CURSOR, _ -> true);
            assertEquals(CloudLevels.POINTS_MIN + 12, sample.pointCount());
            assertEquals(0, sample.levelled().size());
            assertTrue(view.levelsPercent() >= 0);
            final Eye eye = Eye.framing(sample, WIDTH, HEIGHT);
            final int centre = renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT)
                    .pixel(WIDTH / 2, HEIGHT / 2);
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            // Usable from a part on that is built; the whole of it is waited for
            while (view.levelsGeneration() == 0 || view.levelsPercent() >= 0) {
                assertTrue(System.nanoTime() < deadlineNs, "never built");
                LockSupport.parkNanos(5_000_000);
            }
            final Scene levels = view.show(reader, CURSOR, _ -> true);
            assertEquals(1, levels.levelled().size());
            assertEquals(CloudLevels.POINTS_MIN + 12, levels.pointCount());
            assertEquals(-1, view.levelsPercent());
            assertEquals(eye, Eye.framing(levels, WIDTH, HEIGHT), "the eye does not jump");
            final FrameDrawData frame = view.compose(eye, WIDTH, HEIGHT, 1);
            assertNotSame(frame, view.compose(eye, WIDTH, HEIGHT, 1), "nodes are chosen for each frame");
            renderer.render(frame, WIDTH, HEIGHT);
            // Scenes of the same row: the cloud is kept, and its levels of detail with it
            for (int i = 0; i < 6; i++) {
                final boolean isSmallShown = i % 2 == 1;
                final Scene next = view.show(
                        reader, CURSOR, path -> isSmallShown || !path.toString().equals("/small"));
                assertEquals(1, next.levelled().size());
                assertSame(
                        levels.levelled().getFirst().cloud(),
                        next.levelled().getFirst().cloud());
                assertEquals(CloudLevels.POINTS_MIN + (isSmallShown ? 12 : 10), next.pointCount());
                renderer.render(view.composeMoving(eye, WIDTH, HEIGHT, 1, i), WIDTH, HEIGHT);
            }
            assertTrue(view.pickInstance(eye, WIDTH / 2.0, HEIGHT / 2.0, WIDTH, HEIGHT, 1)
                    .filter(picked -> picked.entity().toString().equals("/terrain"))
                    .isPresent());
            assertTrue((centre & 0xFF) == 0xFF, "something is drawn");
        }
        TestVulkan.closeClean(device);
    }
}
