package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Cylinders with round ends, along z from their translation on. Fields with one instance apply to all.
public final class Capsules3D implements Archetype {
    public static final ArchetypeField LENGTHS = ArchetypeField.rerun("Capsules3D", "lengths", Components.LENGTH);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Capsules3D", "radii", Components.RADIUS);
    public static final ArchetypeField TRANSLATIONS =
            ArchetypeField.rerun("Capsules3D", "translations", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLES =
            ArchetypeField.rerun("Capsules3D", "rotation_axis_angles", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNIONS =
            ArchetypeField.rerun("Capsules3D", "quaternions", Components.ROTATION_QUAT);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Capsules3D", "colors", Components.COLOR);
    public static final ArchetypeField LINE_RADII = ArchetypeField.rerun("Capsules3D", "line_radii", Components.RADIUS);
    public static final ArchetypeField FILL_MODE =
            ArchetypeField.rerun("Capsules3D", "fill_mode", Components.FILL_MODE);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Capsules3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Capsules3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Capsules3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(
            LENGTHS,
            RADII,
            TRANSLATIONS,
            ROTATION_AXIS_ANGLES,
            QUATERNIONS,
            COLORS,
            LINE_RADII,
            FILL_MODE,
            LABELS,
            SHOW_LABELS,
            CLASS_IDS);

    private final Fields fields;

    private Capsules3D(final Fields fields) {
        this.fields = fields;
    }

    /// One capsule for each length and radius, in scene units, borrowed.
    public static Capsules3D of(final float[] lengths, final float[] radii) {
        return update().lengths(lengths).radii(radii);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Capsules3D update() {
        return new Capsules3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Capsules3D clearFields() {
        return new Capsules3D(NONE.allCleared());
    }

    /// Length of each along z, in scene units.
    public Capsules3D lengths(final float... lengths) {
        return new Capsules3D(fields.with(LENGTHS, Instances.floats(LENGTHS, lengths)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D lengths(final MemorySegment lengths) {
        return new Capsules3D(fields.with(LENGTHS, Instances.segment(LENGTHS, lengths)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Capsules3D radii(final float... radii) {
        return new Capsules3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D radii(final MemorySegment radii) {
        return new Capsules3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// x, y, z of each.
    public Capsules3D translations(final float... xyz) {
        return new Capsules3D(fields.with(TRANSLATIONS, Instances.floats(TRANSLATIONS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D translations(final MemorySegment translations) {
        return new Capsules3D(fields.with(TRANSLATIONS, Instances.segment(TRANSLATIONS, translations)));
    }

    /// Rotations about axes (three floats each, normalised) by angles in radians.
    public Capsules3D rotationAxisAngles(final float[] axes, final float[] anglesRad) {
        return new Capsules3D(
                fields.with(ROTATION_AXIS_ANGLES, Instances.axisAngles(ROTATION_AXIS_ANGLES, axes, anglesRad)));
    }

    /// Rotations as x, y, z, w.
    public Capsules3D quaternions(final float... xyzw) {
        return new Capsules3D(fields.with(QUATERNIONS, Instances.floats(QUATERNIONS, xyzw)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D quaternions(final MemorySegment quaternions) {
        return new Capsules3D(fields.with(QUATERNIONS, Instances.segment(QUATERNIONS, quaternions)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Capsules3D colors(final int... colors) {
        return new Capsules3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D colors(final MemorySegment colors) {
        return new Capsules3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Radii of the lines of wireframes.
    public Capsules3D lineRadii(final float... lineRadii) {
        return new Capsules3D(fields.with(LINE_RADII, Instances.floats(LINE_RADII, lineRadii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D lineRadii(final MemorySegment lineRadii) {
        return new Capsules3D(fields.with(LINE_RADII, Instances.segment(LINE_RADII, lineRadii)));
    }

    /// Lines or surfaces.
    public Capsules3D fillMode(final FillMode fillMode) {
        return new Capsules3D(fields.with(FILL_MODE, Instances.bytes(FILL_MODE, fillMode.code())));
    }

    /// One for all (shown once), or one each.
    public Capsules3D labels(final String... labels) {
        return new Capsules3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Capsules3D labels(final List<String> labels) {
        return new Capsules3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Capsules3D showLabels(final boolean showLabels) {
        return new Capsules3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Capsules3D classIds(final short... classIds) {
        return new Capsules3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Capsules3D classIds(final MemorySegment classIds) {
        return new Capsules3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
