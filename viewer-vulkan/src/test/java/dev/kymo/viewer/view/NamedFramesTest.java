package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Clear;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformRelation;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where entities are whose frames have names, beside plain products of matrices.
final class NamedFramesTest {
    private static final double TOLERANCE = 1e-9;

    private static final class Asked implements AutoCloseable {
        private final StoreReader reader;
        private final SceneRows rows;
        private final Transforms transforms;

        Asked(final RecordingStore store, final long time) {
            reader = store.reader();
            rows = new SceneRows(store, store.entities(), "frame");
            transforms = new Transforms(reader, rows);
            rows.ask(reader, time);
            transforms.update(reader);
        }

        int number(final String path) {
            return java.util.Objects.requireNonNull(rows.numberOf(EntityPath.parse(path)));
        }

        Vector3d origin(final String path) {
            assertTrue(transforms.isPlaced(number(path)), path);
            return transforms.atCursor(number(path)).transformPosition(new Vector3d());
        }

        Vector3d originAt(final String path, final long time) {
            return transforms.at(number(path), time).transformPosition(new Vector3d());
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private static Asked ask(final LoggedStore logged, final long time) {
        return new Asked(logged.store(), time);
    }

    private static void assertAt(final double x, final double y, final double z, final Vector3d found) {
        assertEquals(0, found.distance(x, y, z), TOLERANCE, found + ", expected " + new Vector3d(x, y, z));
    }

    private static Transform3D place(final float x, final float y, final String child, final String parent) {
        return Transform3D.fromTranslation(x, y, 0).childFrame(child).parentFrame(parent);
    }

    private static void point(final LoggedStore logged, final String path, final String frame) {
        logged.out().log(path, Points3D.of(0, 0, 0), CoordinateFrame.of(frame));
    }

    @Test
    void shouldFollowNamedFramesFromEntityToEntity() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.out().logStatic("tf_static/lidar", place(0, 2, "lidar", "base"));
            logged.at(1);
            logged.out().log("tf/odom", place(100, 0, "odom", "map"));
            logged.out().log("tf/base", place(10, 0, "base", "odom"));
            point(logged, "scan", "lidar");
            logged.at(5);
            logged.out().log("tf/base", place(20, 0, "base", "odom"));
            try (Asked asked = ask(logged, 9)) {
                assertAt(120, 2, 0, asked.origin("scan"));
                // The scan was taken before the base moved on
                assertAt(110, 2, 0, asked.originAt("scan", 1));
                assertFalse(asked.transforms.isAtCursor(asked.number("scan"), 1));
                assertTrue(asked.transforms.isAtCursor(asked.number("scan"), 5));
            }
        }
    }

    @Test
    void shouldKnowWhereEachFrameIsThatOneEntitySpeaksOf() {
        for (final int rowsPerChunk : new int[] {1, 2, 100}) {
            try (LoggedStore logged = new LoggedStore(rowsPerChunk)) {
                logged.out().logStatic("tf", place(0, 0, "left", "base").relation(TransformRelation.PARENT_FROM_CHILD));
                logged.out().logStatic("tf", place(0, 7, "right", "base"));
                logged.out().logStatic("tf", place(0, 1, "left", "base"));
                logged.at(1);
                logged.out().log("tf", place(10, 0, "base", "map"));
                logged.out().log("tf", place(3, 0, "wheel", "base"));
                logged.at(2);
                logged.out().log("tf", place(4, 0, "wheel", "base"));
                point(logged, "l", "left");
                point(logged, "r", "right");
                point(logged, "w", "wheel");
                try (Asked asked = ask(logged, 2)) {
                    assertAt(10, 1, 0, asked.origin("l"));
                    assertAt(10, 7, 0, asked.origin("r"));
                    assertAt(14, 0, 0, asked.origin("w"));
                    assertAt(13, 0, 0, asked.originAt("w", 1));
                }
            }
        }
    }

