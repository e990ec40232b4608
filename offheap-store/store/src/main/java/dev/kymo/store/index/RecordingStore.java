package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// One recording (or blueprint) in memory: chunks and how to find rows in them.
///
/// One writer thread calls the methods that change it; any number of threads read it, each through its own
/// [StoreReader], without ever waiting. Chunks are views: whoever inserts one keeps its memory until this
/// store is closed.
public final class RecordingStore implements AutoCloseable {
    private final StoreId id;
    private final Epochs epochs = new Epochs();
    private final NavigableMap<EntityPath, EntityIndex> entities = new ConcurrentSkipListMap<>();
    private final Map<String, TimeType> timelines = new ConcurrentHashMap<>();
    private final Set<ChunkId> chunkIds = new HashSet<>();
    /// By identity: no chunk that takes rows equals another.
    private final Set<LiveChunk> openChunks = new HashSet<>();
    private volatile boolean hasClears;

    public RecordingStore(final StoreId id) {
        this.id = id;
    }

    public StoreId id() {
        return id;
    }

    /// Adds sealed chunks. A chunk whose id is known, or that has no rows or no components, is left out.
    public void insert(final Collection<Chunk> chunks) {
        final Map<EntityPath, List<Chunk>> byEntity = new HashMap<>();
        for (final Chunk chunk : chunks) {
            if (chunk.rowCount() > 0 && !chunk.components().isEmpty() && chunkIds.add(chunk.id())) {
                note(chunk);
                byEntity.computeIfAbsent(chunk.entity(), _ -> new java.util.ArrayList<>())
                        .add(chunk);
            }
        }
        byEntity.forEach((entity, its) -> entities.put(entity, index(entity).withChunks(its)));
    }

    /// Shows the rows of a chunk that may still take some; its memory is this store's from now on.
    public void addOpen(final LiveChunk chunk) {
        openChunks.add(chunk);
        note(chunk.snapshot());
        entities.put(chunk.entity(), index(chunk.entity()).withOpen(chunk));
    }

    /// Puts the sealed form in the place of an open chunk, for all readers at once, and gives the open one's
    /// memory back when the last reader has left.
    public void seal(final LiveChunk open, final Chunk sealed) {
        chunkIds.add(sealed.id());
        note(sealed);
        entities.put(
                open.entity(), index(open.entity()).withoutOpen(List.of(open)).withChunks(List.of(sealed)));
        openChunks.remove(open);
        epochs.retire(open);
        epochs.reclaim();
    }

    /// Changes what is shown of one entity, for all readers at once: rows move from chunks that are still open
    /// into others or into sealed ones, and no reader sees one of them twice or not at all. The memory of what
    /// leaves is given back when the last reader has left; that of what enters is this store's from now on.
    ///
    /// @param sealed with rows and components, and of ids that the store does not have ([#hasChunk])
    public void replace(
            final EntityPath entity,
            final Collection<? extends LiveChunk> leaving,
            final Collection<? extends LiveChunk> entering,
            final List<Chunk> sealed) {
        EntityIndex changed = index(entity).withoutOpen(leaving);
        for (final Chunk chunk : sealed) {
            chunkIds.add(chunk.id());
            note(chunk);
        }
        for (final LiveChunk chunk : entering) {
            openChunks.add(chunk);
            note(chunk.snapshot());
            changed = changed.withOpen(chunk);
        }
        entities.put(entity, sealed.isEmpty() ? changed : changed.withChunks(sealed));
        openChunks.removeAll(leaving);
        leaving.forEach(epochs::retire);
        epochs.reclaim();
    }

    /// Whether a sealed chunk of this id has been inserted.
    public boolean hasChunk(final ChunkId chunk) {
        return chunkIds.contains(chunk);
    }

    private EntityIndex index(final EntityPath entity) {
        return entities.getOrDefault(entity, EntityIndex.EMPTY);
    }

    private void note(final Chunk chunk) {
        for (final TimeColumn times : chunk.timelines()) {
            timelines.putIfAbsent(times.timeline().name(), times.timeline().type());
        }
        if (chunk.component(Clears.COMPONENT).isPresent()) {
            hasClears = true;
        }
    }

    /// Tells the store that an open chunk of it has got a Clear, so that queries look for clears from now on.
    public void noteClear() {
        hasClears = true;
    }

    boolean hasClears() {
        return hasClears;
    }

    @Nullable
    EntityIndex find(final EntityPath entity) {
        return entities.get(entity);
    }

    /// All entities that have ever had a chunk, in path order.
    public Set<EntityPath> entities() {
        return java.util.Collections.unmodifiableSet(entities.keySet());
    }

    /// Timelines by name; of two types under one name the first seen.
    public Map<String, TimeType> timelines() {
        return new TreeMap<>(timelines);
    }

    /// A way to read this store, for one thread at a time; close it.
    public StoreReader reader() {
        return new StoreReader(this, epochs.register());
    }

    /// Gives back what readers have let go of; the writer calls it now and then.
    public void reclaim() {
        epochs.reclaim();
    }

    /// Gives the memory of open chunks back; closing again does nothing more.
    ///
    /// @throws IllegalStateException while a reader is inside: what it can see stays, and closing again
    ///     releases it
    @Override
    public void close() {
        // Retired rather than closed: a reader that is still inside then keeps its memory, and we can say so.
        openChunks.forEach(epochs::retire);
        openChunks.clear();
        if (epochs.reclaim() > 0) {
            throw new IllegalStateException("store " + id + " closed while a reader is inside");
        }
    }
}
