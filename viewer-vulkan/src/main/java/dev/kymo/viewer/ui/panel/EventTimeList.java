package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import java.util.Arrays;

/// Times of rows in a span of time, gathered from chunks. One thread.
final class EventTimeList {
    private long[] times = new long[256];
    private int count;

    /// Adds the times of those rows that have the component.
    void add(final StoredChunkColumn chunk, final long from, final long to) {
        if (chunk.rowCount() == 1 && chunk.isSealed()) {
            // A large row, alone in its chunk: the index has its time
            add(chunk.minTime());
            return;
        }
        final StoredColumn stored = chunk.column();
        for (int row = 0; stored != null && row < stored.chunk().rowCount(); row++) {
            final long time = stored.times().time(row);
            if (time >= from && time <= to && stored.column().has(row)) {
                add(time);
            }
        }
    }

    private void add(final long time) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count++] = time;
    }

    EventCounts addedTo(final EventCounts before) {
        return before.with(times, count);
    }
}
