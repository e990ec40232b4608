package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The newest few cells of each (component, timeline) of an entity, which a sweep protects: by all its chunks, not only
/// those that are to go.
final class NewestCells {
    private final RecordingStore store;
    private final EntityPath entity;
    private final List<SealedChunk> leaving;
    private final int count;

    NewestCells(final RecordingStore store, final EntityPath entity, final List<SealedChunk> leaving, final int count) {
        this.store = store;
        this.entity = entity;
        this.leaving = leaving;
        this.count = count;
    }

    private record Ranked(long time, RowId id) implements Comparable<Ranked> {
        @Override
        public int compareTo(final Ranked other) {
            final int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }
    }

    private record Column(String component, String timeline) {}

    void protect(final Survivors survivors) {
        final Set<Column> columns = new HashSet<>();
        for (final SealedChunk held : leaving) {
            final Chunk chunk = held.chunk();
            for (final ComponentColumn column : chunk.components()) {
                for (final TimeColumn times : chunk.timelines()) {
                    columns.add(new Column(
                            column.descriptor().component(), times.timeline().name()));
                }
            }
        }
        try (StoreReader reader = store.reader()) {
            for (final Column column : columns) {
                final Ranked least = least(reader, column);
                if (least != null) {
                    survivors.protectFrom(column.component, column.timeline, least.time, least.id);
                }
            }
        }
    }

    /// The last of the newest cells.
    private @Nullable Ranked least(final StoreReader reader, final Column column) {
        final List<StoredChunkColumn> chunks =
                reader.storedChunks(entity, column.component, column.timeline, Long.MIN_VALUE, Long.MAX_VALUE);
        chunks.sort(Comparator.comparingLong(StoredChunkColumn::maxTime).reversed());
        final PriorityQueue<Ranked> newest = new PriorityQueue<>();
        for (final StoredChunkColumn chunk : chunks) {
            if (newest.size() == count && chunk.maxTime() < newest.element().time) {
                break;
            }
            final StoredColumn loaded = chunk.column();
            if (loaded != null) {
                offer(newest, loaded);
            }
        }
        return newest.peek();
    }

    private void offer(final PriorityQueue<Ranked> newest, final StoredColumn column) {
        for (int row = column.chunk().rowCount() - 1; row >= 0; row--) {
            final long time = column.times().time(row);
            final boolean isFull = newest.size() == count;
            if (isFull && time < newest.element().time) {
                if (column.times().isSorted()) {
                    return;
                }
            } else if (column.column().has(row)) {
                newest.add(new Ranked(time, column.chunk().rowId(row)));
                if (isFull) {
                    newest.remove();
                }
            }
        }
    }
}
