package dev.kymo.store.model;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Makes row ids that are unique across processes and increase within one: a clock that never steps back, and
/// a counter that begins at a random place. Safe for any thread; an id taken later by the same thread is
/// always greater.
public final class RowIds {
    /// The ids of this process.
    public static final RowIds PROCESS = new RowIds(new SecureRandom().nextLong() >>> 2);

    private final long epochAnchorNs;
    private final long nanoTimeAnchor;
    private final AtomicLong nextInc;

    RowIds(final long firstInc) {
        final java.time.Instant now = java.time.Instant.now();
        nanoTimeAnchor = System.nanoTime();
        epochAnchorNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        nextInc = new AtomicLong(firstInc);
    }

    /// Nanoseconds since the Unix epoch by a monotonic clock anchored when the process began, so that it never
    /// steps back.
    public long nowNs() {
        return epochAnchorNs + (System.nanoTime() - nanoTimeAnchor);
    }

    /// A fresh id at the present time.
    public RowId next() {
        return new RowId(nowNs(), nextInc());
    }

    /// The counter half of a fresh id, for callers that have read [#nowNs] already and write ids without an
    /// object.
    public long nextInc() {
        return nextInc.getAndIncrement();
    }

    /// The counter halves of fresh ids for one thread to hand out in their order: it saves an atomic step for each.
    /// Those that it never hands out are no loss.
    ///
    /// @param count how many, at least 1
    /// @return the first; the others follow it
    public long nextIncs(final int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + ", expected at least 1");
        }
        return nextInc.getAndAdd(count);
    }
}
