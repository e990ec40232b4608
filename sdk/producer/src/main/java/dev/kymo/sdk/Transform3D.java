package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// How an entity lies in its parent. Of the parts that are set, a point of the entity meets the 3x3 matrix first,
/// then the scale, the quaternion, the axis and angle, and the translation.
///
/// The factories beginning with `from` say the whole pose: parts that they do not set are cleared, so that nothing
/// of an earlier pose lingers. Start with [#update] to change a part alone.
public final class Transform3D implements Archetype {
    public static final ArchetypeField TRANSLATION =
            ArchetypeField.rerun("Transform3D", "translation", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLE =
            ArchetypeField.rerun("Transform3D", "rotation_axis_angle", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNION =
            ArchetypeField.rerun("Transform3D", "quaternion", Components.ROTATION_QUAT);
    public static final ArchetypeField SCALE = ArchetypeField.rerun("Transform3D", "scale", Components.SCALE_3D);
    public static final ArchetypeField MAT3X3 =
            ArchetypeField.rerun("Transform3D", "mat3x3", Components.TRANSFORM_MAT_3X3);
    public static final ArchetypeField RELATION =
            ArchetypeField.rerun("Transform3D", "relation", Components.TRANSFORM_RELATION);
    public static final ArchetypeField CHILD_FRAME =
            ArchetypeField.rerun("Transform3D", "child_frame", Components.TRANSFORM_FRAME_ID);
    public static final ArchetypeField PARENT_FRAME =
            ArchetypeField.rerun("Transform3D", "parent_frame", Components.TRANSFORM_FRAME_ID);

    private static final Fields NONE = Fields.none(
            TRANSLATION, ROTATION_AXIS_ANGLE, QUATERNION, SCALE, MAT3X3, RELATION, CHILD_FRAME, PARENT_FRAME);

    private static final Transform3D IDENTITY = new Transform3D(NONE.cleared(TRANSLATION)
            .cleared(ROTATION_AXIS_ANGLE)
            .cleared(QUATERNION)
            .cleared(SCALE)
            .cleared(MAT3X3)
            .cleared(RELATION));

    private final Fields fields;

    private Transform3D(final Fields fields) {
        this.fields = fields;
    }

    /// No change of place: every part of the pose cleared.
    public static Transform3D identity() {
        return IDENTITY;
    }

    /// In scene units.
    public static Transform3D fromTranslation(final float x, final float y, final float z) {
        return identity().translation(x, y, z);
    }

    /// A rotation as x, y, z, w (normalised).
    public static Transform3D fromQuaternion(final float x, final float y, final float z, final float w) {
        return identity().quaternion(x, y, z, w);
    }

    /// A rotation about the axis x, y, z (normalised) by an angle in radians.
    public static Transform3D fromAxisAngle(final float x, final float y, final float z, final float angleRad) {
        return identity().rotationAxisAngle(x, y, z, angleRad);
    }

    /// A place and a rotation.
    ///
    /// @param xyz three floats
    /// @param xyzw four floats, normalised
    public static Transform3D fromPose(final float[] xyz, final float[] xyzw) {
        requireLength("xyz", xyz.length, 3);
        requireLength("xyzw", xyzw.length, 4);
        return fromTranslation(xyz[0], xyz[1], xyz[2]).quaternion(xyzw[0], xyzw[1], xyzw[2], xyzw[3]);
    }

    /// The place and the 3x3 part of an affine 4x4 matrix, given column by column (element 12 to 14 are the
    /// translation).
    ///
    /// @throws IllegalArgumentException when there are not 16 elements, or the last row is not 0 0 0 1
    public static Transform3D fromMatrix4x4(final float... columnMajor) {
        requireLength("columnMajor", columnMajor.length, 16);
        final float[] m = columnMajor;
        if (m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1) {
            throw new IllegalArgumentException("last row=" + m[3] + " " + m[7] + " " + m[11] + " " + m[15]
                    + ", expected=0 0 0 1 (is the matrix row by row? then transpose it)");
        }
        return fromTranslation(m[12], m[13], m[14]).mat3x3(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]);
    }

    private static void requireLength(final String what, final int length, final int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(what + ".length=" + length + ", expected=" + expected);
        }
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Transform3D update() {
        return new Transform3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Transform3D clearFields() {
        return new Transform3D(NONE.allCleared());
    }

    /// In scene units.
    public Transform3D translation(final float x, final float y, final float z) {
        return new Transform3D(fields.with(TRANSLATION, Instances.floats(TRANSLATION, x, y, z)));
    }

    /// A rotation about the axis x, y, z (normalised) by an angle in radians.
    public Transform3D rotationAxisAngle(final float x, final float y, final float z, final float angleRad) {
        return new Transform3D(fields.with(
                ROTATION_AXIS_ANGLE,
                Instances.axisAngles(ROTATION_AXIS_ANGLE, new float[] {x, y, z}, new float[] {angleRad})));
    }

    /// A rotation as x, y, z, w (normalised).
    public Transform3D quaternion(final float x, final float y, final float z, final float w) {
        return new Transform3D(fields.with(QUATERNION, Instances.floats(QUATERNION, x, y, z, w)));
    }

    /// Factors along the axes.
    public Transform3D scale(final float x, final float y, final float z) {
        return new Transform3D(fields.with(SCALE, Instances.floats(SCALE, x, y, z)));
    }

    /// A 3x3 matrix, column by column.
    public Transform3D mat3x3(final float... columnMajor) {
        return new Transform3D(fields.with(MAT3X3, Instances.floats(MAT3X3, columnMajor)));
    }

    /// Which way the transform goes.
    public Transform3D relation(final TransformRelation relation) {
        return new Transform3D(fields.with(RELATION, Instances.bytes(RELATION, relation.code())));
    }

    /// The named frame that this transform is from; when not set, the entity itself.
    public Transform3D childFrame(final String childFrame) {
        return new Transform3D(fields.with(CHILD_FRAME, Instances.text(childFrame)));
    }

    /// The named frame that this transform leads to; when not set, the parent entity's.
    public Transform3D parentFrame(final String parentFrame) {
        return new Transform3D(fields.with(PARENT_FRAME, Instances.text(parentFrame)));
    }

    /// The same factor along all axes.
    public Transform3D scale(final float factor) {
        return scale(factor, factor, factor);
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
