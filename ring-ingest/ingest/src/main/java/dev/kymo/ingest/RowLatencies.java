package dev.kymo.ingest;

import dev.kymo.store.model.RowIds;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/// How long rows took from being made to being appended. One thread notes, another takes.
final class RowLatencies {
    private static final int DIGITS = 3;
    private static final long MAX_NS = 3_600_000_000_000L;
    /// Asking the clock takes as long as a tenth of a row's way, and so many rows take a few microseconds.
    private static final int ROWS_PER_CLOCK = 16;

    /// Latencies below this are kept exactly; above, each power of two has so many buckets.
    private static final int SUB_BUCKETS = 64;

    private static final int SUB_BUCKETS_LOG2 = 6;
    private static final int BUCKETS = (Long.SIZE - SUB_BUCKETS_LOG2 + 1) * SUB_BUCKETS;

    /// How many there ever were; only the noting thread writes. A recorder of HdrHistogram's costs two atomic
    /// additions a row, a sixth of the way of a small one.
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final long[] taken = new long[BUCKETS];
    private int rowsUntilClock;
    private long nowNs;

    /// Time may have gone by since the last row.
    void begin() {
        rowsUntilClock = 0;
    }

    /// A row that has just been appended.
    ///
    /// @param madeNs the first half of its id
    void note(final long madeNs) {
        if (rowsUntilClock-- == 0) {
            rowsUntilClock = ROWS_PER_CLOCK;
            nowNs = RowIds.PROCESS.nowNs();
        }
        final int bucket = bucket(Math.clamp(nowNs - madeNs, 0, MAX_NS));
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    }

    private static int bucket(final long ns) {
        if (ns < SUB_BUCKETS) {
            return (int) ns;
        }
        final int shift = Long.SIZE - SUB_BUCKETS_LOG2 - Long.numberOfLeadingZeros(ns);
        return shift * (SUB_BUCKETS / 2) + (int) (ns >>> shift);
    }

    /// The middle of those that a bucket counts.
    private static long valueOf(final int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        final int shift = bucket / (SUB_BUCKETS / 2) - 1;
        final long least = (long) (bucket - shift * (SUB_BUCKETS / 2)) << shift;
        return least + (1L << shift) / 2;
    }

    /// Nanoseconds, to 3 percent, of the rows since the last call.
    Histogram take() {
        final Histogram since = new Histogram(DIGITS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            final long now = counts.getOpaque(bucket);
            if (now > taken[bucket]) {
                since.recordValueWithCount(valueOf(bucket), now - taken[bucket]);
                taken[bucket] = now;
            }
        }
        return since;
    }
}
