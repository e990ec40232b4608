package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.viewer.render.LineBatch;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// LineStrips3D and Boxes3D → lines in world coordinates.
final class LineVisualizer {
    private static final Datatype STRIP = Datatype.list(Field.required("item", Datatype.vector(3, Datatype.FLOAT32)));
    private static final Datatype VECTOR3 = Datatype.vector(3, Datatype.FLOAT32);
    private static final float DEFAULT_RADIUS = -1.25f;

    private final SceneState scene;
    private final SceneRows rows;

    LineVisualizer(final SceneState scene, final SceneRows rows) {
        this.scene = scene;
        this.rows = rows;
    }

    /// Makes the part's lines what the rows say; its samples and labels have been cleared.
    void update(final ScenePart part) {
        final LineBatch before = part.lines();
        if (before != null) {
            before.clear();
        }
        final int strips = rows.find(part.entity(), SceneComponents.STRIPS, STRIP);
        final int boxes = rows.find(part.entity(), SceneComponents.HALF_SIZES, VECTOR3);
        if (strips != LatestAtResult.NO_ANSWER || boxes != LatestAtResult.NO_ANSWER) {
            final Cells cells = scene.cells(part.entity());
            if (strips != LatestAtResult.NO_ANSWER) {
                addStrips(part, cells, rows.answers().instances(strips), scene.place(part, strips));
            }
            if (boxes != LatestAtResult.NO_ANSWER) {
                addBoxes(part, cells, rows.answers().instances(boxes), scene.place(part, boxes));
            }
        }
    }

    private void addStrips(
            final ScenePart part, final Cells cells, final ArrayData strips, final Matrix4d worldFromObject) {
        final EntityPath entity = rows.path(part.entity());
        final ArrayData colours = cells.instances("LineStrips3D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("LineStrips3D:radii", Datatype.FLOAT32);
        for (int i = 0; i < strips.length(); i++) {
            if (strips.isNull(i)) {
                continue;
            }
            final ArrayData points = strips.list(i);
            final int colour = CloudVisualizer.at(colours, i, Palette.of(entity));
            final float radius = radius(radii, i);
            Vector3d previous = null;
            final Vector3d low = new Vector3d(Double.POSITIVE_INFINITY);
            final Vector3d high = new Vector3d(Double.NEGATIVE_INFINITY);
            for (int k = 0; k < points.length(); k++) {
                final Vector3d point = worldFromObject.transformPosition(vector(points.list(k)));
                part.samples().add(point);
                if (previous != null) {
                    segment(part, previous, point, colour, radius);
                }
                if (point.isFinite()) {
                    low.min(point);
                    high.max(point);
                }
                previous = point;
            }
            requireCorners(part, low, high);
        }
    }

    /// A line's few points would count as strays beside the many of a cloud, and yet it was logged to be seen.
    private static void requireCorners(final ScenePart part, final Vector3d low, final Vector3d high) {
        for (int corner = 0; corner < 8; corner++) {
            part.required()
                    .add(new Vector3d(
                            (corner & 1) == 0 ? low.x : high.x,
                            (corner & 2) == 0 ? low.y : high.y,
                            (corner & 4) == 0 ? low.z : high.z));
        }
    }

    private static float radius(final @Nullable ArrayData radii, final int index) {
        final float radius = radii == null ? DEFAULT_RADIUS : radii.getFloat(Math.min(index, radii.length() - 1));
        return Float.isNaN(radius) ? DEFAULT_RADIUS : radius;
    }

    static Vector3d vector(final ArrayData xyz) {
        return new Vector3d(xyz.getFloat(0), xyz.getFloat(1), xyz.getFloat(2));
    }

    private static void segment(
            final ScenePart part, final Vector3d from, final Vector3d to, final int colour, final float radius) {
        if (from.isFinite() && to.isFinite()) {
            part.newLines()
                    .segment(
                            (float) from.x,
                            (float) from.y,
                            (float) from.z,
                            (float) to.x,
                            (float) to.y,
                            (float) to.z,
                            colour,
                            radius);
        }
    }

    private void addBoxes(
            final ScenePart part, final Cells cells, final ArrayData halfSizes, final Matrix4d worldFromObject) {
        final EntityPath entity = rows.path(part.entity());
        final ArrayData centers = cells.instances("Boxes3D:centers", VECTOR3);
        final ArrayData quaternions = cells.instances("Boxes3D:quaternions", Datatype.vector(4, Datatype.FLOAT32));
        final ArrayData colours = cells.instances("Boxes3D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("Boxes3D:radii", Datatype.FLOAT32);
        final ArrayData labels = cells.instances("Boxes3D:labels", Datatype.UTF8);
        for (int i = 0; i < halfSizes.length(); i++) {
            final Matrix4d worldFromBox = new Matrix4d(worldFromObject);
            if (centers != null) {
                worldFromBox.translate(vector(centers.list(Math.min(i, centers.length() - 1))));
            }
            if (quaternions != null) {
                final ArrayData q = quaternions.list(Math.min(i, quaternions.length() - 1));
                final Quaterniond rotation =
                        new Quaterniond(q.getFloat(0), q.getFloat(1), q.getFloat(2), q.getFloat(3));
                if (rotation.lengthSquared() > 0) {
                    worldFromBox.rotate(rotation.normalize());
                }
            }
            final Vector3d half = vector(halfSizes.list(i));
            final int colour = CloudVisualizer.at(colours, i, Palette.of(entity));
            part.newLines()
                    .box(
                            new float[] {(float) half.x, (float) half.y, (float) half.z},
                            worldFromBox.get(new double[16]),
                            colour,
                            radius(radii, i));
            for (int corner = 0; corner < 8; corner++) {
                part.required()
                        .add(worldFromBox.transformPosition(new Vector3d(
                                (corner & 1) == 0 ? -half.x : half.x,
                                (corner & 2) == 0 ? -half.y : half.y,
                                (corner & 4) == 0 ? -half.z : half.z)));
            }
            if (labels != null && i < labels.length()) {
                final Vector3d top = worldFromBox.transformPosition(new Vector3d());
                top.fma(half.length() * 0.75, scene.axes().up());
                part.labels().add(new Scene.Label(labels.string(i), top.x, top.y, top.z, colour));
            }
        }
    }
}
