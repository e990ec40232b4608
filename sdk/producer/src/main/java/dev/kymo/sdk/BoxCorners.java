package dev.kymo.sdk;

import java.util.function.BiFunction;

/// Boxes that are given by their corners, and logged by their centres and half sizes.
final class BoxCorners {
    private BoxCorners() {}

    /// @param mins least corners, as many floats each as boxes have dimensions
    /// @param maxs greatest corners, beside them
    /// @param boxes made of centres and half sizes, of as many floats each
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    static <B> B toCenters(final float[] mins, final float[] maxs, final BiFunction<float[], float[], B> boxes) {
        if (mins.length != maxs.length) {
            throw new IllegalArgumentException("mins.length=" + mins.length + ", maxs.length=" + maxs.length);
        }
        final float[] centers = new float[mins.length];
        final float[] halfSizes = new float[mins.length];
        for (int i = 0; i < mins.length; i++) {
            centers[i] = (mins[i] + maxs[i]) / 2;
            halfSizes[i] = (maxs[i] - mins[i]) / 2;
        }
        return boxes.apply(centers, halfSizes);
    }
}
