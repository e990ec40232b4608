package dev.kymo.sdk;

final class Boxes2D {
    /// Boxes from their least to their greatest corners, two floats each.
    ///
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    public static Boxes2D fromMinsAndMaxs(final float[] mins, final float[] maxs) {
        return BoxCorners.toCenters(mins, maxs, Boxes2D::fromCentersAndHalfSizes);
    }

    /// Boxes from left, top, width and height, four floats each.
    ///
    /// @throws IllegalArgumentException when the length is no multiple of 4
    public static Boxes2D fromXywh(final float... xywh) {
        if (xywh.length % 4 != 0) {
            throw new IllegalArgumentException("xywh.length=" + xywh.length + ", expected a multiple of 4");
        }
        final float[] centers = new float[xywh.length / 2];
        final float[] halfSizes = new float[xywh.length / 2];
        for (int i = 0; i < centers.length; i++) {
            final int box = i / 2 * 4 + i % 2;
            halfSizes[i] = xywh[box + 2] / 2;
            centers[i] = xywh[box] + halfSizes[i];
        }
        return fromCentersAndHalfSizes(centers, halfSizes);
    }
}
