package dev.kymo.store.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chunks that are in memory or mapped, each with an object of its own, by their first time. Immutable: adding
/// makes a new one.
///
/// A running maximum of last times keeps overlapping and out-of-order chunks right: going back from the last
/// chunk that begins in time, the search ends where no earlier chunk can reach what has been found.
final class HeapTimeIndex implements TimeIndex {
    private final ChunkSpan[] spans;
    private final long[] minTimes;
    private final long[] maxTimeUpTo;

    HeapTimeIndex(final ChunkSpan[] sortedSpans) {
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

    HeapTimeIndex with(final java.util.List<ChunkSpan> more) {
        final ChunkSpan[] all = Arrays.copyOf(spans, spans.length + more.size());
        for (int i = 0; i < more.size(); i++) {
            all[spans.length + i] = more.get(i);
        }
        // Chunks mostly come in the order of time
        for (int i = spans.length; i < all.length; i++) {
            if (i > 0 && all[i - 1].minTime() > all[i].minTime()) {
                Arrays.sort(all, Comparator.comparingLong(ChunkSpan::minTime));
                break;
            }
        }
        return new HeapTimeIndex(all);
    }

    /// Those that are not of these chunks; this when none is.
    HeapTimeIndex without(final java.util.Set<ChunkRows> gone) {
        final ChunkSpan[] left = new ChunkSpan[spans.length];
        int count = 0;
        for (final ChunkSpan span : spans) {
            if (!gone.contains(span.rows())) {
                left[count++] = span;
            }
        }
        return count == spans.length ? this : new HeapTimeIndex(Arrays.copyOf(left, count));
    }

    @Override
    public @Nullable Cell latestAt(final long at) {
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

    long minTime(final int index) {
        return minTimes[index];
    }

    /// As [#lastBeginningUpTo(long)], looking first where it was for the column beside, or before.
    int lastBeginningUpTo(final long time, final int hint) {
        return hint < spans.length
                        && (hint < 0 || minTimes[hint] <= time)
                        && (hint + 1 == spans.length || time < minTimes[hint + 1])
                ? hint
                : lastBeginningUpTo(time);
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

    @Override
    public void range(final long from, final long to, final Consumer<Cell> out) {
        for (int i = lastBeginningUpTo(to); i >= 0 && maxTimeUpTo[i] >= from; i--) {
            if (spans[i].maxTime() >= from) {
                spans[i].range(from, to, out);
            }
        }
    }

    @Override
    public void visit(final long from, final long to, final Consumer<ChunkSpan> out) {
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

    @Override
    public int beginningUpTo(final long time) {
        return lastBeginningUpTo(time) + 1;
    }

    @Override
    public StoreReader.@Nullable TimeRange timeRange() {
        return spans.length == 0 ? null : new StoreReader.TimeRange(spans[0].minTime(), maxTimeUpTo[spans.length - 1]);
    }

    @Override
    public boolean hasAnyCell() {
        for (final ChunkSpan span : spans) {
            if (span.hasAnyCell()) {
                return true;
            }
        }
        return false;
    }
}
