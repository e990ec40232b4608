package dev.kymo.sdk.file;

import dev.kymo.sdk.Color;

/// Numbers that several samples have.
final class SampleValues {
    static final int SIZE = 4;
    static final float[] XYZ = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    static final float[] XY = {0, 0, 1, 0, 0, 1};
    static final float[] QUATERNIONS = {0, 0, 0, 1, 0.6f, 0, 0, 0.8f, 0, 0.6f, 0.8f, 0};
    static final float[] RADII = {0.1f, 0.2f, 0.3f};
    static final int[] COLORS = {Color.RED, Color.GREEN, Color.BLUE};
    static final short[] CLASSES = {0, 1, (short) 65_535};

    private SampleValues() {}
}
