package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.RowId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One component of one chunk on one timeline: what the index refers to, and where rows are found in it.
final class ChunkSpan {
    private final Chunk chunk;
    private final ComponentColumn column;
    private final TimeColumn times;
    /// Made on first use; made twice by racing readers it is the same.
    private volatile @Nullable RowOrder order;

    ChunkSpan(final Chunk chunk, final ComponentColumn column, final TimeColumn times) {
        this.chunk = chunk;
        this.column = column;
        this.times = times;
    }

    StoredColumn stored(final boolean isSealed) {
        return new StoredColumn(chunk, column, times, isSealed);
    }

    long minTime() {
        return times.minTime();
    }

    long maxTime() {
        return times.maxTime();
    }

    private RowOrder order() {
        RowOrder known = order;
        if (known == null) {
            known = RowOrder.of(chunk, times);
            order = known;
        }
        return known;
    }

    /// The greatest (time, row id) with time ≤ `at` where the component is; null when there is none.
    @Nullable
    Cell latestAt(final long at) {
        final RowOrder rows = order();
        for (int position = rows.countUpTo(at) - 1; position >= 0; position--) {
            final int row = rows.row(position);
            if (column.has(row)) {
                return cell(row);
            }
        }
        return null;
    }

    /// Hands out all cells with `from` ≤ time ≤ `to`, by (time, row id).
    void range(final long from, final long to, final Consumer<Cell> out) {
        final RowOrder rows = order();
        final int end = rows.countUpTo(to);
        for (int position = from == Long.MIN_VALUE ? 0 : rows.countUpTo(from - 1); position < end; position++) {
            final int row = rows.row(position);
            if (column.has(row)) {
                out.accept(cell(row));
            }
        }
    }

    boolean hasAnyCell() {
        return column.lists().nullCount() < column.lists().length();
    }

    private Cell cell(final int row) {
        return new Cell(false, times.time(row), chunk.rowId(row), column.descriptor(), column.instances(row));
    }

    /// The static cell of `chunk` with the greatest row id; null when the column is null throughout.
    static @Nullable Cell newestStatic(final Chunk chunk, final ComponentColumn column) {
        RowId newest = null;
        int newestRow = -1;
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
