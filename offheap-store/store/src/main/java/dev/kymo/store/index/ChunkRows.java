package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chunk as the index has it: its rows, and what was made to find them, which its components share.
final class ChunkRows {
    private final Chunk chunk;
    private final @Nullable TableMemory memory;
    private final MemorySegment ids;
    private final long idsAt;
    private final Times[] times;
    private final Values[] values;
    /// By timeline and component; null where nothing is kept from question to question.
    private final @Nullable OpenOrder @Nullable [][] orders;

    /// @param memory of the store; null for the rows of an open chunk at one moment, for which nothing is made
    ///     that costs more than it saves
    ChunkRows(final Chunk chunk, final @Nullable TableMemory memory) {
        this(chunk, memory, false, null);
    }

    /// For a chunk without search tables that is asked again and again.
    ///
    /// @param before the same chunk with fewer rows, whose order is gone on with; null for none
    static ChunkRows kept(final Chunk chunk, final @Nullable ChunkRows before) {
        return new ChunkRows(chunk, null, true, before);
    }

    private ChunkRows(
            final Chunk chunk,
            final @Nullable TableMemory memory,
            final boolean isKept,
            final @Nullable ChunkRows before) {
        this.chunk = chunk;
        this.memory = memory;
        ids = chunk.rowIds().dataBuffer();
        idsAt = chunk.rowIds().offset() * (long) RowId.BYTES;
        final List<TimeColumn> timelines = chunk.timelines();
        times = new Times[timelines.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = new Times(i, timelines.get(i));
        }
        final List<ComponentColumn> components = chunk.components();
        values = new Values[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = new Values(i, components.get(i));
        }
        orders = isKept ? new OpenOrder[times.length][values.length] : null;
        if (orders != null && before != null && before.orders != null) {
            // Columns of an open chunk stay where they are; new ones come behind them.
            for (int i = 0; i < times.length; i++) {
                System.arraycopy(before.orders[i], 0, orders[i], 0, Math.min(values.length, before.values.length));
            }
        }
    }

    /// How far the rows with a component have been put in order; null when that is not to be kept.
    ///
    /// Threads that race for it each leave one that is right: it is immutable.
    @Nullable
    OpenOrder order(final Times timeline, final Values component) {
        final @Nullable OpenOrder[][] known = orders;
        if (known == null) {
            return null;
        }
        final OpenOrder order = known[timeline.index][component.index];
        if (order == null) {
            known[timeline.index][component.index] = OpenOrder.NONE;
            return OpenOrder.NONE;
        }
        return count() - order.covered() <= OpenOrder.MAX_TAIL ? order : wholeOrder(timeline, component);
    }

    /// The order of all rows with a component; null when that is not to be kept.
    @Nullable
    OpenOrder wholeOrder(final Times timeline, final Values component) {
        final @Nullable OpenOrder[][] known = orders;
        if (known == null) {
            return null;
        }
        final OpenOrder order = known[timeline.index][component.index];
        final OpenOrder whole = (order == null ? OpenOrder.NONE : order)
                .upTo(this, timeline.column, component.get().presence());
        known[timeline.index][component.index] = whole;
        return whole;
    }

    Chunk chunk() {
        return chunk;
    }

    /// Gives back what was made to find its rows; for one that no reader can see any more.
    void giveTablesBack() {
        if (memory instanceof final IndexMemory.Share share) {
            share.giveBack();
        }
    }

    boolean isOpen() {
        return memory == null;
    }

    int count() {
        return chunk.rowCount();
    }

    Times[] timelines() {
        return times;
    }

    /// The column of a component; null when the chunk has none of that name.
    @Nullable
    Values component(final String name) {
        for (final Values column : values) {
            if (column.column.descriptor().component().equals(name)) {
                return column;
            }
        }
        return null;
    }

    /// The first half of a row id, unsigned.
    long idTimeNs(final int row) {
        return Long.reverseBytes(ids.get(Layouts.LONG, idsAt + row * (long) RowId.BYTES));
    }

    /// The second half, unsigned.
    long idInc(final int row) {
        return Long.reverseBytes(ids.get(Layouts.LONG, idsAt + row * (long) RowId.BYTES + Long.BYTES));
    }

    int compareIds(final int row, final int other) {
        return compareIds(row, this, other);
    }

    int compareIds(final int row, final ChunkRows others, final int other) {
        final int byTime = Long.compareUnsigned(idTimeNs(row), others.idTimeNs(other));
        return byTime != 0 ? byTime : Long.compareUnsigned(idInc(row), others.idInc(other));
    }

    /// One timeline of the chunk.
    final class Times {
        private final TimeColumn column;
        /// Made on first use; made twice by racing readers it is the same. Volatile: what it has off the heap
        /// is written before it is seen.
        private volatile @Nullable TimeSearch search;

        private final int index;

        private Times(final int index, final TimeColumn column) {
            this.index = index;
            this.column = column;
        }

        TimeColumn column() {
            return column;
        }

        /// All rows in order.
        TimeSearch search() {
            TimeSearch known = search;
            if (known == null) {
                final RowSorter sorter = new RowSorter(ChunkRows.this, column);
                known = new TimeSearch(column, sorter.liesInOrder() ? null : sorter.sorted(null), memory);
                search = known;
            }
            return known;
        }

        /// The rows of an order.
        TimeSearch search(final OpenOrder order) {
            return new TimeSearch(column, order.rows(), memory);
        }

        /// The rows that have a component, in order; for a chunk whose rows do not lie so.
        TimeSearch search(final Presence present) {
            return new TimeSearch(column, new RowSorter(ChunkRows.this, column).sorted(present), memory);
        }
    }

    /// One component of the chunk.
    final class Values {
        private final ComponentColumn column;
        /// As [Times#search].
        private volatile @Nullable ValueColumn made;

        private final int index;

        private Values(final int index, final ComponentColumn column) {
            this.index = index;
            this.column = column;
        }

        ComponentColumn column() {
            return column;
        }

        ValueColumn get() {
            ValueColumn known = made;
            if (known == null) {
                known = ValueColumn.of(column, memory);
                made = known;
            }
            return known;
        }
    }
}
