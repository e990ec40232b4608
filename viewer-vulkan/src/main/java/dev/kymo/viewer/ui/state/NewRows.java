package dev.kymo.viewer.ui.state;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Rows as they become visible in a live recording: wakes the window once a frame, and keeps when they were made
/// until a frame has shown them. One thread adds, the window's takes.
public final class NewRows {
    /// So many are timed between two frames; the rest are drawn all the same.
    private static final int KEPT_MAX = 1 << 14;

    /// Hears of rows.
    @FunctionalInterface
    public interface Consumer {
        /// @param madeNs when it was made, [System#nanoTime]
        /// @param visibleNs when it could be asked for first, likewise
        void row(long madeNs, long visibleNs);
    }

    private final long[] times = new long[2 * KEPT_MAX];
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicBoolean isAwaited = new AtomicBoolean(true);
    private volatile Runnable wake = () -> {};

    /// @param newWake called on the adding thread, once for each [#await] at most
    public void wakeWith(final Runnable newWake) {
        wake = newWake;
    }

    /// A row can be asked for now. Wakes nobody: [#changed] does, once the recording's generation tells of it.
    ///
    /// @param ageNs how long ago it was made
    public void add(final long ageNs) {
        final long nowNs = System.nanoTime();
        final long at = tail.getPlain();
        if (at - head.getAcquire() < KEPT_MAX) {
            final int index = (int) (at % KEPT_MAX) * 2;
            times[index] = nowNs - ageNs;
            times[index + 1] = nowNs;
            tail.setRelease(at + 1);
        }
    }

    /// What can be asked for has changed, by rows or otherwise.
    public void changed() {
        if (isAwaited.getAcquire() && isAwaited.compareAndSet(true, false)) {
            wake.run();
        }
    }

    /// From now on the next row wakes the window again. Before the recording is read: what comes later counts as new.
    public void await() {
        isAwaited.set(true);
    }

    /// Takes the rows that have come so far.
    public void take(final Consumer consumer) {
        final long end = tail.getAcquire();
        for (long at = head.getPlain(); at < end; at++) {
            final int index = (int) (at % KEPT_MAX) * 2;
            consumer.row(times[index], times[index + 1]);
        }
        head.setRelease(end);
    }
}
