package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.PointDrawData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Boxes2D, LineStrips2D and Points2D → lines and points of a flat scene, in image pixels.
final class FlatVisualizer {
    private static final Datatype VECTOR2 = Datatype.vector(2, Datatype.FLOAT32);
    private static final Datatype STRIP = Datatype.list(Field.required("item", VECTOR2));
    private static final float LINE_RADIUS = -1.25f;
    private static final float POINT_RADIUS = -2.5f;

    private FlatVisualizer() {}

    static void add(final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        addBoxes(scene, entity, cells);
        addStrips(scene, entity, cells);
        addPoints(scene, entity, cells, arena);
    }

    private static void addBoxes(final FlatScene scene, final EntityPath entity, final Cells cells) {
        final Cell cell = cells.cell("Boxes2D:half_sizes", VECTOR2).orElse(null);
        if (cell == null) {
            return;
        }
        final ArrayData halves = cell.instances();
        final ArrayData centers = cells.instances("Boxes2D:centers", VECTOR2);
        final ArrayData colours = cells.instances("Boxes2D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("Boxes2D:radii", Datatype.FLOAT32);
        final ArrayData labels = cells.instances("Boxes2D:labels", Datatype.UTF8);
        final ArrayData classes = cells.instances("Boxes2D:class_ids", Datatype.UINT16);
        for (int i = 0; i < halves.length(); i++) {
            final ArrayData half = halves.list(i);
            final ArrayData center = centers == null ? null : centers.list(Math.min(i, centers.length() - 1));
            final float x = center == null ? 0 : center.getFloat(0);
            final float y = center == null ? 0 : center.getFloat(1);
            final float left = x - half.getFloat(0);
            final float top = y - half.getFloat(1);
            final float right = x + half.getFloat(0);
            final float bottom = y + half.getFloat(1);
            final int colour = colour(entity, colours, classes, i);
            final float radius = radius(radii, i);
            segment(scene, left, top, right, top, colour, radius);
            segment(scene, right, top, right, bottom, colour, radius);
            segment(scene, right, bottom, left, bottom, colour, radius);
            segment(scene, left, bottom, left, top, colour, radius);
            if (labels != null && i < labels.length()) {
                scene.addLabel(labels.string(i), x, bottom, colour);
            }
        }
    }

    private static void addStrips(final FlatScene scene, final EntityPath entity, final Cells cells) {
        final Cell cell = cells.cell("LineStrips2D:strips", STRIP).orElse(null);
        if (cell == null) {
            return;
        }
        final ArrayData colours = cells.instances("LineStrips2D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("LineStrips2D:radii", Datatype.FLOAT32);
        final ArrayData classes = cells.instances("LineStrips2D:class_ids", Datatype.UINT16);
        for (int i = 0; i < cell.instances().length(); i++) {
            if (cell.instances().isNull(i)) {
                continue;
            }
            final ArrayData points = cell.instances().list(i);
            for (int k = 1; k < points.length(); k++) {
                final ArrayData from = points.list(k - 1);
                final ArrayData to = points.list(k);
                segment(
                        scene,
                        from.getFloat(0),
                        from.getFloat(1),
                        to.getFloat(0),
                        to.getFloat(1),
                        colour(entity, colours, classes, i),
                        radius(radii, i));
            }
        }
    }

    private static void addPoints(
            final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final ArrayData positions = cells.instances("Points2D:positions", VECTOR2);
        if (positions == null) {
            return;
        }
        final ArrayData colours = cells.instances("Points2D:colors", Datatype.UINT32);
        final ArrayData radii = cells.instances("Points2D:radii", Datatype.FLOAT32);
        final ArrayData classes = cells.instances("Points2D:class_ids", Datatype.UINT16);
        final int count = positions.length();
        final MemorySegment xyz = arena.allocate(3L * Float.BYTES * count, Long.BYTES);
        final MemorySegment rgba = arena.allocate((long) Integer.BYTES * count, Long.BYTES);
        final MemorySegment sizes = arena.allocate((long) Float.BYTES * count, Long.BYTES);
        for (int i = 0; i < count; i++) {
            final ArrayData position = positions.list(i);
            final long at = 3L * Float.BYTES * i;
            xyz.set(Layouts.FLOAT, at, position.getFloat(0));
            xyz.set(Layouts.FLOAT, at + Float.BYTES, position.getFloat(1));
            xyz.set(Layouts.FLOAT, at + 2 * Float.BYTES, FlatScene.DRAWN_Z);
            scene.grow(position.getFloat(0), position.getFloat(1));
            rgba.set(Layouts.INT, (long) Integer.BYTES * i, colour(entity, colours, classes, i));
            final float radius = radii == null ? POINT_RADIUS : radii.getFloat(Math.min(i, radii.length() - 1));
            sizes.set(Layouts.FLOAT, (long) Float.BYTES * i, Float.isNaN(radius) ? POINT_RADIUS : radius);
        }
        scene.add(PointDrawData.upload(scene.device(), xyz, rgba, sizes, -1, POINT_RADIUS));
    }

    private static int colour(
            final EntityPath entity,
            final @Nullable ArrayData colours,
            final @Nullable ArrayData classes,
            final int index) {
        if (colours != null) {
            return CloudVisualizer.at(colours, index, 0);
        }
        return classes == null
                ? Palette.of(entity)
                : Palette.ofClass(Short.toUnsignedInt(classes.getShort(Math.min(index, classes.length() - 1))));
    }

    private static float radius(final @Nullable ArrayData radii, final int index) {
        final float radius = radii == null ? LINE_RADIUS : radii.getFloat(Math.min(index, radii.length() - 1));
        return Float.isNaN(radius) ? LINE_RADIUS : radius;
    }

    private static void segment(
            final FlatScene scene,
            final float fromX,
            final float fromY,
            final float toX,
            final float toY,
            final int colour,
            final float radius) {
        if (Float.isFinite(fromX + fromY + toX + toY)) {
            scene.grow(Math.max(fromX, toX), Math.max(fromY, toY));
            scene.lines().segment(fromX, fromY, FlatScene.DRAWN_Z, toX, toY, FlatScene.DRAWN_Z, colour, radius);
        }
    }
}
