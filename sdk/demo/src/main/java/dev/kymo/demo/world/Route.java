package dev.kymo.demo.world;

/// The closed, smooth way along the middle of the street, driven counter-clockwise: slower in bends. Immutable.
public final class Route {
    private static final int SAMPLES = 2048;
    private static final float TOP_SPEED_M_S = 3.6f;
    /// Sideways acceleration that slows the robot in bends.
    private static final float COMFORT_M_S2 = 0.55f;

    private final float[] x = new float[SAMPLES + 1];
    private final float[] y = new float[SAMPLES + 1];
    private final float[] cos = new float[SAMPLES + 1];
    private final float[] sin = new float[SAMPLES + 1];
    private final float[] curvature = new float[SAMPLES + 1];
    private final float[] speed = new float[SAMPLES + 1];
    private final double[] reachedAtS = new double[SAMPLES + 1];
    private final double lengthM;

    Route() {
        final double[] angles = evenAngles();
        double around = 0;
        for (int i = 0; i <= SAMPLES; i++) {
            final double a = angles[i];
            final double r = radius(a);
            x[i] = (float) (r * Math.cos(a));
            y[i] = (float) (r * Math.sin(a));
            final double slope = (radius(a + 1e-5) - radius(a - 1e-5)) / 2e-5;
            final double bend = (radius(a + 1e-3) - 2 * r + radius(a - 1e-3)) / 1e-6;
            final double tx = slope * Math.cos(a) - r * Math.sin(a);
            final double ty = slope * Math.sin(a) + r * Math.cos(a);
            final double length = Math.hypot(tx, ty);
            cos[i] = (float) (tx / length);
            sin[i] = (float) (ty / length);
            curvature[i] = (float) ((r * r + 2 * slope * slope - r * bend) / (length * length * length));
            if (i > 0) {
                around += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
            }
        }
        lengthM = around;
        planSpeeds();
    }

    private static double radius(final double angle) {
        return 19.5 * (1 + 0.15 * Math.cos(2 * angle + 0.4) + 0.055 * Math.cos(3 * angle - 0.7));
    }

    /// Angles at which the curve is cut into pieces of equal length.
    private static double[] evenAngles() {
        final int fine = 16 * SAMPLES;
        final double[] along = new double[fine + 1];
        for (int i = 1; i <= fine; i++) {
            final double a = 2 * Math.PI * (i - 1) / fine;
            final double b = 2 * Math.PI * i / fine;
            along[i] = along[i - 1]
                    + Math.hypot(
                            radius(b) * Math.cos(b) - radius(a) * Math.cos(a),
                            radius(b) * Math.sin(b) - radius(a) * Math.sin(a));
        }
        final double[] angles = new double[SAMPLES + 1];
        int at = 0;
        for (int i = 0; i <= SAMPLES; i++) {
            final double wanted = along[fine] * i / SAMPLES;
            while (at < fine - 1 && along[at + 1] < wanted) {
                at++;
            }
            final double share = (wanted - along[at]) / (along[at + 1] - along[at]);
            angles[i] = 2 * Math.PI * (at + share) / fine;
        }
        return angles;
    }

    private void planSpeeds() {
        final float[] wanted = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            final double byBend = Math.sqrt(COMFORT_M_S2 / Math.max(Math.abs(curvature[i]), 1e-3));
            wanted[i] = (float) Math.min(TOP_SPEED_M_S, byBend);
        }
        // A moving mean over some metres is the acceleration that nobody spills coffee in
        final int reach = (int) (4 * SAMPLES / lengthM);
        for (int i = 0; i <= SAMPLES; i++) {
            double sum = 0;
            for (int k = -reach; k <= reach; k++) {
                sum += wanted[Math.floorMod(i + k, SAMPLES)];
            }
            speed[i] = (float) (sum / (2 * reach + 1));
        }
        for (int i = 1; i <= SAMPLES; i++) {
            reachedAtS[i] = reachedAtS[i - 1] + lengthM / SAMPLES * 2 / (speed[i] + speed[i - 1]);
        }
    }

    /// Length of one lap.
    public double lengthM() {
        return lengthM;
    }

    /// Duration of one lap.
    public double lapS() {
        return reachedAtS[SAMPLES];
    }

    /// Where on the lap one is after `timeS` of driving, in samples; for the other methods.
    public double placeAt(final double timeS) {
        final double inLap = timeS - Math.floor(timeS / lapS()) * lapS();
        int low = 0;
        int high = SAMPLES;
        while (high - low > 1) {
            final int middle = (low + high) >>> 1;
            if (reachedAtS[middle] <= inLap) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + Math.clamp((inLap - reachedAtS[low]) / (reachedAtS[high] - reachedAtS[low]), 0.0, 1.0);
    }

    /// The place `alongM` metres after the start, in samples; laps are taken off.
    public double placeAlong(final double alongM) {
        final double inLap = alongM - Math.floor(alongM / lengthM) * lengthM;
        return Math.clamp(inLap / lengthM * SAMPLES, 0.0, SAMPLES);
    }

    public float x(final double place) {
        return between(x, place);
    }

    public float y(final double place) {
        return between(y, place);
    }

    /// Cosine of the direction of travel.
    public float cosYaw(final double place) {
        return between(cos, place);
    }

    /// Sine of the direction of travel.
    public float sinYaw(final double place) {
        return between(sin, place);
    }

    /// Metres a second.
    public float speed(final double place) {
        return between(speed, place);
    }

    /// Radians a second, counter-clockwise positive.
    public float yawRate(final double place) {
        return between(curvature, place) * speed(place);
    }

    private static float between(final float[] values, final double place) {
        final int at = Math.min((int) place, SAMPLES - 1);
        return values[at] + (float) (place - at) * (values[at + 1] - values[at]);
    }

    /// The sample nearest to a point.
    int nearest(final float px, final float py) {
        int best = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < SAMPLES; i += 16) {
            final float off = square(px - x[i]) + square(py - y[i]);
            if (off < least) {
                least = off;
                best = i;
            }
        }
        final int from = best - 16;
        for (int k = 0; k <= 32; k++) {
            final int i = Math.floorMod(from + k, SAMPLES);
            final float off = square(px - x[i]) + square(py - y[i]);
            if (off < least) {
                least = off;
                best = i;
            }
        }
        return best;
    }

    /// How far right of the way (outside of the block) a point lies; negative on its left.
    float offset(final int sample, final float px, final float py) {
        final float side = (px - x[sample]) * sin[sample] - (py - y[sample]) * cos[sample];
        final float distance = (float) Math.sqrt(square(px - x[sample]) + square(py - y[sample]));
        return side < 0 ? -distance : distance;
    }

    private static float square(final float value) {
        return value * value;
    }
}