    @Test
    void shouldLetNamedFramesAndThoseOfEntitiesHangFromEachOther() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("robot", Transform3D.fromTranslation(1, 0, 0));
            logged.out().log("arm", place(0, 1, "arm_frame", "tf#/robot"), CoordinateFrame.of("arm_frame"));
            point(logged, "gripper", "arm_frame");
            logged.out().log("tool", place(0, 0, "tf#/tool", "arm_frame").parentFrame("arm_frame"));
            logged.out().log("tool/tip", Points3D.of(0, 0, 0), Transform3D.fromTranslation(0, 0, 5));
            logged.out().log("robot/head", Points3D.of(0, 0, 0));
            try (Asked asked = ask(logged, 0)) {
                assertAt(1, 1, 0, asked.origin("gripper"));
                assertAt(1, 1, 0, asked.origin("arm"));
                assertAt(1, 1, 5, asked.origin("tool/tip"));
                assertAt(1, 0, 0, asked.origin("robot/head"));
            }
        }
    }

    @Test
    void shouldTakeARowOfAFrameAsAWhole() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out()
                    .log(
                            "tf",
                            Transform3D.update()
                                    .translation(5, 0, 0)
                                    .childFrame("a")
                                    .parentFrame("map"));
            logged.at(1);
            logged.out()
                    .log(
                            "tf",
                            Transform3D.update().scale(2, 2, 2).childFrame("a").parentFrame("map"));
            logged.out().log("p", Points3D.of(1, 0, 0), CoordinateFrame.of("a"));
            try (Asked asked = ask(logged, 1)) {
                final Vector3d found =
                        asked.transforms.atCursor(asked.number("p")).transformPosition(new Vector3d(1, 0, 0));
                assertAt(2, 0, 0, found);
            }
        }
    }

    @Test
    void shouldFindNamesInColumnsThatHaveNothingElse() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("names", Transform3D.update().childFrame("a").parentFrame("tf#/there"));
            logged.out().log("there", Transform3D.fromTranslation(3, 0, 0));
            point(logged, "p", "a");
            try (Asked asked = ask(logged, 0)) {
                assertAt(3, 0, 0, asked.origin("p"));
            }
        }
    }

    @Test
    void shouldLetAFrameHangFromAnotherAtAnotherTime() {
        try (LoggedStore logged = new LoggedStore(2)) {
            logged.out().logStatic("crane", place(50, 0, "hook", "map"));
            logged.at(0);
            logged.out().log("belt", place(1, 0, "box", "map"));
            logged.at(10);
            logged.out().log("belt", place(0, 2, "box", "hook"));
            logged.at(0);
            point(logged, "p", "box");
            try (Asked asked = ask(logged, 9)) {
                assertAt(1, 0, 0, asked.origin("p"));
            }
            try (Asked asked = ask(logged, 10)) {
                assertAt(50, 2, 0, asked.origin("p"));
                assertAt(1, 0, 0, asked.originAt("p", 0));
            }
        }
    }

    @Test
    void shouldTakeWhatHoldsForGoodUntilSomethingIsSaidOfATime() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.out().logStatic("usual", place(1, 0, "a", "map"));
            logged.at(5);
            logged.out().log("now", place(2, 0, "a", "map"));
            logged.at(0);
            point(logged, "p", "a");
            try (Asked before = ask(logged, 4);
                    Asked after = ask(logged, 5)) {
                assertAt(1, 0, 0, before.origin("p"));
                assertAt(2, 0, 0, after.origin("p"));
            }
        }
    }

    @Test
    void shouldShowTheTreeWithMostAndSayWhatIsLeftOut() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("tf", place(1, 0, "lidar", "map"));
            point(logged, "a", "lidar");
            point(logged, "b", "map");
            point(logged, "lost", "nowhere");
            logged.out().log("plain", Points3D.of(0, 0, 0));
            try (Asked asked = ask(logged, 0)) {
                assertAt(1, 0, 0, asked.origin("a"));
                assertFalse(asked.transforms.isPlaced(asked.number("lost")));
                assertFalse(asked.transforms.isPlaced(asked.number("plain")));
                assertEquals(
                        List.of(
                                "/plain: not shown: no transform leads from frame tf#/ to map",
                                "/lost: not shown: no transform leads from frame nowhere to map"),
                        asked.transforms.notes());
            }
        }
    }

    @Test
    void shouldPlaceWhatWasSensedBeforeItsTransformCame() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            point(logged, "scan", "lidar");
            logged.at(3);
            logged.out().log("tf", place(4, 0, "lidar", "map"));
            point(logged, "other", "map");
            try (Asked asked = ask(logged, 3)) {
                assertAt(4, 0, 0, asked.originAt("scan", 0));
            }
        }
    }

    @Test
    void shouldNotFollowFramesInCircles() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("x", place(1, 0, "a", "b"));
            logged.out().log("y", place(1, 0, "b", "a"));
            point(logged, "p", "a");
            logged.out().log("plain", Points3D.of(0, 0, 0));
            try (Asked asked = ask(logged, 0)) {
                assertFalse(asked.transforms.isPlaced(asked.number("p")));
                assertAt(0, 0, 0, asked.origin("plain"));
                assertEquals(
                        List.of("/p: not shown: their frames hang from each other in a circle"),
                        asked.transforms.notes());
            }
        }
    }

    @Test
    void shouldPlaceACameraByTheFramesOfItsPinhole() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.out()
                    .logStatic(
                            "info",
                            Pinhole.update()
                                    .imageFromCamera(8, 0, 0, 0, 8, 0, 3.5f, 3.5f, 1)
                                    .parentFrame("optical")
                                    .childFrame("plane"));
            logged.at(0);
            logged.out().log("tf", place(2, 0, "optical", "map"));
            logged.out().log("image", CoordinateFrame.of("plane"));
            point(logged, "p", "map");
            logged.at(1);
            logged.out().log("tf", place(9, 0, "optical", "map"));
            try (Asked asked = ask(logged, 1)) {
                final int camera = asked.number("info");
                assertEquals(camera, asked.transforms.cameraAbove(asked.number("image")));
                assertTrue(asked.transforms.isCameraPlaced(camera));
                assertAt(9, 0, 0, asked.transforms.cameraAtCursor(camera).transformPosition(new Vector3d()));
                assertAt(2, 0, 0, asked.transforms.cameraAt(camera, 0).transformPosition(new Vector3d()));
            }
        }
    }

    @Test
    void shouldForgetWhereAFrameIsWhenThatIsCleared() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("tf", place(2, 0, "a", "map"));
            point(logged, "p", "a");
            logged.at(1);
            logged.out().log("tf", Clear.flat());
            try (Asked before = ask(logged, 0);
                    Asked after = ask(logged, 1)) {
                assertAt(2, 0, 0, before.origin("p"));
                // It is a root of its own now
                assertAt(0, 0, 0, after.origin("p"));
            }
        }
    }

    @Test
    void shouldLeaveRecordingsWithoutNamesAlone() {
        try (LoggedStore logged = new LoggedStore(100)) {
            logged.at(0);
            logged.out().log("a", Transform3D.fromTranslation(1, 0, 0));
            logged.out().log("a/b", Points3D.of(0, 0, 0));
            try (Asked asked = ask(logged, 0)) {
                assertFalse(asked.transforms.areNamed());
                assertAt(1, 0, 0, asked.origin("a/b"));
            }
        }
    }

    /// A row of a Transform3D, as it was logged.
    private record Said(boolean isStatic, long time, int order, String child, String parent, Matrix4d transform) {}

    /// What was logged, and the plainest way to say where frames are.
    private static final class Model {
        private final List<Said> said = new ArrayList<>();
        private final Map<String, TreeMap<Long, String>> frames = new HashMap<>();

        private @Nullable Said edge(final String frame, final long time, final long cursor) {
            final Said then = edgeAt(frame, time);
            return then == null ? edgeAt(frame, cursor) : then;
        }

        private @Nullable Said edgeAt(final String frame, final long time) {
            Said best = null;
            for (final Said each : said) {
                final boolean isThere = each.isStatic || each.time <= time;
                if (each.child.equals(frame) && isThere && isLater(each, best)) {
                    best = each;
                }
            }
            final boolean hangs = frame.startsWith("tf#/") && frame.length() > 4;
            return best == null && hangs ? new Said(true, 0, 0, frame, above(frame), new Matrix4d()) : best;
        }

        private static boolean isLater(final Said each, final @Nullable Said best) {
            if (best == null || each.isStatic != best.isStatic) {
                return best == null || best.isStatic;
            }
            return (each.isStatic || each.time == best.time) ? each.order > best.order : each.time > best.time;
        }

        private static String above(final String frame) {
            final int slash = frame.lastIndexOf('/');
            return slash <= 3 ? "tf#/" : frame.substring(0, slash);
        }

        String frameOf(final String entity, final long time) {
            final Map.Entry<Long, String> named =
                    frames.getOrDefault(entity, new TreeMap<>()).floorEntry(time);
            return named == null ? "tf#/" + entity : named.getValue();
        }

        String root(final String frame, final long time, final long cursor) {
            String at = frame;
            for (Said edge = edge(at, time, cursor); edge != null; edge = edge(at, time, cursor)) {
                at = edge.parent;
            }
            return at;
        }

        Matrix4d rootFromFrame(final String frame, final long time, final long cursor) {
            final Said edge = edge(frame, time, cursor);
            return edge == null
                    ? new Matrix4d()
                    : rootFromFrame(edge.parent, time, cursor).mul(edge.transform);
        }
    }

    @Test
    void shouldPlaceAsPlainMatricesDo() {
        int placed = 0;
        for (long seed = 1; seed <= Long.getLong("kymo.model.seeds", 20); seed++) {
            placed += new Run(seed).play();
        }
        assertTrue(placed > 1000, "placed " + placed);
    }

    private record Run(long seed) {
        private static final String[] NAMES = {"map", "odom", "base", "arm", "tf#/a", "tf#/a/b", "lidar"};
        private static final String[] DATA = {"a", "a/b", "d", "d/e", "f"};
        private static final int TIMES = 10;

        int play() {
            final SplittableRandom random = new SplittableRandom(seed);
            final Model model = new Model();
            int placed = 0;
            try (LoggedStore logged = new LoggedStore(1 + random.nextInt(6))) {
                SceneRows rows = null;
                Transforms kept = null;
                for (int step = 0; step < 80; step++) {
                    log(random, model, logged, step);
                    final long cursor = random.nextLong(TIMES);
                    try (StoreReader reader = logged.store().reader()) {
                        if (rows == null || kept == null || rows.count() != countOf(logged)) {
                            rows = new SceneRows(logged.store(), logged.store().entities(), "frame");
                            kept = new Transforms(reader, rows);
                        }
                        rows.ask(reader, cursor);
                        kept.update(reader);
                        placed += compare(rows, kept, model, cursor, random, "seed " + seed + ", step " + step);
                    }
                }
            }
            return placed;
        }

        private static int countOf(final LoggedStore logged) {
            return new SceneRows(logged.store(), logged.store().entities(), "frame").count();
        }

        private static void log(
                final SplittableRandom random, final Model model, final LoggedStore logged, final int step) {
            final long time = random.nextLong(TIMES);
            logged.at(time);
            if (random.nextInt(3) == 0) {
                final String entity = DATA[random.nextInt(DATA.length)];
                final String frame = NAMES[random.nextInt(NAMES.length)];
                logged.out().log(entity, Points3D.of(0, 0, 0), CoordinateFrame.of(frame));
                model.frames.computeIfAbsent(entity, _ -> new TreeMap<>()).put(time, frame);
                return;
            }
            // A parent comes before its children in the list, so that there are no circles
            final int child = 1 + random.nextInt(NAMES.length - 1);
            final String name = NAMES[child];
            final String parent = NAMES[random.nextInt(child)];
            final boolean isStatic = random.nextInt(4) == 0;
            final float x = (float) random.nextDouble(-2, 2);
            final float turn = (float) random.nextDouble(-2, 2);
            final Matrix4d matrix = new Matrix4d().rotate(new Quaterniond(0, 0, turn, 1).normalize());
            matrix.setTranslation(x, 0, 0);
            final boolean isInverse = random.nextInt(3) == 0;
            final Transform3D row = Transform3D.fromPose(new float[] {x, 0, 0}, new float[] {0, 0, turn, 1})
                    .relation(isInverse ? TransformRelation.CHILD_FROM_PARENT : TransformRelation.PARENT_FROM_CHILD)
                    .childFrame(name)
                    .parentFrame(parent);
            // Some speak of several frames, some of one
            final String speaker = random.nextBoolean() ? "tf" : "tf/" + child;
            if (isStatic) {
                logged.out().logStatic(speaker, row);
            } else {
                logged.out().log(speaker, row);
            }
            model.said.add(new Said(isStatic, time, step, name, parent, isInverse ? matrix.invert() : matrix));
        }

        private static int compare(
                final SceneRows rows,
                final Transforms transforms,
                final Model model,
                final long cursor,
                final SplittableRandom random,
                final String what) {
            int placed = 0;
            for (final String entity : DATA) {
                final Integer number = rows.numberOf(EntityPath.parse(entity));
                if (number == null || !transforms.areNamed() || !transforms.isPlaced(number)) {
                    continue;
                }
                placed++;
                final String frame = model.frameOf(entity, cursor);
                final String root = model.root(frame, cursor, cursor);
                assertNear(
                        model.rootFromFrame(frame, cursor, cursor),
                        transforms.atCursor(number),
                        what + ", " + entity + " at " + cursor);
                final long time = random.nextLong(cursor + 1);
                final boolean isKnown =
                        model.frames.getOrDefault(entity, new TreeMap<>()).floorKey(time) != null;
                final String then = isKnown ? model.frameOf(entity, time) : frame;
                if (model.root(then, time, cursor).equals(root)) {
                    assertNear(
                            model.rootFromFrame(then, time, cursor),
                            transforms.at(number, time),
                            what + ", " + entity + " at " + time + " of " + cursor);
                }
            }
            return placed;
        }

        private static void assertNear(final Matrix4d expected, final Matrix4d found, final String what) {
            assertTrue(expected.equals(found, 1e-5), what + ": expected\n" + expected + "found\n" + found);
        }
    }
}
