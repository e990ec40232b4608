package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ChunkId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The index of chunks that are filed while a store is open: where each of them is, and which of them have what on
/// which timeline. Some 100 to 200 bytes a chunk, off the heap, whatever the chunk holds; the chunk itself is read from
/// its file when a question needs it.
///
/// The writer adds a chunk to the series of its components first, and shows it then, by the volatile store of an
/// [EntityIndex] that takes in one number more. Readers pass over higher numbers than theirs, so that a chunk
/// comes into all series of its entity in one step, and in the same step leaves what it was in before.
///
/// One writer; [ChunkLoader] is for any thread.
final class GrowingIndex implements ChunkLoader, AutoCloseable {
    private final Epochs epochs;
    private final ChunkTable table;
    private final SeriesMemory seriesMemory;
    private final ChunkSlots loaded;
    /// Kept, so that asking allocates nothing.
    private final ChunkSlots.Loading reading = this::read;

    /// @param memory for all of it; given back by its owner
    /// @param epochs of the readers
    /// @param budget of what is loaded
    GrowingIndex(final IndexMemory memory, final Epochs epochs, final ChunkMemory budget) {
        this.epochs = epochs;
        table = new ChunkTable(memory);
        seriesMemory = new SeriesMemory(memory);
        loaded = new ChunkSlots(budget);
    }

    /// The writer's: all chunks have lower numbers.
    int limit() {
        return table.count();
    }

    /// The writer's.
    boolean has(final ChunkId id) {
        return table.has(id);
    }

    /// The writer's: takes in a chunk of an entity, not shown yet.
    ///
    /// @param known the entity's components before
    /// @return the entity's components; the same object when none of them is new
    Map<String, ComponentIndex> add(final Map<String, ComponentIndex> known, final Placement.InFile placed) {
        final Chunk chunk = placed.chunk();
        final int number = table.add(placed);
        Map<String, ComponentIndex> all = known;
        boolean isCopied = false;
        for (final ComponentColumn column : chunk.components()) {
            final String name = column.descriptor().component();
            final ComponentIndex before = all.getOrDefault(name, ComponentIndex.EMPTY);
            final ComponentIndex after = add(before, chunk, column, number);
            if (!after.equals(before)) {
                // A map that readers have is not changed.
                all = isCopied ? all : new HashMap<>(known);
                isCopied = true;
                all.put(name, after);
            }
        }
        return all;
    }

    private ComponentIndex add(
            final ComponentIndex before, final Chunk chunk, final ComponentColumn column, final int number) {
        ComponentIndex after = before.with(column.descriptor());
        if (column.lists().nullCount() == column.lists().length()) {
            return after;
        }
        if (chunk.isStatic()) {
            final Cell newest = ChunkSpan.newestStatic(chunk, column);
            return newest == null ? after : after.withNewestStatic(this, number, newest);
        }
        for (final TimeColumn times : chunk.timelines()) {
            final String timeline = times.timeline().name();
            GrowingSeries series = after.growing(timeline);
            if (series == null) {
                series = new GrowingSeries(seriesMemory, epochs, number);
                after = after.withGrowing(this, column.descriptor().component(), timeline, series);
            }
            series.add(times.minTime(), times.maxTime(), number);
        }
        return after;
    }

    @Override
    public @Nullable LoadedChunk load(final int chunk) {
        return loaded.get(chunk, reading);
    }

    private @Nullable LoadedChunk read(final int chunk) {
        final ChunkSource.ReadChunk read = table.read(chunk);
        if (read == null) {
            return null;
        }
        if (!read.chunk().id().equals(table.id(chunk)) || read.chunk().rowCount() != table.rows(chunk)) {
            if (read.unpacked() != null) {
                read.unpacked().close();
            }
            throw contradicted(chunk, "is another one in its file now");
        }
        return new LoadedChunk(read.chunk(), read.unpacked(), epochs);
    }

    @Override
    public ChunkId id(final int chunk) {
        return table.id(chunk);
    }

    @Override
    public int rows(final int chunk) {
        return table.rows(chunk);
    }

    @Override
    public void willNeed(final int chunk) {
        // It was written a moment ago, or is in the system's cache
    }

    /// There is nothing to build anew: what is here was taken from the chunks themselves.
    @Override
    public StaleIndexException contradicted(final int chunk, final String message) {
        return new StaleIndexException(
                "chunk " + table.id(chunk) + " " + message + ": the file was changed after it was written");
    }

    @Override
    public void close() {
        table.close();
    }
}
