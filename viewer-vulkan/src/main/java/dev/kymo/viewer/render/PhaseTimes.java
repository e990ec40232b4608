package dev.kymo.viewer.render;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How long the phases of a repeated piece of work took: each in a histogram of nanoseconds, and the last time. One
/// thread.
public final class PhaseTimes<E extends Enum<E>> {
    private static final long MAX_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;

    private final Map<E, Histogram> histograms;
    private final Map<E, Long> last;

    public PhaseTimes(final Class<E> phases) {
        histograms = new EnumMap<>(phases);
        last = new EnumMap<>(phases);
        for (final E phase : phases.getEnumConstants()) {
            histograms.put(phase, new Histogram(MAX_NS, DIGITS));
            last.put(phase, 0L);
        }
    }

    public void add(final E phase, final long ns) {
        histograms.get(phase).recordValue(Math.clamp(ns, 0, MAX_NS));
        last.put(phase, ns);
    }

    /// All of a phase so far, in nanoseconds. This object's.
    public Histogram histogram(final E phase) {
        return histograms.get(phase);
    }

    /// What a phase took the last time.
    public long lastNs(final E phase) {
        return last.get(phase);
    }

    /// Begins anew.
    public void reset() {
        histograms.values().forEach(Histogram::reset);
    }
}
