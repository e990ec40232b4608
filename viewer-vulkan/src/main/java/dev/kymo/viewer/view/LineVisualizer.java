package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import org.joml.Matrix4d;
import org.joml.Quaterniond;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// LineStrips3D and Boxes3D → lines in world coordinates.
final class LineVisualizer {
    private static final Datatype STRIP = Datatype.list(Field.required("item", Datatype.vector(3, Datatype.FLOAT32)));
    private static final Datatype VECTOR3 = Datatype.vector(3, Datatype.FLOAT32);
    private static final float DEFAULT_RADIUS = -1.25f;

    private final Scene scene;

    LineVisualizer(final Scene scene) {
        this.scene = scene;
    }

    void addStrips(final EntityPath entity, final Cells cells, final Transforms transforms) {
        final Cell cell = cells.cell("LineStrips3D:strips", STRIP).orElse(null);
        if (cell == null) {
            return;
        }
        final Matrix4d worldFromObject = cells.worldAt(entity, cell, transforms);
        final ArrayData colours = cells.instances("LineStrips3D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("LineStrips3D:radii", Datatype.FLOAT32);
        for (int i = 0; i < cell.instances().length(); i++) {
            if (cell.instances().isNull(i)) {
                continue;
            }
            final ArrayData points = cell.instances().list(i);
            final int colour = CloudVisualizer.at(colours, i, Palette.of(entity));
            final float radius = radius(radii, i);
            Vector3d previous = null;
            final Vector3d low = new Vector3d(Double.POSITIVE_INFINITY);
            final Vector3d high = new Vector3d(Double.NEGATIVE_INFINITY);
            for (int k = 0; k < points.length(); k++) {
                final Vector3d point = worldFromObject.transformPosition(vector(points.list(k)));
                scene.bounds().add(point);
                if (previous != null) {
                    segment(previous, point, colour, radius);
                }
                if (point.isFinite()) {
                    low.min(point);
                    high.max(point);
                }
                previous = point;
            }
            requireCorners(low, high);
        }
    }

    /// A line's few points would count as strays beside the many of a cloud, and yet it was logged to be seen.
    private void requireCorners(final Vector3d low, final Vector3d high) {
        for (int corner = 0; corner < 8; corner++) {
            scene.bounds()
                    .require(new Vector3d(
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

    private void segment(final Vector3d from, final Vector3d to, final int colour, final float radius) {
        if (from.isFinite() && to.isFinite()) {
            scene.lines()
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

    void addBoxes(final EntityPath entity, final Cells cells, final Transforms transforms) {
        final Cell cell = cells.cell("Boxes3D:half_sizes", VECTOR3).orElse(null);
        if (cell == null) {
            return;
        }
        final Matrix4d worldFromObject = cells.worldAt(entity, cell, transforms);
        final ArrayData centers = cells.instances("Boxes3D:centers", VECTOR3);
        final ArrayData quaternions = cells.instances("Boxes3D:quaternions", Datatype.vector(4, Datatype.FLOAT32));
        final ArrayData colours = cells.instances("Boxes3D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("Boxes3D:radii", Datatype.FLOAT32);
        final ArrayData labels = cells.instances("Boxes3D:labels", Datatype.UTF8);
        for (int i = 0; i < cell.instances().length(); i++) {
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
            final Vector3d half = vector(cell.instances().list(i));
            final int colour = CloudVisualizer.at(colours, i, Palette.of(entity));
            scene.lines()
                    .box(
                            new float[] {(float) half.x, (float) half.y, (float) half.z},
                            worldFromBox.get(new double[16]),
                            colour,
                            radius(radii, i));
            for (int corner = 0; corner < 8; corner++) {
                scene.bounds()
                        .require(worldFromBox.transformPosition(new Vector3d(
                                (corner & 1) == 0 ? -half.x : half.x,
                                (corner & 2) == 0 ? -half.y : half.y,
                                (corner & 4) == 0 ? -half.z : half.z)));
            }
            if (labels != null && i < labels.length()) {
                final Vector3d top = worldFromBox.transformPosition(new Vector3d());
                top.fma(half.length() * 0.75, scene.axes().up());
                scene.addLabel(new Scene.Label(labels.string(i), top.x, top.y, top.z, colour));
            }
        }
    }
}
