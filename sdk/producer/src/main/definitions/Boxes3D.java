package dev.kymo.sdk;

final class Boxes3D {
    /// Boxes about the entity's origin, of whole sizes along each axis, three floats each.
    public static Boxes3D fromSizes(final float... sizes) {
        return fromHalfSizes(halves(sizes));
    }

    /// Boxes about `centers`, of whole sizes along each axis, three floats each.
    public static Boxes3D fromCentersAndSizes(final float[] centers, final float[] sizes) {
        return fromCentersAndHalfSizes(centers, halves(sizes));
    }

    private static float[] halves(final float... sizes) {
        final float[] halfSizes = new float[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            halfSizes[i] = sizes[i] / 2;
        }
        return halfSizes;
    }

    /// Boxes from their least to their greatest corners, three floats each.
    ///
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    public static Boxes3D fromMinsAndMaxs(final float[] mins, final float[] maxs) {
        return BoxCorners.toCenters(mins, maxs, Boxes3D::fromCentersAndHalfSizes);
    }
}
