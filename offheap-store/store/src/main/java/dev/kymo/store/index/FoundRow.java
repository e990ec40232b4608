package dev.kymo.store.index;

import org.jspecify.annotations.Nullable;

/// The best row so far of a search through chunks: used again for each search.
final class FoundRow {
    private @Nullable ChunkSpan span;
    private int row;
    private long time;

    void clear() {
        span = null;
    }

    boolean isFound() {
        return span != null;
    }

    /// Null when nothing was found.
    @Nullable
    ChunkSpan span() {
        return span;
    }

    int row() {
        return row;
    }

    long time() {
        return time;
    }

    /// Looks whether a chunk has a greater (time, row id) with time ≤ `at`.
    void offer(final ChunkSpan other, final long at) {
        final ChunkSpan known = span;
        if (known != null && other.maxTime() < time) {
            return;
        }
        final int found = other.latestRow(at);
        if (found == ChunkSpan.NO_ROW) {
            return;
        }
        final long foundTime = other.time(found);
        if (known == null
                || foundTime > time
                || (foundTime == time && other.rows().compareIds(found, known.rows(), row) > 0)) {
            span = other;
            row = found;
            time = foundTime;
        }
    }
}
