package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class Histogram {
    /// A whole row.
    ///
    /// @param startNs nanoseconds since the Unix epoch
    /// @param encoded HdrHistogram's V2 encoding, not compressed; borrowed
    /// @param count how many values
    public static Histogram of(final long startNs, final long endNs, final MemorySegment encoded, final long count) {
        if (endNs < startNs || count < 0) {
            throw new IllegalArgumentException("startNs=" + startNs + ", endNs=" + endNs + ", count=" + count
                    + ", expected an end behind the start, and a count of at least 0");
        }
        return update().interval(startNs, endNs).encoded(encoded).count(count);
    }
}
