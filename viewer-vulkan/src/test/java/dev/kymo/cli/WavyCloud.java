package dev.kymo.cli;

import dev.kymo.sdk.Points3D;

/// A square of 900 points with a wave in it that moves and changes its colour: what windows show in tests.
final class WavyCloud {
    private static final int SIDE = 30;

    private WavyCloud() {}

    /// @param redPerFrame by how much it becomes redder with each frame
    static Points3D at(final int frame, final int redPerFrame) {
        final float[] xyz = new float[3 * SIDE * SIDE];
        final int[] colours = new int[SIDE * SIDE];
        for (int i = 0; i < colours.length; i++) {
            xyz[i * 3] = i % SIDE * 0.1f;
            xyz[i * 3 + 1] = Math.floorDiv(i, SIDE) * 0.1f;
            xyz[i * 3 + 2] = (float) Math.sin(frame * 0.3 + i % SIDE * 0.2);
            colours[i] = ((frame * redPerFrame) << 24) | 0x80C0FF;
        }
        return Points3D.of(xyz).colors(colours);
    }
}
