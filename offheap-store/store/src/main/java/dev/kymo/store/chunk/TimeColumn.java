package dev.kymo.store.chunk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Timeline;
import org.jspecify.annotations.Nullable;

/// The times of a chunk's rows on one timeline: 64-bit integers without nulls, one per row, in row order.
public final class TimeColumn {
    private final Timeline timeline;
    private final ArrayData times;
    private final long minTime;
    private final long maxTime;
    private final boolean sorted;
    private final boolean strictlySorted;

    TimeColumn(final Timeline timeline, final ArrayData times) {
        this(timeline, times, null);
    }

    /// @param before the same column with fewer rows, whose times need not be looked at again; null for none
    TimeColumn(final Timeline timeline, final ArrayData times, final @Nullable TimeColumn before) {
        this.timeline = timeline;
        this.times = times;
        long min = before == null ? Long.MAX_VALUE : before.minTime;
        long max = before == null ? Long.MIN_VALUE : before.maxTime;
        boolean ascending = before == null || before.sorted;
        boolean strictly = before == null || before.strictlySorted;
        final int known = before == null ? 0 : before.times.length();
        long previous = known == 0 ? Long.MIN_VALUE : times.getLong(known - 1);
        for (int row = known; row < times.length(); row++) {
            final long time = times.getLong(row);
            ascending &= time >= previous;
            // Nothing comes before the first, whatever it is
            strictly &= time > previous || row == 0;
            previous = time;
            min = Math.min(min, time);
            max = Math.max(max, time);
        }
        minTime = min;
        maxTime = max;
        sorted = ascending;
        strictlySorted = strictly;
    }

    public Timeline timeline() {
        return timeline;
    }

    public long time(final int row) {
        return times.getLong(row);
    }

    /// The column as it lies in memory.
    public ArrayData times() {
        return times;
    }

    public long minTime() {
        return minTime;
    }

    public long maxTime() {
        return maxTime;
    }

    /// Whether times never descend in row order. Found by looking, whatever a file claims.
    public boolean isSorted() {
        return sorted;
    }

    /// Whether each time is greater than the one before, so that rows need no id to be in order.
    public boolean isStrictlySorted() {
        return strictlySorted;
    }
}
