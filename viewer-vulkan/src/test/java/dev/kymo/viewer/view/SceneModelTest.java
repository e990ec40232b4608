package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformRelation;
import dev.kymo.sdk.ViewCoordinates;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.junit.jupiter.api.Test;

/// One view of a store that is logged to at random, early and late, with clears, moved and hidden: each
/// picture is the one that a view makes which has seen nothing else, and places are those that a plain walk
/// up the tree gives.
final class SceneModelTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final int TIMES = 12;
    private static final String[] PATHS = {"a", "a/b", "a/b/c", "a/d", "e", "e/f", "g"};

    private static float some(final SplittableRandom random) {
        return (float) random.nextDouble(-2, 2);
    }

    private static Consumer<RecordingStream> row(final SplittableRandom random, final boolean mayClear) {
        final String path = PATHS[random.nextInt(PATHS.length)];
        return switch (random.nextInt(mayClear ? 13 : 11)) {
            case 0, 1, 2 -> out -> out.log(path, Transform3D.fromTranslation(some(random), some(random), some(random)));
            case 3 ->
                out -> out.log(
                        path,
                        Transform3D.fromQuaternion(0, 0, some(random), 1)
                                .relation(
                                        random.nextBoolean()
                                                ? TransformRelation.CHILD_FROM_PARENT
                                                : TransformRelation.PARENT_FROM_CHILD));
            case 4, 5 -> out -> out.log(path, points(random, 1 + random.nextInt(5)));
            case 6 -> out -> out.log(path, points(random, 300).radii(-1f));
            case 7 ->
                out -> out.log(
                        path,
                        Boxes3D.fromHalfSizes(0.5f, 0.3f, 0.2f, 0.1f, 0.1f, 0.4f)
                                .colors(random.nextInt() | 0xFF)
                                .labels("box"));
            case 8 ->
                out -> out.log(
                        path,
                        LineStrips3D.of(new float[] {0, 0, 0, some(random), some(random), some(random), 1, 1, 1}));
            case 9 ->
                random.nextInt(3) == 0
                        ? out -> out.logStatic(path, points(random, 2))
                        : out -> out.log(path, Points3D.of());
            case 10 ->
                switch (random.nextInt(4)) {
                    case 0 -> out -> out.log(path, Origin3D.of(some(random), some(random), some(random)));
                    case 1 ->
                        out -> out.log(
                                "/",
                                random.nextBoolean()
                                        ? ViewCoordinates.RIGHT_HAND_Y_DOWN
                                        : ViewCoordinates.RIGHT_HAND_Z_UP);
                    case 2 ->
                        out -> out.log(
                                path,
                                Pinhole.update()
                                        .imageFromCamera(8, 0, 0, 0, 8, 0, 3.5f, 3.5f, 1)
                                        .resolution(8, 8));
                    default -> {
                        final byte[] rgb = new byte[8 * 8 * 3];
                        random.nextBytes(rgb);
                        yield out -> out.log(path, Image.rgb8(rgb, 8, 8));
                    }
                };
            case 11 -> out -> out.log(path, Clear.flat());
            default -> out -> out.log(path, Clear.recursive());
        };
    }

    private static Points3D points(final SplittableRandom random, final int count) {
        final float[] xyz = new float[count * 3];
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] = some(random);
        }
        final Points3D points = Points3D.of(xyz);
        return random.nextInt(3) == 0
                ? points
                : points.colors(random.nextInt() | 0xFF)
                        .radii(random.nextBoolean() ? 0.2f : random.nextBoolean() ? -3f : -0.5f);
    }

    @Test
    void shouldShowWhatAViewShowsThatHasSeenNothingElse() {
        final GpuDevice device = TestVulkan.open();
        try (HeadlessRenderer renderer = new HeadlessRenderer(device)) {
            for (long seed = 1; seed <= Long.getLong("kymo.model.seeds", 4); seed++) {
                new Run(device, renderer, seed).play();
            }
        }
        TestVulkan.closeClean(device);
    }

    private record Run(GpuDevice device, HeadlessRenderer renderer, long seed) {
        void play() {
            final SplittableRandom random = new SplittableRandom(seed);
            final Set<EntityPath> hidden = new HashSet<>();
            int sameAsBefore = 0;
            try (LoggedStore logged = new LoggedStore(9);
                    SceneView view = new SceneView(device)) {
                Eye eye = null;
                Scene before = null;
                for (int step = 0; step < 60; step++) {
                    if (random.nextInt(3) != 0) {
                        logged.at(random.nextInt(TIMES));
                        row(random, seed % 2 == 0).accept(logged.out());
                    }
                    if (random.nextInt(8) == 0) {
                        final EntityPath path = EntityPath.parse(PATHS[random.nextInt(PATHS.length)]);
                        if (!hidden.remove(path)) {
                            hidden.add(path);
                        }
                    }
                    final TimeCursor cursor = new TimeCursor("frame", random.nextInt(TIMES));
                    final String what = "seed " + seed + ", step " + step + ", " + cursor;
                    try (StoreReader reader = logged.store().reader()) {
                        final Scene scene =
                                view.show(reader, cursor, path -> !hidden.contains(path), Set.copyOf(hidden));
                        sameAsBefore += scene == before ? 1 : 0;
                        before = scene;
                        if (eye == null || random.nextInt(5) == 0) {
                            eye = Eye.framing(scene, WIDTH, HEIGHT);
                        }
                        compare(reader, view, cursor, hidden, eye, what);
                        comparePlaces(reader, cursor, random, what);
                    }
                }
            }
            assertTrue(sameAsBefore > 0, "seed " + seed + ": no scene was kept");
        }

        private void compare(
                final StoreReader reader,
                final SceneView view,
                final TimeCursor cursor,
                final Set<EntityPath> hidden,
                final Eye eye,
                final String what) {
            final Picture found = renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
            try (SceneView fresh = new SceneView(device)) {
                fresh.show(reader, cursor, path -> !hidden.contains(path));
                final Picture expected = renderer.render(fresh.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                assertEquals(fresh.scene().pointCount(), view.scene().pointCount(), what);
                assertEquals(fresh.scene().notes(), view.scene().notes(), what);
                assertEquals(Eye.framing(fresh.scene(), WIDTH, HEIGHT), Eye.framing(view.scene(), WIDTH, HEIGHT), what);
                assertEquals(-1, expected.rgba().mismatch(found.rgba()), "first different byte, " + what);
            }
        }

        private void comparePlaces(
                final StoreReader reader, final TimeCursor cursor, final SplittableRandom random, final String what) {
            final SceneRows rows = new SceneRows(reader.store(), reader.store().entities(), cursor.timeline());
            rows.ask(reader, cursor.time());
            final Transforms transforms = new Transforms(reader, rows);
            transforms.update(reader);
            for (int i = 0; i < rows.count(); i++) {
                final long time = random.nextLong(cursor.time() + 1);
                assertEquals(plain(reader, rows.path(i), cursor.time()), transforms.atCursor(i), what + rows.path(i));
                assertEquals(
                        plain(reader, rows.path(i), time), transforms.at(i, time), what + rows.path(i) + " at " + time);
            }
        }
    }

    /// Where an entity is, by walking up the tree and asking for each part by itself.
    static Matrix4d plain(final StoreReader reader, final EntityPath entity, final long time) {
        final Matrix4d local = new Matrix4d();
        final float[] translation = floats(reader, entity, time, "Transform3D:translation", 3);
        if (translation.length > 0) {
            local.translate(translation[0], translation[1], translation[2]);
        }
        final float[] quaternion = floats(reader, entity, time, "Transform3D:quaternion", 4);
        if (quaternion.length > 0) {
            local.rotate(new Quaterniond(quaternion[0], quaternion[1], quaternion[2], quaternion[3]).normalize());
        }
        final boolean isInverse = reader.latestAt(entity, "Transform3D:relation", "frame", time)
                .filter(cell -> cell.instances().length() > 0)
                .map(cell -> cell.instances().getByte(0) == 2)
                .orElse(false);
        if (isInverse) {
            local.invert();
        }
        final EntityPath parent = entity.parent();
        return parent == null ? local : plain(reader, parent, time).mul(local);
    }

    private static float[] floats(
            final StoreReader reader,
            final EntityPath entity,
            final long time,
            final String component,
            final int count) {
        final Cell cell = reader.latestAt(entity, component, "frame", time).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return new float[0];
        }
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = cell.instances().list(0).getFloat(i);
        }
        return numbers;
    }
}
