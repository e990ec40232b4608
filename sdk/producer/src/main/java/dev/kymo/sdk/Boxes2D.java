package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Rectangles in an image or a plane: detections, mostly.
public final class Boxes2D implements Archetype {
    public static final ArchetypeField HALF_SIZES =
            ArchetypeField.rerun("Boxes2D", "half_sizes", Components.HALF_SIZE_2D);
    public static final ArchetypeField CENTERS = ArchetypeField.rerun("Boxes2D", "centers", Components.POSITION_2D);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Boxes2D", "colors", Components.COLOR);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Boxes2D", "radii", Components.RADIUS);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Boxes2D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Boxes2D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("Boxes2D", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Boxes2D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE =
            Fields.none(HALF_SIZES, CENTERS, COLORS, RADII, LABELS, SHOW_LABELS, DRAW_ORDER, CLASS_IDS);

    private final Fields fields;

    private Boxes2D(final Fields fields) {
        this.fields = fields;
    }

    /// Boxes about `centers` with `halfSizes`, two floats each, borrowed.
    public static Boxes2D fromCentersAndHalfSizes(final float[] centers, final float[] halfSizes) {
        return update().centers(centers).halfSizes(halfSizes);
    }

    /// Boxes from left, top, width and height, four floats each.
    ///
    /// @throws IllegalArgumentException when the length is no multiple of 4
    public static Boxes2D fromXywh(final float... xywh) {
        if (xywh.length % 4 != 0) {
            throw new IllegalArgumentException("xywh.length=" + xywh.length + ", expected a multiple of 4");
        }
        final float[] centers = new float[xywh.length / 2];
        final float[] halfSizes = new float[xywh.length / 2];
        for (int i = 0; i < centers.length; i++) {
            final int box = i / 2 * 4 + i % 2;
            halfSizes[i] = xywh[box + 2] / 2;
            centers[i] = xywh[box] + halfSizes[i];
        }
        return fromCentersAndHalfSizes(centers, halfSizes);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Boxes2D update() {
        return new Boxes2D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Boxes2D clearFields() {
        return new Boxes2D(NONE.allCleared());
    }

    /// Half the extent along each axis, of each box.
    public Boxes2D halfSizes(final float... xy) {
        return new Boxes2D(fields.with(HALF_SIZES, Instances.floats(HALF_SIZES, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes2D halfSizes(final MemorySegment halfSizes) {
        return new Boxes2D(fields.with(HALF_SIZES, Instances.segment(HALF_SIZES, halfSizes)));
    }

    /// Centre of each, x, y.
    public Boxes2D centers(final float... xy) {
        return new Boxes2D(fields.with(CENTERS, Instances.floats(CENTERS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes2D centers(final MemorySegment centers) {
        return new Boxes2D(fields.with(CENTERS, Instances.segment(CENTERS, centers)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Boxes2D colors(final int... colors) {
        return new Boxes2D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes2D colors(final MemorySegment colors) {
        return new Boxes2D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Boxes2D radii(final float... radii) {
        return new Boxes2D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes2D radii(final MemorySegment radii) {
        return new Boxes2D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// One for all (shown once), or one each.
    public Boxes2D labels(final String... labels) {
        return new Boxes2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Boxes2D labels(final List<String> labels) {
        return new Boxes2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Boxes2D showLabels(final boolean showLabels) {
        return new Boxes2D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Greater is drawn on top; 2D only.
    public Boxes2D drawOrder(final float drawOrder) {
        return new Boxes2D(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Boxes2D classIds(final short... classIds) {
        return new Boxes2D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes2D classIds(final MemorySegment classIds) {
        return new Boxes2D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
