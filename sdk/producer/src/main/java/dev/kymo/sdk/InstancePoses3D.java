package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Poses of copies of what the entity shows: it is drawn once at each. Not passed on to entities below.
public final class InstancePoses3D implements Archetype {
    public static final ArchetypeField TRANSLATIONS =
            ArchetypeField.rerun("InstancePoses3D", "translations", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLES =
            ArchetypeField.rerun("InstancePoses3D", "rotation_axis_angles", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNIONS =
            ArchetypeField.rerun("InstancePoses3D", "quaternions", Components.ROTATION_QUAT);
    public static final ArchetypeField SCALES = ArchetypeField.rerun("InstancePoses3D", "scales", Components.SCALE_3D);
    public static final ArchetypeField MAT3X3 =
            ArchetypeField.rerun("InstancePoses3D", "mat3x3", Components.TRANSFORM_MAT_3X3);

    private static final Fields NONE = Fields.none(TRANSLATIONS, ROTATION_AXIS_ANGLES, QUATERNIONS, SCALES, MAT3X3);

    private final Fields fields;

    private InstancePoses3D(final Fields fields) {
        this.fields = fields;
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static InstancePoses3D update() {
        return new InstancePoses3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static InstancePoses3D clearFields() {
        return new InstancePoses3D(NONE.allCleared());
    }

    /// x, y, z of each.
    public InstancePoses3D translations(final float... xyz) {
        return new InstancePoses3D(fields.with(TRANSLATIONS, Instances.floats(TRANSLATIONS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public InstancePoses3D translations(final MemorySegment translations) {
        return new InstancePoses3D(fields.with(TRANSLATIONS, Instances.segment(TRANSLATIONS, translations)));
    }

    /// Rotations about axes (three floats each, normalised) by angles in radians.
    public InstancePoses3D rotationAxisAngles(final float[] axes, final float[] anglesRad) {
        return new InstancePoses3D(
                fields.with(ROTATION_AXIS_ANGLES, Instances.axisAngles(ROTATION_AXIS_ANGLES, axes, anglesRad)));
    }

    /// Rotations as x, y, z, w.
    public InstancePoses3D quaternions(final float... xyzw) {
        return new InstancePoses3D(fields.with(QUATERNIONS, Instances.floats(QUATERNIONS, xyzw)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public InstancePoses3D quaternions(final MemorySegment quaternions) {
        return new InstancePoses3D(fields.with(QUATERNIONS, Instances.segment(QUATERNIONS, quaternions)));
    }

    /// Factors along x, y, z of each.
    public InstancePoses3D scales(final float... xyz) {
        return new InstancePoses3D(fields.with(SCALES, Instances.floats(SCALES, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public InstancePoses3D scales(final MemorySegment scales) {
        return new InstancePoses3D(fields.with(SCALES, Instances.segment(SCALES, scales)));
    }

    /// A 3x3 matrix, column by column.
    public InstancePoses3D mat3x3(final float... columnMajor) {
        return new InstancePoses3D(fields.with(MAT3X3, Instances.floats(MAT3X3, columnMajor)));
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
