package dev.kymo.sdk;

final class Transform3D {
    private static final Transform3D IDENTITY = new Transform3D(NONE.cleared(TRANSLATION)
            .cleared(ROTATION_AXIS_ANGLE)
            .cleared(QUATERNION)
            .cleared(SCALE)
            .cleared(MAT3X3)
            .cleared(RELATION));

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

    /// The same factor along all axes.
    public Transform3D scale(final float factor) {
        return scale(factor, factor, factor);
    }
}
