package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.TimeFormat;

/// The scale between times and pixels, and the ticks on it.
///
/// @param type of the timeline
/// @param from time at the left edge, as a double so that zooming far in stays smooth
/// @param to time at the right edge
/// @param left edge in pixels
/// @param width in pixels
record TimeRuler(TimeType type, double from, double to, float left, float width) {
    private static final double NS_PER_S = 1e9;
    /// Steps of round numbers of seconds from 10 s on, where powers of ten stop being round.
    private static final double[] LONG_STEPS_S = {10, 60, 600, 3600, 43_200, 86_400};

    private static final double MIN_STEP_PIXELS = 5;

    /// A tick.
    ///
    /// @param level 0 for the finest
    record Tick(double time, int level) {}

    double timeAt(final float x) {
        return from + (x - left) / width * (to - from);
    }

    float pixelOf(final double time) {
        return (float) (left + (time - from) / (to - from) * width);
    }

    float pixelOf(final long time) {
        return pixelOf((double) time);
    }

    double unitsPerPixel() {
        return (to - from) / width;
    }

    /// The smallest step whose ticks are far enough apart, for sequences at least 1.
    double finestStep() {
        double step = 1;
        while (step / unitsPerPixel() < MIN_STEP_PIXELS) {
            step = nextStep(step);
        }
        return step;
    }

    double nextStep(final double step) {
        if (type == TimeType.SEQUENCE || step < LONG_STEPS_S[0] * NS_PER_S * 0.999) {
            return step * 10;
        }
        for (final double longer : LONG_STEPS_S) {
            if (longer * NS_PER_S > step * 1.001) {
                return longer * NS_PER_S;
            }
        }
        return step * 10;
    }

    /// A tick's label; digits follow the distance of labels.
    String label(final double time, final double step) {
        int decimals = 0;
        for (double unit = NS_PER_S; unit > step * 1.001 && decimals < 9; unit /= 1000) {
            decimals += 3;
        }
        if (decimals == 3 && step >= 1e8 * 0.999) {
            decimals = 1;
        } else if (decimals == 3 && step >= 1e7 * 0.999) {
            decimals = 2;
        }
        return TimeFormat.show(type, Math.round(time), decimals);
    }

    /// Digits after a second's point that a pixel's worth of time needs.
    int decimals() {
        int decimals = 0;
        for (double unit = NS_PER_S; unit > unitsPerPixel() && decimals < 9; unit /= 1000) {
            decimals += 3;
        }
        return Math.max(decimals, 3);
    }
}
