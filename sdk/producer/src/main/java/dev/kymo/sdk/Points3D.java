package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A cloud of points. Fields with one instance apply to all points.
public final class Points3D implements Archetype {
    public static final ArchetypeField POSITIONS =
            ArchetypeField.rerun("Points3D", "positions", Components.POSITION_3D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Points3D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Points3D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Points3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Points3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField POINT_SHADING =
            ArchetypeField.rerun("Points3D", "point_shading", Components.POINT_SHADING);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Points3D", "class_ids", Components.CLASS_ID);
    public static final ArchetypeField KEYPOINT_IDS =
            ArchetypeField.rerun("Points3D", "keypoint_ids", Components.KEYPOINT_ID);

    private static final Fields NONE =
            Fields.none(POSITIONS, RADII, COLORS, LABELS, SHOW_LABELS, POINT_SHADING, CLASS_IDS, KEYPOINT_IDS);

    private final Fields fields;

    private Points3D(final Fields fields) {
        this.fields = fields;
    }

    /// Points at `xyz`, three floats each, borrowed.
    ///
    /// @throws IllegalArgumentException when the length is no multiple of 3
    public static Points3D of(final float... xyz) {
        return update().positions(xyz);
    }

    /// Points at `xyz`, three little-endian floats each, borrowed.
    public static Points3D of(final MemorySegment xyz) {
        return update().positions(xyz);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Points3D update() {
        return new Points3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Points3D clearFields() {
        return new Points3D(NONE.allCleared());
    }

    /// x, y, z of each point, borrowed.
    public Points3D positions(final float... xyz) {
        return new Points3D(fields.with(POSITIONS, Instances.floats(POSITIONS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points3D positions(final MemorySegment positions) {
        return new Points3D(fields.with(POSITIONS, Instances.segment(POSITIONS, positions)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Points3D radii(final float... radii) {
        return new Points3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points3D radii(final MemorySegment radii) {
        return new Points3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Points3D colors(final int... colors) {
        return new Points3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points3D colors(final MemorySegment colors) {
        return new Points3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public Points3D labels(final String... labels) {
        return new Points3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Points3D labels(final List<String> labels) {
        return new Points3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Points3D showLabels(final boolean showLabels) {
        return new Points3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// How each point is shaded.
    public Points3D pointShading(final PointShading pointShading) {
        return new Points3D(fields.with(POINT_SHADING, Instances.bytes(POINT_SHADING, pointShading.code())));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Points3D classIds(final short... classIds) {
        return new Points3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points3D classIds(final MemorySegment classIds) {
        return new Points3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
    }

    /// Unsigned 16-bit ids of key points within a class.
    public Points3D keypointIds(final short... keypointIds) {
        return new Points3D(fields.with(KEYPOINT_IDS, Instances.shorts(KEYPOINT_IDS, keypointIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Points3D keypointIds(final MemorySegment keypointIds) {
        return new Points3D(fields.with(KEYPOINT_IDS, Instances.segment(KEYPOINT_IDS, keypointIds)));
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
