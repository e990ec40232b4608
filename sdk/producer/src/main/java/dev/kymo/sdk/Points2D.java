package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Points in an image or a plane. Fields with one instance apply to all points.
public final class Points2D implements Archetype {
    public static final ArchetypeField POSITIONS =
            ArchetypeField.rerun("Points2D", "positions", Components.POSITION_2D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Points2D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Points2D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Points2D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Points2D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("Points2D", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Points2D", "class_ids", Components.CLASS_ID);
    public static final ArchetypeField KEYPOINT_IDS =
            ArchetypeField.rerun("Points2D", "keypoint_ids", Components.KEYPOINT_ID);

    private static final Fields NONE =
            Fields.none(POSITIONS, RADII, COLORS, LABELS, SHOW_LABELS, DRAW_ORDER, CLASS_IDS, KEYPOINT_IDS);

    private final Fields fields;

    private Points2D(final Fields fields) {
        this.fields = fields;
    }

    /// Points at `xy`, two floats each, borrowed.
    ///
    /// @throws IllegalArgumentException when the length is odd
    public static Points2D of(final float... xy) {
        return update().positions(xy);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Points2D update() {
        return new Points2D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Points2D clearFields() {
        return new Points2D(NONE.allCleared());
    }

    /// x, y of each point, borrowed.
    public Points2D positions(final float... xy) {
        return new Points2D(fields.with(POSITIONS, Instances.floats(POSITIONS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points2D positions(final MemorySegment positions) {
        return new Points2D(fields.with(POSITIONS, Instances.segment(POSITIONS, positions)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Points2D radii(final float... radii) {
        return new Points2D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points2D radii(final MemorySegment radii) {
        return new Points2D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Points2D colors(final int... colors) {
        return new Points2D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points2D colors(final MemorySegment colors) {
        return new Points2D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public Points2D labels(final String... labels) {
        return new Points2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Points2D labels(final List<String> labels) {
        return new Points2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Points2D showLabels(final boolean showLabels) {
        return new Points2D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Greater is drawn on top; 2D only.
    public Points2D drawOrder(final float drawOrder) {
        return new Points2D(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Points2D classIds(final short... classIds) {
        return new Points2D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points2D classIds(final MemorySegment classIds) {
        return new Points2D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
    }

    /// Unsigned 16-bit ids of key points within a class.
    public Points2D keypointIds(final short... keypointIds) {
        return new Points2D(fields.with(KEYPOINT_IDS, Instances.shorts(KEYPOINT_IDS, keypointIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points2D keypointIds(final MemorySegment keypointIds) {
        return new Points2D(fields.with(KEYPOINT_IDS, Instances.segment(KEYPOINT_IDS, keypointIds)));
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
