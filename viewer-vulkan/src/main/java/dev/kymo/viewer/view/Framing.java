package dev.kymo.viewer.view;

import org.joml.Vector3d;

/// Where a camera of a given direction has to stand so that things just fill its picture.
record Framing(Vector3d eye, Vector3d target) {
    private static final int ROUNDS = 6;
    /// Of the picture's half width or height; the rest is margin.
    private static final double FILLED = 0.90;

    private static final double STRAY_FRACTION = 0.005;
    /// In distances of the eye: things nearer count as being there.
    private static final double NEAREST = 0.05;

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
        final double[] across = new double[bounds.count()];
        final double[] upward = new double[bounds.count()];
        final double[] depths = new double[bounds.count()];
        final Vector3d offset = new Vector3d();
        for (int round = 0; round < ROUNDS; round++) {
            final Vector3d eye = new Vector3d(target).fma(distance, back);
            for (int i = 0; i < across.length; i++) {
                bounds.sample(i, offset).sub(eye);
                depths[i] = offset.dot(forward);
                final double depth = Math.max(depths[i], distance * NEAREST);
                across[i] = offset.dot(right) / depth;
                upward[i] = offset.dot(above) / depth;
            }
            final Extent x = Extent.of(across);
            final Extent y = Extent.of(upward);
            double nearest = Extent.of(depths).low;
            for (int i = 0; i < bounds.requiredCount(); i++) {
                bounds.required(i, offset).sub(eye);
                final double depth = Math.max(offset.dot(forward), distance * NEAREST);
                x.include(offset.dot(right) / depth);
                y.include(offset.dot(above) / depth);
                nearest = Math.min(nearest, offset.dot(forward));
            }
            // The middle of what is seen becomes the middle of the picture; then nearer or farther, as it fills it.
            target.fma(x.middle() * distance, right).fma(y.middle() * distance, above);
            final double spread = Math.max(x.half() / halfWidth, y.half() / halfHeight);
            distance = Math.max(distance * spread, (distance - nearest) * 1.02 + distance * 0.02);
            if (!(distance > 0)) {
                distance = bounds.radius();
            }
        }
        return new Framing(new Vector3d(target).fma(distance, back), target);
    }

    /// From the lowest to the highest of some numbers, strays apart.
    private static final class Extent {
        private double low;
        private double high;

        private Extent(final double low, final double high) {
            this.low = low;
            this.high = high;
        }

        static Extent of(final double[] values) {
            final int stray = (int) (values.length * STRAY_FRACTION);
            final double low = Selection.nth(values, 0, values.length, stray);
            return new Extent(low, Selection.nth(values, stray, values.length, values.length - 1 - stray));
        }

        void include(final double value) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }

        double middle() {
            return (low + high) / 2;
        }

        double half() {
            return (high - low) / 2;
        }
    }
}
