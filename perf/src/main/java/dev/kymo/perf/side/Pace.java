package dev.kymo.perf.side;

import java.util.concurrent.locks.LockSupport;

/// Waits for a moment as a loop does that must not be late: asleep until shortly before, then awake.
public final class Pace {
    /// Awake for so long at least before the moment.
    public static final long SPIN_NS = 100_000;

    private Pace() {}

    /// @param timeNs by `System.nanoTime`
    public static void await(final long timeNs) {
        long leftNs = timeNs - System.nanoTime();
        while (leftNs > 0) {
            if (leftNs > 2 * SPIN_NS) {
                LockSupport.parkNanos(leftNs - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
            leftNs = timeNs - System.nanoTime();
        }
    }
}
