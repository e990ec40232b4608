package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.TimeFormat;
import java.util.ArrayList;
import java.util.List;

/// Round times with labels for the axis of a plot, computed in whole time units, so that they are exact however
/// far zoomed in and however far from zero.
final class TimeTicks {
    private static final long NS_PER_S = 1_000_000_000L;
    private static final long DAY_S = 86_400;
    /// Round numbers of seconds, from where powers of ten stop being round.
    private static final long[] LONG_STEPS_S = {
        10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY_S
    };
    private static final int TICKS_MAX = 200;

    /// @param time on the timeline
    record Tick(long time, String label) {}

    private TimeTicks() {}

    /// Ticks from `from` to `to`, both included.
    ///
    /// @param ticksWanted at most about so many
    static List<Tick> between(final TimeType type, final long from, final long to, final double ticksWanted) {
        final long difference = to - from;
        final boolean overflows = ((to ^ from) & (to ^ difference)) < 0;
        final double span = overflows ? (double) to - (double) from : difference;
        if (!(span >= 0) || ticksWanted < 1) {
            return List.of();
        }
        final long step = step(type, span / ticksWanted);
        final int decimals = type == TimeType.SEQUENCE ? 0 : decimals(step);
        final List<Tick> ticks = new ArrayList<>();
        long time = Math.ceilDiv(from, step) * step;
        while (time <= to && ticks.size() < TICKS_MAX) {
            ticks.add(new Tick(time, TimeFormat.show(type, time, decimals)));
            if (time > Long.MAX_VALUE - step) {
                break;
            }
            time += step;
        }
        return ticks;
    }

    /// The smallest round step of at least `least` units.
    static long step(final TimeType type, final double least) {
        if (type != TimeType.SEQUENCE && least > 5 * NS_PER_S) {
            for (final long seconds : LONG_STEPS_S) {
                if (seconds * NS_PER_S >= least) {
                    return seconds * NS_PER_S;
                }
            }
            return decimal(least / (DAY_S * NS_PER_S)) * DAY_S * NS_PER_S;
        }
        return decimal(least);
    }

    /// 1, 2 or 5 times a power of ten.
    private static long decimal(final double least) {
        long power = 1;
        while (power < Long.MAX_VALUE / 100 && power * 5 < least) {
            power *= 10;
        }
        return power >= least ? power : power * 2 >= least ? power * 2 : power * 5;
    }

    /// Digits after a second's point that steps of that length need.
    private static int decimals(final long stepNs) {
        int decimals = 0;
        for (long unit = NS_PER_S; decimals < 9 && stepNs % unit != 0; unit /= 10) {
            decimals++;
        }
        // People read thousandths, millionths and billionths.
        return decimals <= 3 ? decimals : Math.ceilDiv(decimals, 3) * 3;
    }
}
