package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Lines through points. Fields with one instance apply to all strips.
public final class LineStrips3D implements Archetype {
    public static final ArchetypeField STRIPS =
            ArchetypeField.rerun("LineStrips3D", "strips", Components.LINE_STRIP_3D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("LineStrips3D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("LineStrips3D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("LineStrips3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("LineStrips3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS =
            ArchetypeField.rerun("LineStrips3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(STRIPS, RADII, COLORS, LABELS, SHOW_LABELS, CLASS_IDS);

    private final Fields fields;

    private LineStrips3D(final Fields fields) {
        this.fields = fields;
    }

    /// One strip through its points, three floats each, borrowed.
    public static LineStrips3D of(final float[] xyz) {
        return update().strips(xyz);
    }

    /// Each strip an array of its points, three floats each. Several are gathered into one array.
    public static LineStrips3D of(final float[]... strips) {
        return update().strips(strips);
    }

    /// Strips cut from one array of points, borrowed: strip `i` has the points from `offsets[i]` up to but not
    /// including `offsets[i + 1]`.
    public static LineStrips3D of(final float[] xyz, final int... offsets) {
        return update().strips(xyz, offsets);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static LineStrips3D update() {
        return new LineStrips3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static LineStrips3D clearFields() {
        return new LineStrips3D(NONE.allCleared());
    }

    /// One strip through its points, borrowed.
    public LineStrips3D strips(final float[] xyz) {
        return new LineStrips3D(fields.with(STRIPS, Instances.strips(STRIPS, xyz)));
    }

    /// Each strip an array of its points. Several are gathered into one array.
    public LineStrips3D strips(final float[]... strips) {
        return new LineStrips3D(fields.with(STRIPS, Instances.strips(STRIPS, strips)));
    }

    /// Strips cut from one array of points, borrowed: strip `i` has the points from `offsets[i]` up to but not
    /// including `offsets[i + 1]`.
    public LineStrips3D strips(final float[] xyz, final int... offsets) {
        return new LineStrips3D(fields.with(STRIPS, Instances.strips(STRIPS, MemorySegment.ofArray(xyz), offsets)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips3D strips(final MemorySegment xyz, final int... offsets) {
        return new LineStrips3D(fields.with(STRIPS, Instances.strips(STRIPS, xyz, offsets)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public LineStrips3D radii(final float... radii) {
        return new LineStrips3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips3D radii(final MemorySegment radii) {
        return new LineStrips3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public LineStrips3D colors(final int... colors) {
        return new LineStrips3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips3D colors(final MemorySegment colors) {
        return new LineStrips3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public LineStrips3D labels(final String... labels) {
        return new LineStrips3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public LineStrips3D labels(final List<String> labels) {
        return new LineStrips3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public LineStrips3D showLabels(final boolean showLabels) {
        return new LineStrips3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public LineStrips3D classIds(final short... classIds) {
        return new LineStrips3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public LineStrips3D classIds(final MemorySegment classIds) {
        return new LineStrips3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
