package dev.kymo.store.index;

import dev.kymo.store.chunk.TimeColumn;
import org.jspecify.annotations.Nullable;

/// The order of a chunk's rows by (time, row id), for chunks that get more rows from question to question: the rows
/// with
/// a cell among the first so many of the chunk. Those behind them are few, and are looked at one by one.
///
/// It is taken along when rows have come, and made longer when more than [#MAX_TAIL] are behind it, by sorting those
/// and merging them in: a question costs a search by halves and at most so many looks, and a row its share of a merge,
/// whose `int`s are copied once for each [#MAX_TAIL] rows.
///
/// Immutable with final fields: whoever sees one sees it whole, however it was handed over.
final class OpenOrder {
    /// Rows behind the order that cost less to look at than to sort.
    static final int MAX_TAIL = 64;
    /// Of no rows: what is there after a first question, which may have been the only one.
    static final OpenOrder NONE = new OpenOrder(new int[0], 0);

    private final int[] sorted;
    private final int covered;

    private OpenOrder(final int[] sorted, final int covered) {
        this.sorted = sorted;
        this.covered = covered;
    }

    /// The same with all rows that there are.
    OpenOrder upTo(final ChunkRows rows, final TimeColumn times, final @Nullable Presence present) {
        if (covered == rows.count()) {
            return this;
        }
        final RowSorter sorter = new RowSorter(rows, times);
        return new OpenOrder(sorter.merged(sorted, sorter.sorted(present, covered)), rows.count());
    }

    /// How many of the chunk's rows it knows.
    int covered() {
        return covered;
    }

    /// The rows in order; nobody writes to it.
    int[] rows() {
        return sorted;
    }

    /// The last row with time ≤ `at`, or [ChunkSpan#NO_ROW].
    int latestRow(final TimeColumn times, final long at) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times.time(sorted[middle]) <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? ChunkSpan.NO_ROW : sorted[low - 1];
    }
}
