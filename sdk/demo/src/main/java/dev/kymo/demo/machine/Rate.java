package dev.kymo.demo.machine;

/// How fast a counter grows, over a window of its last readings: counters of `/proc` tick too coarsely for the
/// difference of two neighbours. For one thread.
public final class Rate {
    private final long[] timesNs;
    private final long[] values;
    private int count;
    private int newest = -1;

    /// @param readings how many the window holds, at least 2
    public Rate(final int readings) {
        timesNs = new long[readings];
        values = new long[readings];
    }

    /// Takes a reading. One that is smaller than the last begins anew: the counter was reset.
    public void add(final long timeNs, final long value) {
        if (count > 0 && value < values[newest]) {
            count = 0;
        }
        newest = (newest + 1) % values.length;
        timesNs[newest] = timeNs;
        values[newest] = value;
        count = Math.min(count + 1, values.length);
    }

    /// By how much the counter has grown over the window.
    public long growth() {
        return count == 0 ? 0 : values[newest] - values[oldest()];
    }

    /// Growth in a second; `NaN` when there are not two readings yet.
    public double perSecond() {
        final long overNs = count == 0 ? 0 : timesNs[newest] - timesNs[oldest()];
        return overNs <= 0 ? Double.NaN : growth() * 1e9 / overNs;
    }

    private int oldest() {
        return Math.floorMod(newest - count + 1, values.length);
    }
}
