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
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The newest few cells of each (component, timeline) of an entity, which a sweep protects: by all its chunks, not only
/// those that are to go.
final class NewestCells {
    /// The first stretch of time looked at is all of it over 2 to this power.
    private static final int FIRST_STRETCH = 10;

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

    /// The last of the newest cells: looked for from the end of time on, in stretches twice as long each time, so that
    /// a step does not go through all chunks of an entity.
    private @Nullable Ranked least(final StoreReader reader, final Column column) {
        final StoreReader.TimeRange all =
                reader.timeRange(entity, column.timeline).orElse(null);
        if (all == null) {
            return null;
        }
        final PriorityQueue<Ranked> newest = new PriorityQueue<>();
        int shift = FIRST_STRETCH;
        long from;
        do {
            // Without sign: all of time is longer than a long
            from = shift == 0 ? Long.MIN_VALUE : all.to() - ((all.to() - all.from()) >>> shift);
            newest.clear();
            offerFrom(newest, reader, column, from);
            shift = Math.max(0, shift - 1);
        } while (from != Long.MIN_VALUE && (newest.size() < count || newest.element().time < from));
        return newest.peek();
    }

    private void offerFrom(
            final PriorityQueue<Ranked> newest, final StoreReader reader, final Column column, final long from) {
        final List<StoredChunkColumn> chunks =
                reader.storedChunks(entity, column.component, column.timeline, from, Long.MAX_VALUE);
        // By first time, so that the newest mostly come at once, and of the others only the last time is looked at
        for (final StoredChunkColumn chunk : chunks.reversed()) {
            if (newest.size() == count && chunk.maxTime() < newest.element().time) {
                continue;
            }
            final StoredColumn loaded = chunk.column();
            if (loaded != null) {
                offer(newest, loaded);
            }
        }
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
