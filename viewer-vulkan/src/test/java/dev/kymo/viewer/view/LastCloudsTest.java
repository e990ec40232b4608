package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.junit.jupiter.api.Test;

/// The clouds of the last moments together.
final class LastCloudsTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int TIMES = 16;
    private static final String[] PATHS = {"a", "a/b", "c"};
    private static final String POSITIONS = "Points3D:positions";

    private static float some(final SplittableRandom random) {
        return (float) random.nextDouble(-2, 2);
    }

    private static Points3D points(final SplittableRandom random, final int count) {
        final float[] xyz = new float[count * 3];
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = some(random);
        }
        return Points3D.of(xyz);
    }

    private static int[] colours(final SplittableRandom random, final int count) {
        final int[] rgba = new int[count];
        for (int i = 0; i < count; i++) {
            rgba[i] = random.nextInt() | 0xFF;
        }
        return rgba;
    }

    private static void log(final LoggedStore logged, final SplittableRandom random, final boolean mayClear) {
        final String path = PATHS[random.nextInt(PATHS.length)];
        final RecordingStream out = logged.out();
        logged.at(random.nextInt(TIMES));
        final int count = random.nextBoolean() ? 1 + random.nextInt(20) : 257 + random.nextInt(3000);
        switch (random.nextInt(mayClear ? 14 : 12)) {
            case 0, 1 -> out.log(path, Transform3D.fromTranslation(some(random), some(random), some(random)));
            case 2 -> out.log(path, Transform3D.fromQuaternion(0, 0, some(random), 1));
            case 3, 4, 5 -> out.log(path, points(random, count).colors(colours(random, count)));
            case 6, 7 -> out.log(path, points(random, count));
            case 8 ->
                out.log(
                        path,
                        points(random, count).colors(random.nextInt() | 0xFF).radii(-2f, -0.5f, 0.05f));
            case 9 -> out.log(path, Points3D.update().colors(random.nextInt() | 0xFF));
            case 10 -> out.log(path, points(random, count).radii(random.nextBoolean() ? -1.5f : 0.02f));
            case 11 -> out.log(path, Points3D.of());
            case 12 -> out.log(path, Clear.flat());
            default -> out.log(path, Clear.recursive());
        }
    }

    /// What a row is seen by.
    private record Seen(String path, long time, int count, Matrix4d place, Object colours, Object radii) {}

    private static final class Model {
        private final StoreReader reader;

        private Model(final StoreReader reader) {
            this.reader = reader;
        }

        private List<Seen> seen(final long from, final long to) {
            final List<Seen> all = new ArrayList<>();
            for (final String name : PATHS) {
                final EntityPath path = EntityPath.parse(name);
                for (final Cell cell : reader.range(path, POSITIONS, "frame", from, to)) {
                    if (cell.instances().length() > 0) {
                        all.add(new Seen(
                                path.toString(),
                                cell.time(),
                                cell.instances().length(),
                                SceneModelTest.plain(reader, path, cell.time()),
                                beside(path, cell, "Points3D:colors"),
                                beside(path, cell, "Points3D:radii")));
                    }
                }
            }
            return all;
        }

        private Object beside(final EntityPath path, final Cell row, final String component) {
            for (final Cell own : reader.range(path, component, "frame", row.time(), row.time())) {
                if (own.row().equals(row.row()) && own.instances().length() > 0) {
                    return own.row();
                }
            }
            return reader.latestAt(path, component, "frame", row.time())
                    .filter(cell -> cell.instances().length() > 0)
                    .<Object>map(Cell::row)
                    .orElse("none");
        }
    }

    private static List<Seen> shown(final SceneView view) {
        final List<Seen> all = new ArrayList<>();
        for (final DrawnRows.OfEntity each : view.scene().rows().rows()) {
            final PlacedRow row = each.row();
            final RowSource source = ((PastClouds.Key) row.key).source();
            all.add(new Seen(
                    each.path().toString(),
                    java.util.Objects.requireNonNull(row.time),
                    row.count,
                    new Matrix4d(row.place),
                    source.colours() == null ? "none" : source.colours(),
                    source.radii() == null ? "none" : source.radii()));
        }
        return all;
    }

    /// Rows at random times, late ones among them, of entities that move, with colours of their own, logged
    /// apart or none, and clears; spans, cursors and the hidden at random.
    @Test
    void shouldShowTheRowsThatAPlainModelFindsAndWhatAFreshViewShows() {
        final GpuDevice device = TestVulkan.open();
        final long before = OffHeap.usedBytes();
        int several = 0;
        try (HeadlessRenderer renderer = new HeadlessRenderer(device)) {
            for (long seed = 1; seed <= Long.getLong("kymo.model.seeds", 4); seed++) {
                final SplittableRandom random = new SplittableRandom(seed);
                try (LoggedStore logged = new LoggedStore(7);
                        SceneView view = new SceneView(device)) {
                    for (final String path : PATHS) {
                        // An entity's only row is shown as ever
                        logged.at(0);
                        logged.out().log(path, Points3D.of());
                        logged.at(TIMES);
                        logged.out().log(path, Points3D.of());
                    }
                    long span = 4;
                    for (int step = 0; step < 70; step++) {
                        if (random.nextInt(3) != 0) {
                            log(logged, random, seed % 2 == 0);
                        }
                        if (random.nextInt(6) == 0) {
                            span = 1 + random.nextLong(TIMES);
                        }
                        final TimeCursor cursor = new TimeCursor("frame", random.nextInt(TIMES));
                        final String what = "seed " + seed + ", step " + step + ", " + cursor + ", span " + span;
                        try (StoreReader reader = logged.store().reader()) {
                            view.last(span);
                            final Scene scene = view.show(reader, cursor, _ -> true);
                            final List<Seen> expected = new Model(reader).seen(cursor.time() - span + 1, cursor.time());
                            final List<Seen> found = shown(view);
                            assertEquals(expected, found, what);
                            several += found.size() > 2 ? 1 : 0;
                            assertEquals(
                                    expected.stream().mapToLong(Seen::count).sum(), scene.pointCount(), what);
                            compare(device, renderer, reader, view, cursor, span, what);
                        }
                    }
                }
            }
        }
        TestVulkan.closeClean(device);
        assertEquals(before, OffHeap.usedBytes());
        assertTrue(several > 50, several + " scenes of several rows");
    }

    private static void compare(
            final GpuDevice device,
            final HeadlessRenderer renderer,
            final StoreReader reader,
            final SceneView view,
            final TimeCursor cursor,
            final long span,
            final String what) {
        final Eye eye = Eye.framing(view.scene(), WIDTH, HEIGHT);
        final Picture found = renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
        try (SceneView fresh = new SceneView(device)) {
            fresh.last(span);
            fresh.show(reader, cursor, _ -> true);
            assertEquals(eye, Eye.framing(fresh.scene(), WIDTH, HEIGHT), what);
            final Picture expected = renderer.render(fresh.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
            assertEquals(-1, expected.rgba().mismatch(found.rgba()), "first different byte, " + what);
        }
    }

    private static Path kept(final String name) throws IOException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(pictures);
        return pictures.resolve(name + ".png");
    }

    /// A sensor that goes along x, a unit a frame; what it sees is a ring of points around it.
    private static void drive(final LoggedStore logged, final int frames, final int points, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int frame = 0; frame < frames; frame++) {
            logged.at(frame);
            logged.out().log("car", Transform3D.fromTranslation(frame, 0, 0));
            final float[] xyz = new float[points * 3];
            for (int i = 0; i < points; i++) {
                final double angle = 2 * Math.PI * i / points;
                xyz[3 * i] = (float) (Math.cos(angle) * 3 + random.nextDouble(-0.2, 0.2));
                xyz[3 * i + 1] = (float) (Math.sin(angle) * 3 + random.nextDouble(-0.2, 0.2));
                xyz[3 * i + 2] = (float) random.nextDouble(0.5);
            }
            logged.out().log("car/lidar", Points3D.of(xyz).colors(Palette.turbo(frame / (double) frames)));
        }
    }

    @Test
    void shouldSendOnlyRowsThatComeAndKeepThoseThatStay() throws IOException {
        final GpuDevice device = TestVulkan.open();
        final int points = 5000;
        final int span = 10;
        try (LoggedStore logged = new LoggedStore(16);
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device)) {
            drive(logged, 40, points, 1);
            view.last(span);
            long made = 0;
            long sent = 0;
            Eye eye = null;
            for (int frame = span - 1; frame < 40; frame++) {
                try (StoreReader reader = logged.store().reader()) {
                    final Scene scene = view.show(reader, new TimeCursor("frame", frame), _ -> true);
                    assertEquals((long) points * span, scene.pointCount());
                    eye = eye == null ? Eye.framing(scene, WIDTH, HEIGHT) : eye;
                    final Picture picture = renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                    if (frame == span - 1) {
                        PngWriter.write(picture, kept("last-clouds"));
                    } else {
                        assertEquals(made + 1, view.uploadCount(), "one row has come at " + frame);
                        // One colour for all, so positions alone
                        assertEquals(sent + points * 12L, view.sentBytes(), "and it alone was sent");
                    }
                    made = view.uploadCount();
                    sent = view.sentBytes();
                    assertEquals(scene, view.show(reader, new TimeCursor("frame", frame), _ -> true), "the same scene");
                }
            }
            // What has been sent is placed anew when the sensor turns out to have been elsewhere
            logged.at(35);
            logged.out().log("car", Transform3D.fromTranslation(35, 5, 0));
            try (StoreReader reader = logged.store().reader()) {
                view.show(reader, new TimeCursor("frame", 39), _ -> true);
                final List<Double> y = view.scene().rows().rows().stream()
                        .map(each -> each.row().place.getTranslation(new Vector3d()).y)
                        .toList();
                assertEquals(1, Collections.frequency(y, 5.0), "the row of that time");
                renderer.render(view.compose(java.util.Objects.requireNonNull(eye), WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                assertEquals(sent, view.sentBytes());
                assertEquals(made, view.uploadCount());
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldTellThePointAndTheTimeOfItsRow() {
        final GpuDevice device = TestVulkan.open();
        try (LoggedStore logged = new LoggedStore(4);
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device)) {
            for (int frame = 0; frame < 9; frame++) {
                logged.at(frame);
                logged.out().log("car", Transform3D.fromTranslation(10 * frame, 0, 0));
                // Small clouds, which share a batch, and large ones
                final float[] xyz = new float[3 * (frame % 2 == 0 ? 5 : 400)];
                for (int i = 0; i < xyz.length; i += 3) {
                    xyz[i + 1] = 0.02f * i;
                }
                logged.out().log("car/lidar", Points3D.of(xyz));
            }
            view.last(6);
            try (StoreReader reader = logged.store().reader()) {
                view.show(reader, new TimeCursor("frame", 8), _ -> true);
                final Eye eye = Eye.framing(view.scene(), WIDTH, HEIGHT);
                renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                for (int frame = 0; frame < 9; frame++) {
                    final double[] at = SceneView.project(eye, new Vector3d(10 * frame, 0.02 * 9, 0), WIDTH, HEIGHT);
                    final SceneView.PickedInstance picked = view.pickInstance(eye, at[0], at[1], WIDTH, HEIGHT, 0.02f)
                            .orElse(null);
                    if (frame < 3) {
                        assertEquals(null, picked, "row " + frame + " is not shown");
                    } else {
                        assertEquals(
                                frame,
                                java.util.Objects.requireNonNull(picked, "row " + frame)
                                        .time());
                        assertEquals(3, picked.instance());
                    }
                }
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldShowStaticCloudsAndOnlyOnesAsEver() {
        final GpuDevice device = TestVulkan.open();
        try (LoggedStore logged = new LoggedStore(4);
                SceneView view = new SceneView(device)) {
            logged.out().logStatic("map", Points3D.of(new float[3 * 1000]));
            logged.at(5);
            logged.out().log("once", Points3D.of(new float[3 * 300]));
            logged.out().log("twice", Points3D.of(new float[3 * 400]));
            logged.at(7);
            logged.out().log("twice", Points3D.of(new float[3 * 500]));
            logged.at(8);
            logged.out().log("twice", Points3D.of());
            view.last(3);
            final long[] expected = {1000, 1000, 1000, 1000, 1000, 1700, 1700, 2200, 1500, 1500, 1000};
            try (StoreReader reader = logged.store().reader()) {
                for (int frame = 0; frame < expected.length; frame++) {
                    view.show(reader, new TimeCursor("frame", frame), _ -> true);
                    assertEquals(expected[frame], view.scene().pointCount(), "frame " + frame);
                }
                view.last(0);
                view.show(reader, new TimeCursor("frame", 7), _ -> true);
                assertEquals(1800, view.scene().pointCount(), "those at the cursor alone");
                view.last(Long.MAX_VALUE);
                view.show(reader, new TimeCursor("frame", 100), _ -> true);
                assertEquals(2200, view.scene().pointCount(), "all there ever were");
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldPlaceRowsThatComeAtOnceOverSeveralScenesTheNewestFirst() {
        final GpuDevice device = TestVulkan.open();
        try (LoggedStore logged = new LoggedStore(16);
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device)) {
            drive(logged, 30, 500, 4);
            view.placeWithin(0);
            view.last(20);
            try (StoreReader reader = logged.store().reader()) {
                final TimeCursor cursor = new TimeCursor("frame", 29);
                for (int scenes = 1; scenes <= 20; scenes++) {
                    final long before = view.unplaced();
                    view.show(reader, cursor, _ -> true);
                    assertEquals(500L * scenes, view.scene().pointCount());
                    assertEquals(scenes < 20, before != view.unplaced());
                    assertEquals(scenes < 20, view.refinesInS(0) == 0, "another scene is asked for");
                    final List<DrawnRows.OfEntity> rows = view.scene().rows().rows();
                    assertEquals(30L - scenes, rows.getFirst().row().time);
                }
                compare(device, renderer, reader, view, cursor, 20, "at last");
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldShowTheNewestOfTooManyRowsAndSaySo() {
        final GpuDevice device = TestVulkan.open();
        try (LoggedStore logged = new LoggedStore(1000);
                SceneView view = new SceneView(device)) {
            for (int i = 0; i < RowWindow.ROWS_MAX + 20; i++) {
                logged.at(i);
                logged.out().log("beacon", Points3D.of(i, 0, 0));
            }
            view.last(Long.MAX_VALUE);
            try (StoreReader reader = logged.store().reader()) {
                view.show(reader, new TimeCursor("frame", 2 * RowWindow.ROWS_MAX), _ -> true);
                assertEquals(RowWindow.ROWS_MAX, view.scene().pointCount());
                assertEquals(20L, view.scene().rows().rows().getFirst().row().time);
                assertTrue(
                        view.scene().notes().stream().anyMatch(note -> note.contains("20 are left out")),
                        view.scene().notes().toString());
                view.show(reader, new TimeCursor("frame", RowWindow.ROWS_MAX - 1), _ -> true);
                assertEquals(0L, view.scene().rows().rows().getFirst().row().time);
                assertTrue(view.scene().notes().isEmpty());
            }
        }
        TestVulkan.closeClean(device);
    }

    private static final int MANY = 40_000;

    /// A second's worth of frames at most, each of which the device takes so long for.
    private static Picture rest(
            final SceneView view,
            final Eye eye,
            final HeadlessRenderer renderer,
            final long fromNs,
            final int framesMin) {
        long nowNs = fromNs;
        Picture picture = null;
        int frames = 0;
        do {
            nowNs += 10_000_000;
            picture = renderer.render(view.composeMoving(eye, WIDTH, HEIGHT, 1, nowNs), WIDTH, HEIGHT);
            view.took(40_000_000);
            assertTrue(frames++ < 1000, "never whole");
        } while (renderer.hasMore() || view.refinesInS(nowNs) >= 0);
        assertTrue(frames >= framesMin, frames + " frames");
        return picture;
    }

    @Test
    void shouldRefineOverFramesToTheVeryPictureOfAllPoints() throws IOException {
        for (final boolean wide : new boolean[] {true, false}) {
            final GpuDevice device = TestVulkan.open(wide);
            try (LoggedStore logged = new LoggedStore(16);
                    HeadlessRenderer renderer = new HeadlessRenderer(device);
                    HeadlessRenderer refining = new HeadlessRenderer(device);
                    SceneView whole = new SceneView(device);
                    SceneView view = new SceneView(device)) {
                drive(logged, 40, MANY, 2);
                whole.last(20);
                view.last(20);
                Eye eye = null;
                long nowNs = 0;
                final List<CloudStyle> styles = List.of(
                        CloudStyle.PLAIN,
                        CloudStyle.PLAIN.withFilledHoles(true).withEyeDome(true),
                        CloudStyle.PLAIN,
                        CloudStyle.PLAIN.withClip(new ClipBox(0, -2, 0, 9, 3, 1)));
                final Iterator<CloudStyle> style = styles.iterator();
                for (final int frame : new int[] {25, 26, 39, 10}) {
                    final CloudStyle shownIn = style.next();
                    whole.style(shownIn);
                    view.style(shownIn);
                    try (StoreReader reader = logged.store().reader()) {
                        final TimeCursor cursor = new TimeCursor("frame", frame);
                        whole.show(reader, cursor, _ -> true);
                        view.show(reader, cursor, _ -> true);
                        eye = eye == null ? Eye.framing(view.scene(), WIDTH, HEIGHT) : eye;
                        nowNs += 1_000_000_000;
                        final FrameDrawData moving = view.composeMoving(eye, WIDTH, HEIGHT, 1, nowNs);
                        assertTrue(view.scene().rows().isLimited(), "a sample while time runs");
                        final Picture sample = refining.render(moving, WIDTH, HEIGHT);
                        final Picture expected = renderer.render(whole.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                        final Picture rested = rest(view, eye, refining, nowNs, 3);
                        assertEquals(-1, expected.rgba().mismatch(rested.rgba()), wide + ", frame " + frame);
                        assertTrue(expected.rgba().mismatch(sample.rgba()) >= 0, "all points in a sample");
                        if (wide && frame == 39) {
                            PngWriter.write(sample, kept("last-clouds-moving"));
                            PngWriter.write(rested, kept("last-clouds-resting"));
                        }
                    }
                }
            }
            TestVulkan.closeClean(device);
        }
    }

    @Test
    void shouldSpendNothingOnRowsThatAreNotInThePicture() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedStore logged = new LoggedStore(16);
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView whole = new SceneView(device);
                SceneView view = new SceneView(device)) {
            drive(logged, 40, MANY, 5);
            whole.last(10);
            view.last(10);
            try (StoreReader reader = logged.store().reader()) {
                final TimeCursor cursor = new TimeCursor("frame", 39);
                whole.show(reader, cursor, _ -> true);
                view.show(reader, cursor, _ -> true);
                final long nowNs = 1_000_000_000;
                final Eye framing = Eye.framing(view.scene(), WIDTH, HEIGHT);
                renderer.render(view.composeMoving(framing, WIDTH, HEIGHT, 1, nowNs), WIDTH, HEIGHT);
                renderer.render(view.composeMoving(framing, WIDTH, HEIGHT, 1, nowNs), WIDTH, HEIGHT);
                assertTrue(view.scene().rows().isLimited(), "there is no time for all of them");
                // Half of the rows are behind it
                final Eye onward = new Eye(new Vector3d(38, 0, 0.2), new Vector3d(50, 0, 0.2), new Vector3d(0, 0, 1));
                Picture moving = null;
                for (int frame = 0; frame < 4; frame++) {
                    moving = renderer.render(view.composeMoving(onward, WIDTH, HEIGHT, 1, nowNs), WIDTH, HEIGHT);
                }
                final List<Long> seen = view.scene().rows().rows().stream()
                        .filter(each -> each.row().drawn > 0)
                        .map(each -> each.row().time)
                        .toList();
                assertEquals(List.of(35L, 36L, 37L, 38L, 39L), seen);
                assertTrue(!view.scene().rows().isLimited(), "there is for those");
                final Picture expected = renderer.render(whole.compose(onward, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                assertEquals(-1, expected.rgba().mismatch(moving.rgba()));
                PngWriter.write(moving, kept("last-clouds-onward"));
            }
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldKeepWithinTheMemoryOfTheDeviceAndSaySo() throws IOException {
        final GpuDevice device = TestVulkan.open();
        final long allowed = 4L << 20;
        final Path stands = Files.createTempFile("last", "clouds");
        try (LoggedStore logged = new LoggedStore(16);
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device)) {
            drive(logged, 40, MANY, 3);
            view.levelsOf(new CloudLevels.Anchor(List.of(stands), true, allowed, null), logged.store(), () -> {});
            long nowNs = 0;
            for (final int span : new int[] {6, 20, 40, 6}) {
                view.last(span);
                try (StoreReader reader = logged.store().reader()) {
                    view.show(reader, new TimeCursor("frame", 39), _ -> true);
                    final Eye eye = Eye.framing(view.scene(), WIDTH, HEIGHT);
                    nowNs += 10_000_000_000L;
                    rest(view, eye, renderer, nowNs, 2);
                    long held = 0;
                    for (final DrawnRows.OfEntity each : view.scene().rows().rows()) {
                        held += java.util.Objects.requireNonNull(each.row().cloud)
                                .heldBytes();
                    }
                    assertTrue(held <= allowed, "span " + span + ": " + held + " bytes");
                    assertTrue(held > allowed / 2, "span " + span + ": " + held + " bytes");
                    final boolean isSaid = view.scene().notes().stream().anyMatch(note -> note.contains("a sample of"));
                    assertEquals(
                            span > 6,
                            isSaid,
                            "span " + span + ": " + view.scene().notes());
                    // A picture that stays for good has all points all the same
                    renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                    assertTrue(view.scene().rows().isComplete());
                }
            }
        }
        TestVulkan.closeClean(device);
    }
}
