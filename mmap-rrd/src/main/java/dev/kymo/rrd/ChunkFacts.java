package dev.kymo.rrd;

import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What an index says about one chunk.
///
/// @param offsetBytes where in the file its message (without header) begins
/// @param flags of [IndexDescriptor]
/// @param components those with at least one cell
/// @param emptyComponents those that are null in every row
record ChunkFacts(
        StoreId store,
        EntityPath entity,
        ChunkId id,
        long offsetBytes,
        long lengthBytes,
        long unpackedBytes,
        int rows,
        int flags,
        List<Span> spans,
        List<ComponentDescriptor> components,
        List<ComponentDescriptor> emptyComponents) {
    /// The times of its rows on a timeline, both ends included.
    record Span(Timeline timeline, long from, long to) {}

    /// Values of which many chunks have equal ones, each held once. Any thread.
    static final class Held {
        private final Map<Object, Object> values = new ConcurrentHashMap<>();

        /// @return the first that was equal
        @SuppressWarnings("unchecked")
        <T> T once(final T value) {
            return (T) values.computeIfAbsent(value, same -> same);
        }
    }

    static ChunkFacts of(final ChunkEntry entry, final Chunk chunk, final Held held) {
        final List<Span> spans = new ArrayList<>(chunk.timelines().size());
        boolean isSorted = true;
        for (final TimeColumn times : chunk.timelines()) {
            spans.add(new Span(held.once(times.timeline()), times.minTime(), times.maxTime()));
            isSorted &= times.isSorted();
        }
        final List<ComponentDescriptor> components = new ArrayList<>();
        final List<ComponentDescriptor> empty = new ArrayList<>();
        for (final ComponentColumn column : chunk.components()) {
            (column.lists().nullCount() < column.lists().length() ? components : empty).add(column.descriptor());
        }
        final boolean isCompressed = entry.compression() != Compression.NONE;
        return new ChunkFacts(
                held.once(entry.store()),
                held.once(chunk.entity()),
                chunk.id(),
                entry.offsetBytes(),
                entry.lengthBytes(),
                entry.uncompressedBytes(),
                chunk.rowCount(),
                IndexDescriptor.CHUNK_SEEN
                        | (chunk.isStatic() ? IndexDescriptor.CHUNK_STATIC : 0)
                        | (isCompressed ? IndexDescriptor.CHUNK_COMPRESSED : 0)
                        | (isSorted ? IndexDescriptor.CHUNK_SORTED : 0)
                        | (!isCompressed && BufferAlignment.isAligned(chunk) ? IndexDescriptor.CHUNK_ALIGNED : 0),
                spans,
                held.once(List.copyOf(components)),
                held.once(List.copyOf(empty)));
    }

    boolean isStatic() {
        return (flags & IndexDescriptor.CHUNK_STATIC) != 0;
    }

    /// Whether questions can be about it.
    boolean isAskable() {
        return rows > 0 && !(components.isEmpty() && emptyComponents.isEmpty());
    }
}
