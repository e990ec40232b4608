package dev.kymo.sdk;

final class Boxes3D {
    /// Boxes from their least to their greatest corners, three floats each.
    ///
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    public static Boxes3D fromMinsAndMaxs(final float[] mins, final float[] maxs) {
        if (mins.length != maxs.length) {
            throw new IllegalArgumentException("mins.length=" + mins.length + ", maxs.length=" + maxs.length);
        }
        final float[] centers = new float[mins.length];
        final float[] halfSizes = new float[mins.length];
        for (int i = 0; i < mins.length; i++) {
            centers[i] = (mins[i] + maxs[i]) / 2;
            halfSizes[i] = (maxs[i] - mins[i]) / 2;
        }
        return fromCentersAndHalfSizes(centers, halfSizes);
    }
}
