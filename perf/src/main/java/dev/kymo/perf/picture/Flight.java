package dev.kymo.perf.picture;

import dev.kymo.viewer.render.Camera;

/// Ten places from which the cloud of `points` is looked at, and the way from each to the next: in the
/// coordinates of [PointScene], whose longest side goes from -1 to 1, up along y.
final class Flight {
    static final int STATIONS = 10;
    static final double FOV = Math.toRadians(50);
    private static final double[] UP = {0, 1, 0};
    private static final int AXES = 3;
    /// Of the low way; the scan's longest side.
    static final double LOW_LENGTH = 2;

    private static final double LOW_HEIGHT = 0.1;
    private static final double LOW_TILT = 0.15;

    /// Eye, then what it looks at.
    private static final double[][] PLACES = {
        // all of it, as the other cases see it
        {1.6, 1.5, 2.2, 0, 0, 0},
        // half of it
        {0.9, 0.6, 1.1, 0.1, 0, 0.1},
        // obliquely over the middle
        {0.35, 0.25, 0.5, 0, 0, 0},
        // close above the ground
        {0.06, 0.06, 0.12, 0, 0, 0},
        // along the ground from a corner
        {-0.9, 0.08, 0.6, 0.4, 0, -0.2},
        // low over one edge
        {-0.5, 0.15, -0.6, -0.2, 0, -0.1},
        // a quarter, steeply
        {-0.3, 0.5, -0.1, -0.25, 0, -0.15},
        // straight down, all of it
        {0, 2.4, 0.01, 0, 0, 0},
        // straight down, close
        {0.2, 0.3, -0.19, 0.2, 0, -0.2},
        // along the ground, far
        {0.8, 0.1, -0.4, -0.6, 0, 0.1}
    };

    private Flight() {}

    static Camera station(final int station) {
        return at(station);
    }

    /// @param place 0 to [#STATIONS] - 1; between stations eye and target are on straight lines
    static Camera at(final double place) {
        final int from = Math.min((int) place, STATIONS - 2);
        final double share = place - from;
        final double[] eye = new double[AXES];
        final double[] target = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            eye[axis] = PLACES[from][axis] * (1 - share) + PLACES[from + 1][axis] * share;
            target[axis] = PLACES[from][AXES + axis] * (1 - share) + PLACES[from + 1][AXES + axis] * share;
        }
        return Camera.perspective(eye, target, UP, FOV);
    }

    /// The camera of one of so many frames of a round: they are spread over the whole way, so that all rounds
    /// have the same work.
    static Camera share(final int frame, final int frames) {
        return at((STATIONS - 1) * (frame + 0.5) / frames);
    }

    /// A cloud of many scans side by side.
    ///
    /// @param x of its middle, z likewise
    /// @param scale how much wider it is than one of them
    record Ground(double x, double z, double scale) {
        /// A station of the whole cloud: all distances larger, so that the picture has as much of it.
        Camera at(final double place) {
            final int from = Math.min((int) place, STATIONS - 2);
            final double[] eye = new double[AXES];
            final double[] target = new double[AXES];
            for (int axis = 0; axis < AXES; axis++) {
                final double moved = axis == 0 ? x : axis == 2 ? z : 0;
                eye[axis] = moved + scale * between(from, axis, place - from);
                target[axis] = moved + scale * between(from, AXES + axis, place - from);
            }
            return Camera.perspective(eye, target, UP, FOV);
        }

        /// Low over the middle of the cloud, along x, as far as one scan is long, however many there are.
        ///
        /// @param share of the way, 0 to 1
        Camera low(final double share) {
            final double at = x - LOW_LENGTH / 2 + LOW_LENGTH * share;
            return Camera.perspective(
                    new double[] {at, LOW_HEIGHT, z}, new double[] {at + 1, LOW_HEIGHT - LOW_TILT, z - 0.3}, UP, FOV);
        }
    }

    private static double between(final int from, final int coordinate, final double share) {
        return PLACES[from][coordinate] * (1 - share) + PLACES[from + 1][coordinate] * share;
    }
}
