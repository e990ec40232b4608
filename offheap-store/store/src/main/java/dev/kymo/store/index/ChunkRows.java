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
    private final @Nullable IndexMemory memory;
    private final MemorySegment ids;
    private final long idsAt;
    private final Times[] times;
    private final Values[] values;

    /// @param memory of the store; null for the rows of an open chunk at one moment, for which nothing is made
    ///     that costs more than it saves
    ChunkRows(final Chunk chunk, final @Nullable IndexMemory memory) {
        this.chunk = chunk;
        this.memory = memory;
        ids = chunk.rowIds().dataBuffer();
        idsAt = chunk.rowIds().offset() * (long) RowId.BYTES;
        final List<TimeColumn> timelines = chunk.timelines();
        times = new Times[timelines.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = new Times(timelines.get(i));
        }
        final List<ComponentColumn> components = chunk.components();
        values = new Values[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = new Values(components.get(i));
        }
    }

    Chunk chunk() {
        return chunk;
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

        private Times(final TimeColumn column) {
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

        private Values(final ComponentColumn column) {
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
