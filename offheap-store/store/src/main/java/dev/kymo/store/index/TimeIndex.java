package dev.kymo.store.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The chunks of one (entity, component, timeline) by their first time. Immutable: adding makes a new one.
///
/// A running maximum of last times keeps overlapping and out-of-order chunks right: going back from the last
/// chunk that begins in time, the search ends where no earlier chunk can reach what has been found.
final class TimeIndex {
    static final TimeIndex EMPTY = new TimeIndex(new ChunkSpan[0]);

    private final ChunkSpan[] spans;
    private final long[] minTimes;
    private final long[] maxTimeUpTo;

    private TimeIndex(final ChunkSpan[] sortedSpans) {
        spans = sortedSpans;
        minTimes = new long[spans.length];
        maxTimeUpTo = new long[spans.length];
        long max = Long.MIN_VALUE;
        for (int i = 0; i < spans.length; i++) {
            max = Math.max(max, spans[i].maxTime());
            maxTimeUpTo[i] = max;
            minTimes[i] = spans[i].minTime();
        }
    }

    TimeIndex with(final java.util.List<ChunkSpan> more) {
        final ChunkSpan[] all = Arrays.copyOf(spans, spans.length + more.size());
        for (int i = 0; i < more.size(); i++) {
            all[spans.length + i] = more.get(i);
        }
        Arrays.sort(all, Comparator.comparingLong(ChunkSpan::minTime));
        return new TimeIndex(all);
    }

    /// The greatest (time, row id) with time ≤ `at`; null when there is none.
    @Nullable
    Cell latestAt(final long at) {
        Cell best = null;
        for (int i = lastBeginningUpTo(at); i >= 0; i--) {
            if (best != null && maxTimeUpTo[i] < best.time()) {
                break;
            }
            if (best == null || spans[i].maxTime() >= best.time()) {
                final Cell found = spans[i].latestAt(at);
                if (found != null && (best == null || found.compareIndex(best) > 0)) {
                    best = found;
                }
            }
        }
        return best;
    }

    int size() {
        return spans.length;
    }

    /// By first time.
    ChunkSpan span(final int index) {
        return spans[index];
    }

    /// The greatest last time of the chunks up to this one.
    long maxTimeUpTo(final int index) {
        return maxTimeUpTo[index];
    }

    /// The last chunk whose first time is ≤ `time`; below 0 when there is none.
    int lastBeginningUpTo(final long time) {
        int low = 0;
        int high = spans.length;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (minTimes[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /// All cells in range, chunk by chunk: in order within a chunk, not between chunks.
    void range(final long from, final long to, final Consumer<Cell> out) {
        for (int i = lastBeginningUpTo(to); i >= 0 && maxTimeUpTo[i] >= from; i--) {
            if (spans[i].maxTime() >= from) {
                spans[i].range(from, to, out);
            }
        }
    }

    /// The chunks that reach into a range, by first time.
    void visit(final long from, final long to, final Consumer<ChunkSpan> out) {
        final int last = lastBeginningUpTo(to);
        int first = last + 1;
        while (first > 0 && maxTimeUpTo[first - 1] >= from) {
            first--;
        }
        for (int i = first; i <= last; i++) {
            if (spans[i].maxTime() >= from) {
                out.accept(spans[i]);
            }
        }
    }

    /// From the first chunk's begin to the last end; null without chunks.
    StoreReader.@Nullable TimeRange timeRange() {
        return spans.length == 0 ? null : new StoreReader.TimeRange(spans[0].minTime(), maxTimeUpTo[spans.length - 1]);
    }

    boolean hasAnyCell() {
        for (final ChunkSpan span : spans) {
            if (span.hasAnyCell()) {
                return true;
            }
        }
        return false;
    }
}
