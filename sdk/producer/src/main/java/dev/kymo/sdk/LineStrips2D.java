package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Lines through points of an image or a plane. Fields with one instance apply to all strips.
public final class LineStrips2D implements Archetype {
    public static final ArchetypeField STRIPS =
            ArchetypeField.rerun("LineStrips2D", "strips", Components.LINE_STRIP_2D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("LineStrips2D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("LineStrips2D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("LineStrips2D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("LineStrips2D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("LineStrips2D", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField CLASS_IDS =
            ArchetypeField.rerun("LineStrips2D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(STRIPS, RADII, COLORS, LABELS, SHOW_LABELS, DRAW_ORDER, CLASS_IDS);

    private final Fields fields;

    private LineStrips2D(final Fields fields) {
        this.fields = fields;
    }

    /// One strip through its points, two floats each, borrowed.
    public static LineStrips2D of(final float[] xy) {
        return update().strips(xy);
    }

    /// Each strip an array of its points, two floats each. Several are gathered into one array.
    public static LineStrips2D of(final float[]... strips) {
        return update().strips(strips);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static LineStrips2D update() {
        return new LineStrips2D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static LineStrips2D clearFields() {
        return new LineStrips2D(NONE.allCleared());
    }

    /// One strip through its points, borrowed.
    public LineStrips2D strips(final float[] xy) {
        return new LineStrips2D(fields.with(STRIPS, Instances.strips(STRIPS, xy)));
    }

    /// Each strip an array of its points. Several are gathered into one array.
    public LineStrips2D strips(final float[]... strips) {
        return new LineStrips2D(fields.with(STRIPS, Instances.strips(STRIPS, strips)));
    }

    /// Strips cut from one array of points, borrowed: strip `i` has the points from `offsets[i]` up to but not
    /// including `offsets[i + 1]`.
    public LineStrips2D strips(final float[] xy, final int... offsets) {
        return new LineStrips2D(fields.with(STRIPS, Instances.strips(STRIPS, MemorySegment.ofArray(xy), offsets)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips2D strips(final MemorySegment xy, final int... offsets) {
        return new LineStrips2D(fields.with(STRIPS, Instances.strips(STRIPS, xy, offsets)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public LineStrips2D radii(final float... radii) {
        return new LineStrips2D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips2D radii(final MemorySegment radii) {
        return new LineStrips2D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public LineStrips2D colors(final int... colors) {
        return new LineStrips2D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips2D colors(final MemorySegment colors) {
        return new LineStrips2D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public LineStrips2D labels(final String... labels) {
        return new LineStrips2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public LineStrips2D labels(final List<String> labels) {
        return new LineStrips2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public LineStrips2D showLabels(final boolean showLabels) {
        return new LineStrips2D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Greater is drawn on top; 2D only.
    public LineStrips2D drawOrder(final float drawOrder) {
        return new LineStrips2D(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public LineStrips2D classIds(final short... classIds) {
        return new LineStrips2D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips2D classIds(final MemorySegment classIds) {
        return new LineStrips2D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
