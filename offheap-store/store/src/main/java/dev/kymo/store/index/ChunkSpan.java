package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.RowId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One component of one chunk on one timeline: what the index refers to, and where rows are found in it.
final class ChunkSpan {
    static final int NO_ROW = Presence.NO_ROW;

    private final ChunkRows rows;
    private final ChunkRows.Values column;
    private final ChunkRows.Times timeline;
    private final long minTime;
    private final long maxTime;
    private volatile @Nullable TimeSearch search;
    /// Made on first use, complete when it is seen; made twice by racing readers it is the same.
    private volatile long @Nullable [] line;

    ChunkSpan(final ChunkRows rows, final ChunkRows.Values column, final ChunkRows.Times timeline) {
        this.rows = rows;
        this.column = column;
        this.timeline = timeline;
        minTime = timeline.column().minTime();
        maxTime = timeline.column().maxTime();
    }

    StoredColumn stored(final boolean isSealed) {
        return new StoredColumn(rows.chunk(), column.column(), timeline.column(), isSealed);
    }

    long minTime() {
        return minTime;
    }

    long maxTime() {
        return maxTime;
    }

    ChunkRows rows() {
        return rows;
    }

    ValueColumn values() {
        return column.get();
    }

    long time(final int row) {
        return timeline.column().time(row);
    }

    RowId rowId(final int row) {
        return rows.chunk().rowId(row);
    }

    /// The rows in order. Where they do not lie so, it has only those with a cell.
    TimeSearch search() {
        TimeSearch known = search;
        if (known == null && rows.isOpen() && !timeline.column().isSorted()) {
            final OpenOrder order = rows.wholeOrder(timeline, column);
            known = order == null ? null : timeline.search(order);
            search = known;
        }
        if (known == null) {
            known = timeline.search();
            if (known.isPermuted() && !values().presence().isAll()) {
                known = timeline.search(values().presence());
            }
            search = known;
        }
        return known;
    }

    /// What a prepared query keeps of it ([LineDescriptor]); not to be changed. For a sealed chunk.
    long[] line() {
        long[] known = line;
        if (known == null) {
            known = new long[LineDescriptor.WORDS];
            final TimeSearch order = search();
            if (order.describe(known)) {
                values().describe(known, order.count());
            } else {
                known[LineDescriptor.SHAPE] = LineDescriptor.ALONE;
            }
            line = known;
        }
        return known;
    }

    /// The row with the greatest (time, row id) among the first `count` positions that has a cell, or [#NO_ROW].
    int lastOf(final TimeSearch order, final int count) {
        return values().lastOf(order, count);
    }

    /// The row with the greatest (time, row id) with time ≤ `at` that has a cell, or [#NO_ROW].
    int latestRow(final long at) {
        if (rows.isOpen()) {
            return latestOpenRow(at);
        }
        final TimeSearch order = search();
        return lastOf(order, order.countUpTo(at));
    }

    /// Rows that still come are not sorted for one question: when they are out of order, those are looked through that
    /// an order kept from earlier questions does not have, and else only those of equal time.
    private int latestOpenRow(final long at) {
        final TimeColumn times = timeline.column();
        final Presence presence = values().presence();
        final boolean isSorted = times.isSorted();
        final OpenOrder order = isSorted ? null : rows.order(timeline, column);
        int best = order == null ? NO_ROW : order.latestRow(times, at);
        long bestTime = best == NO_ROW ? Long.MIN_VALUE : times.time(best);
        final int first = order == null ? 0 : order.covered();
        int row = isSorted ? countUpTo(times, at) : rows.count();
        while (--row >= first) {
            row = presence.lastUpTo(row);
            if (row == NO_ROW || row < first) {
                break;
            }
            final long time = times.time(row);
            if (isSorted && best != NO_ROW && time < bestTime) {
                break;
            }
            if (time <= at
                    && (best == NO_ROW || time > bestTime || (time == bestTime && rows.compareIds(row, best) > 0))) {
                best = row;
                bestTime = time;
            }
        }
        return best;
    }

    private int countUpTo(final TimeColumn times, final long at) {
        int low = 0;
        int high = rows.count();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times.time(middle) <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The greatest (time, row id) with time ≤ `at` where the component is; null when there is none.
    @Nullable
    Cell latestAt(final long at) {
        final int row = latestRow(at);
        return row == NO_ROW ? null : cell(row);
    }

    /// Hands out all cells with `from` ≤ time ≤ `to`, by (time, row id).
    void range(final long from, final long to, final Consumer<Cell> out) {
        final TimeSearch order = search();
        final int end = order.countUpTo(to);
        final Presence presence = values().presence();
        for (int position = from == Long.MIN_VALUE ? 0 : order.countUpTo(from - 1); position < end; position++) {
            final int row = order.row(position);
            if (presence.has(row)) {
                out.accept(cell(row));
            }
        }
    }

    boolean hasAnyCell() {
        return column.column().lists().nullCount() < column.column().lists().length();
    }

    private Cell cell(final int row) {
        final ComponentColumn values = column.column();
        return new Cell(false, time(row), rowId(row), values.descriptor(), values.instances(row));
    }

    /// The static cell of `chunk` with the greatest row id; null when the column is null throughout.
    static @Nullable Cell newestStatic(final Chunk chunk, final ComponentColumn column) {
        RowId newest = null;
        int newestRow = NO_ROW;
        for (int row = 0; row < chunk.rowCount(); row++) {
            if (column.has(row)) {
                final RowId id = chunk.rowId(row);
                if (newest == null || id.compareTo(newest) > 0) {
                    newest = id;
                    newestRow = row;
                }
            }
        }
        return newest == null ? null : new Cell(true, 0, newest, column.descriptor(), column.instances(newestRow));
    }
}
