package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Ellipsoids with centre, half size and rotation; spheres too. Fields with one instance apply to all.
public final class Ellipsoids3D implements Archetype {
    public static final ArchetypeField HALF_SIZES =
            ArchetypeField.rerun("Ellipsoids3D", "half_sizes", Components.HALF_SIZE_3D);
    public static final ArchetypeField CENTERS =
            ArchetypeField.rerun("Ellipsoids3D", "centers", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLES =
            ArchetypeField.rerun("Ellipsoids3D", "rotation_axis_angles", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNIONS =
            ArchetypeField.rerun("Ellipsoids3D", "quaternions", Components.ROTATION_QUAT);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Ellipsoids3D", "colors", Components.COLOR);
    public static final ArchetypeField LINE_RADII =
            ArchetypeField.rerun("Ellipsoids3D", "line_radii", Components.RADIUS);
    public static final ArchetypeField FILL_MODE =
            ArchetypeField.rerun("Ellipsoids3D", "fill_mode", Components.FILL_MODE);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Ellipsoids3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Ellipsoids3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS =
            ArchetypeField.rerun("Ellipsoids3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(
            HALF_SIZES,
            CENTERS,
            ROTATION_AXIS_ANGLES,
            QUATERNIONS,
            COLORS,
            LINE_RADII,
            FILL_MODE,
            LABELS,
            SHOW_LABELS,
            CLASS_IDS);

    private final Fields fields;

    private Ellipsoids3D(final Fields fields) {
        this.fields = fields;
    }

    /// Ellipsoids about `centers` with `halfSizes`, three floats each, borrowed.
    public static Ellipsoids3D fromCentersAndHalfSizes(final float[] centers, final float[] halfSizes) {
        return update().centers(centers).halfSizes(halfSizes);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Ellipsoids3D update() {
        return new Ellipsoids3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Ellipsoids3D clearFields() {
        return new Ellipsoids3D(NONE.allCleared());
    }

    /// Half the extent along each axis, of each box.
    public Ellipsoids3D halfSizes(final float... xyz) {
        return new Ellipsoids3D(fields.with(HALF_SIZES, Instances.floats(HALF_SIZES, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D halfSizes(final MemorySegment halfSizes) {
        return new Ellipsoids3D(fields.with(HALF_SIZES, Instances.segment(HALF_SIZES, halfSizes)));
    }

    /// Centre of each, x, y, z.
    public Ellipsoids3D centers(final float... xyz) {
        return new Ellipsoids3D(fields.with(CENTERS, Instances.floats(CENTERS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D centers(final MemorySegment centers) {
        return new Ellipsoids3D(fields.with(CENTERS, Instances.segment(CENTERS, centers)));
    }

    /// Rotations about axes (three floats each, normalised) by angles in radians.
    public Ellipsoids3D rotationAxisAngles(final float[] axes, final float[] anglesRad) {
        return new Ellipsoids3D(
                fields.with(ROTATION_AXIS_ANGLES, Instances.axisAngles(ROTATION_AXIS_ANGLES, axes, anglesRad)));
    }

    /// Rotations as x, y, z, w.
    public Ellipsoids3D quaternions(final float... xyzw) {
        return new Ellipsoids3D(fields.with(QUATERNIONS, Instances.floats(QUATERNIONS, xyzw)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D quaternions(final MemorySegment quaternions) {
        return new Ellipsoids3D(fields.with(QUATERNIONS, Instances.segment(QUATERNIONS, quaternions)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Ellipsoids3D colors(final int... colors) {
        return new Ellipsoids3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D colors(final MemorySegment colors) {
        return new Ellipsoids3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Radii of the lines of wireframes.
    public Ellipsoids3D lineRadii(final float... lineRadii) {
        return new Ellipsoids3D(fields.with(LINE_RADII, Instances.floats(LINE_RADII, lineRadii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D lineRadii(final MemorySegment lineRadii) {
        return new Ellipsoids3D(fields.with(LINE_RADII, Instances.segment(LINE_RADII, lineRadii)));
    }

    /// Lines or surfaces.
    public Ellipsoids3D fillMode(final FillMode fillMode) {
        return new Ellipsoids3D(fields.with(FILL_MODE, Instances.bytes(FILL_MODE, fillMode.code())));
    }

    /// One for all (shown once), or one each.
    public Ellipsoids3D labels(final String... labels) {
        return new Ellipsoids3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Ellipsoids3D labels(final List<String> labels) {
        return new Ellipsoids3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Ellipsoids3D showLabels(final boolean showLabels) {
        return new Ellipsoids3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Ellipsoids3D classIds(final short... classIds) {
        return new Ellipsoids3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Ellipsoids3D classIds(final MemorySegment classIds) {
        return new Ellipsoids3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
