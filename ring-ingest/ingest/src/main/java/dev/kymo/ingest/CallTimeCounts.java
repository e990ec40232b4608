package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.CountersDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// How long log calls of one or several producers took, as they say themselves of a sample of them. Immutable.
public final class CallTimeCounts {
    /// None.
    public static final CallTimeCounts NONE = new CallTimeCounts(new long[CountersDescriptor.CALL_TIME_BUCKETS]);

    private final long[] counts;

    private CallTimeCounts(final long[] counts) {
        this.counts = counts;
    }

    /// @param counters the file `counters`, checked
    static CallTimeCounts read(final MemorySegment counters) {
        final long[] counts = new long[CountersDescriptor.CALL_TIME_BUCKETS];
        for (int i = 0; i < counts.length; i++) {
            // A producer may write anything: no count is so large that sums of some overflow
            counts[i] = Math.clamp(
                    (long) WORD.getOpaque(counters, CountersDescriptor.callTimeOffset(i)), 0, Integer.MAX_VALUE);
        }
        return new CallTimeCounts(counts);
    }

    public CallTimeCounts plus(final CallTimeCounts other) {
        final long[] sums = counts.clone();
        Arrays.setAll(sums, i -> sums[i] + other.counts[i]);
        return new CallTimeCounts(sums);
    }

    /// What has come since `earlier`; never less than nothing, as producers go.
    public CallTimeCounts since(final CallTimeCounts earlier) {
        final long[] rest = counts.clone();
        Arrays.setAll(rest, i -> Math.max(0, rest[i] - earlier.counts[i]));
        return new CallTimeCounts(rest);
    }

    /// How many calls are counted here.
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /// Nanoseconds, a quarter too many at most; NaN when no call is counted.
    ///
    /// @param percentile 0 to 100
    public double percentileNs(final double percentile) {
        final long total = total();
        final double wanted = total * percentile / 100;
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (counts[i] > 0 && seen >= wanted) {
                return CountersDescriptor.callTimeEndNs(i);
            }
        }
        return Double.NaN;
    }
}
