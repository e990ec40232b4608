package dev.kymo.perf.run;

import java.util.Arrays;

/// Decides when a side is warm, and how many pieces of its work make a round of the wanted length. Fed with one trial
/// round after another; the trials grow until one takes about as long as a round, and end when the last three took the
/// same time per piece (the JIT is done), or when patience is at its end; not before the pieces are done that the side
/// asks for, unless that takes many times as long as was meant.
final class WarmUp {
    /// The last trials differ by no more than this from the least of them.
    static final double STEADY = 0.05;

    private static final int LAST = 3;
    private static final int MAX_GROWTH = 8;
    /// Trials shorter than this part of a round say little about speed.
    private static final int TELLING_PART = 4;
    /// Of the time that warming up may take, until the pieces that were asked for are given up.
    private static final int HOPELESS = 5;

    private final long roundNs;
    private final long leastNs;
    private final long mostNs;
    private final int leastUnits;
    private final long warmUnits;
    private final int maxUnits;
    private final double[] perUnitNs = new double[LAST];
    private int telling;
    private int units = 1;
    private long spentNs;
    private long doneUnits;
    private double lastPerUnitNs;

    /// @param roundNs how long a round should take
    /// @param leastNs how long to warm up at least
    /// @param mostNs how long at most; the last trial may go beyond it
    /// @param leastUnits pieces of work that a round has at least
    /// @param warmUnits pieces of work to warm up with at least
    /// @param maxUnits pieces of work that a round may have at most
    WarmUp(
            final long roundNs,
            final long leastNs,
            final long mostNs,
            final int leastUnits,
            final int warmUnits,
            final int maxUnits) {
        if (roundNs <= 0 || leastNs > mostNs || leastUnits > maxUnits || leastUnits < 1) {
            throw new IllegalArgumentException("roundNs=" + roundNs + ", leastNs=" + leastNs + ", mostNs=" + mostNs
                    + ", leastUnits=" + leastUnits + ", maxUnits=" + maxUnits);
        }
        this.leastUnits = leastUnits;
        this.warmUnits = warmUnits;
        this.roundNs = roundNs;
        this.leastNs = leastNs;
        this.mostNs = mostNs;
        this.maxUnits = maxUnits;
    }

    /// Pieces of work of the next trial, and in the end of a round.
    int units() {
        return isDone() ? Math.max(units, leastUnits) : units;
    }

    /// Takes note of a trial of [#units].
    ///
    /// @param tookNs with what is not measured, such as waiting for a reader
    void add(final long tookNs) {
        final long took = Math.max(1, tookNs);
        spentNs += took;
        doneUnits += units;
        lastPerUnitNs = (double) took / units;
        if (took >= roundNs / TELLING_PART || units == maxUnits) {
            perUnitNs[telling++ % LAST] = lastPerUnitNs;
        }
        final double wanted = Math.min(roundNs / lastPerUnitNs, (double) units * MAX_GROWTH);
        units = Math.clamp(Math.round(wanted), 1, maxUnits);
    }

    boolean isDone() {
        if (doneUnits < warmUnits && spentNs < HOPELESS * mostNs) {
            return false;
        }
        return spentNs >= mostNs || (spentNs >= leastNs && isSteady());
    }

    private boolean isSteady() {
        if (telling < LAST) {
            return false;
        }
        final double least = Arrays.stream(perUnitNs).min().orElseThrow();
        final double most = Arrays.stream(perUnitNs).max().orElseThrow();
        return most <= least * (1 + STEADY);
    }
}
