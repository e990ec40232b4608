package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Cylinders along z about their centre. Fields with one instance apply to all.
public final class Cylinders3D implements Archetype {
    public static final ArchetypeField LENGTHS = ArchetypeField.rerun("Cylinders3D", "lengths", Components.LENGTH);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Cylinders3D", "radii", Components.RADIUS);
    public static final ArchetypeField CENTERS =
            ArchetypeField.rerun("Cylinders3D", "centers", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLES =
            ArchetypeField.rerun("Cylinders3D", "rotation_axis_angles", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNIONS =
            ArchetypeField.rerun("Cylinders3D", "quaternions", Components.ROTATION_QUAT);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Cylinders3D", "colors", Components.COLOR);
    public static final ArchetypeField LINE_RADII =
            ArchetypeField.rerun("Cylinders3D", "line_radii", Components.RADIUS);
    public static final ArchetypeField FILL_MODE =
            ArchetypeField.rerun("Cylinders3D", "fill_mode", Components.FILL_MODE);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Cylinders3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Cylinders3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS =
            ArchetypeField.rerun("Cylinders3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(
            LENGTHS,
            RADII,
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

    private Cylinders3D(final Fields fields) {
        this.fields = fields;
    }

    /// One cylinder for each length and radius, in scene units, borrowed.
    public static Cylinders3D of(final float[] lengths, final float[] radii) {
        return update().lengths(lengths).radii(radii);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Cylinders3D update() {
        return new Cylinders3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Cylinders3D clearFields() {
        return new Cylinders3D(NONE.allCleared());
    }

    /// Length of each along z, in scene units.
    public Cylinders3D lengths(final float... lengths) {
        return new Cylinders3D(fields.with(LENGTHS, Instances.floats(LENGTHS, lengths)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D lengths(final MemorySegment lengths) {
        return new Cylinders3D(fields.with(LENGTHS, Instances.segment(LENGTHS, lengths)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Cylinders3D radii(final float... radii) {
        return new Cylinders3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D radii(final MemorySegment radii) {
        return new Cylinders3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// Centre of each, x, y, z.
    public Cylinders3D centers(final float... xyz) {
        return new Cylinders3D(fields.with(CENTERS, Instances.floats(CENTERS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D centers(final MemorySegment centers) {
        return new Cylinders3D(fields.with(CENTERS, Instances.segment(CENTERS, centers)));
    }

    /// Rotations about axes (three floats each, normalised) by angles in radians.
    public Cylinders3D rotationAxisAngles(final float[] axes, final float[] anglesRad) {
        return new Cylinders3D(
                fields.with(ROTATION_AXIS_ANGLES, Instances.axisAngles(ROTATION_AXIS_ANGLES, axes, anglesRad)));
    }

    /// Rotations as x, y, z, w.
    public Cylinders3D quaternions(final float... xyzw) {
        return new Cylinders3D(fields.with(QUATERNIONS, Instances.floats(QUATERNIONS, xyzw)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D quaternions(final MemorySegment quaternions) {
        return new Cylinders3D(fields.with(QUATERNIONS, Instances.segment(QUATERNIONS, quaternions)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Cylinders3D colors(final int... colors) {
        return new Cylinders3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D colors(final MemorySegment colors) {
        return new Cylinders3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Radii of the lines of wireframes.
    public Cylinders3D lineRadii(final float... lineRadii) {
        return new Cylinders3D(fields.with(LINE_RADII, Instances.floats(LINE_RADII, lineRadii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D lineRadii(final MemorySegment lineRadii) {
        return new Cylinders3D(fields.with(LINE_RADII, Instances.segment(LINE_RADII, lineRadii)));
    }

    /// Lines or surfaces.
    public Cylinders3D fillMode(final FillMode fillMode) {
        return new Cylinders3D(fields.with(FILL_MODE, Instances.bytes(FILL_MODE, fillMode.code())));
    }

    /// One for all (shown once), or one each.
    public Cylinders3D labels(final String... labels) {
        return new Cylinders3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Cylinders3D labels(final List<String> labels) {
        return new Cylinders3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Cylinders3D showLabels(final boolean showLabels) {
        return new Cylinders3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Cylinders3D classIds(final short... classIds) {
        return new Cylinders3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Cylinders3D classIds(final MemorySegment classIds) {
        return new Cylinders3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
