package dev.kymo.viewer.view;

import java.util.Arrays;
import org.joml.Vector3d;

/// Where a camera of a given direction has to stand so that things just fill its picture.
record Framing(Vector3d eye, Vector3d target) {
    private static final int ROUNDS = 6;
    /// Of the picture's half width or height; the rest is margin.
    private static final double FILLED = 0.90;

    private static final double STRAY_FRACTION = 0.005;

    /// @param back unit vector from the things to the eye
    static Framing fit(
            final Bounds bounds,
            final Vector3d back,
            final Vector3d up,
            final double verticalFieldOfView,
            final double aspect) {
        if (bounds.isEmpty()) {
            return new Framing(new Vector3d(back), new Vector3d());
        }
        final Vector3d forward = new Vector3d(back).negate();
        final Vector3d right = new Vector3d(forward).cross(up).normalize();
        final Vector3d above = new Vector3d(right).cross(forward);
        final double halfHeight = Math.tan(verticalFieldOfView / 2) * FILLED;
        final double halfWidth = halfHeight * aspect;
        final Vector3d target = bounds.centre();
        double distance = bounds.radius() / Math.sin(verticalFieldOfView / 2);
        for (int round = 0; round < ROUNDS; round++) {
            final Vector3d eye = new Vector3d(target).fma(distance, back);
            final double[] across = new double[bounds.count()];
            final double[] upward = new double[bounds.count()];
            final double[] depths = new double[bounds.count()];
            for (int i = 0; i < across.length; i++) {
                final Vector3d offset = bounds.sample(i).sub(eye);
                depths[i] = offset.dot(forward);
                final double depth = Math.max(depths[i], distance * 0.05);
                across[i] = offset.dot(right) / depth;
                upward[i] = offset.dot(above) / depth;
            }
            Arrays.sort(across);
            Arrays.sort(upward);
            Arrays.sort(depths);
            final int stray = (int) (across.length * STRAY_FRACTION);
            final int last = across.length - 1 - stray;
            // The middle of what is seen becomes the middle of the picture; then nearer or farther, as it fills it.
            target.fma((across[stray] + across[last]) / 2 * distance, right)
                    .fma((upward[stray] + upward[last]) / 2 * distance, above);
            final double spread = Math.max(
                    (across[last] - across[stray]) / 2 / halfWidth, (upward[last] - upward[stray]) / 2 / halfHeight);
            final double nearest = distance - depths[stray];
            distance = Math.max(distance * spread, nearest * 1.02 + distance * 0.02);
            if (!(distance > 0)) {
                distance = bounds.radius();
            }
        }
        return new Framing(new Vector3d(target).fma(distance, back), target);
    }
}
