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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One recording (or blueprint) in memory: chunks and how to find rows in them.
///
/// One writer thread calls the methods that change it; any number of threads read it, each through its own
/// [StoreReader], without ever waiting. Chunks are views: whoever inserts one keeps its memory until this
/// store is closed.
public final class RecordingStore implements AutoCloseable {
    private final StoreId id;
    private final Epochs epochs = new Epochs();
    private final IndexMemory indexMemory = new IndexMemory();
    private final NavigableMap<EntityPath, EntitySlot> entities = new ConcurrentSkipListMap<>();
    private final Map<String, TimeType> timelines = new ConcurrentHashMap<>();
    private final Set<ChunkId> chunkIds = new HashSet<>();
    /// By identity: no chunk that takes rows equals another.
    private final Set<LiveChunk> openChunks = new HashSet<>();
    /// Entities that have had a Clear: only these and what is below them can have something hidden.
    private final Set<EntityPath> cleared = ConcurrentHashMap.newKeySet();

    private volatile int clearedCount;
    private final AtomicLong version = new AtomicLong();
    private boolean closed;

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
        byEntity.forEach((entity, its) -> put(entity, index(entity).withChunks(its, indexMemory)));
        noteChange();
    }

    /// Shows the rows of a chunk that may still take some; its memory is this store's from now on.
    public void addOpen(final LiveChunk chunk) {
        openChunks.add(chunk);
        note(chunk.snapshot());
        put(chunk.entity(), index(chunk.entity()).withOpen(chunk));
        noteChange();
    }

    /// Puts the sealed form in the place of an open chunk, for all readers at once, and gives the open one's
    /// memory back when the last reader has left.
    public void seal(final LiveChunk open, final Chunk sealed) {
        chunkIds.add(sealed.id());
        note(sealed);
        put(open.entity(), index(open.entity()).withoutOpen(List.of(open)).withChunks(List.of(sealed), indexMemory));
        noteChange();
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
        put(entity, sealed.isEmpty() ? changed : changed.withChunks(sealed, indexMemory));
        noteChange();
        openChunks.removeAll(leaving);
        leaving.forEach(epochs::retire);
        epochs.reclaim();
    }

    /// Whether a sealed chunk of this id has been inserted.
    public boolean hasChunk(final ChunkId chunk) {
        return chunkIds.contains(chunk);
    }

    private EntityIndex index(final EntityPath entity) {
        final EntitySlot slot = entities.get(entity);
        return slot == null ? EntityIndex.EMPTY : slot.index();
    }

    private void put(final EntityPath entity, final EntityIndex index) {
        final EntitySlot slot = entities.get(entity);
        if (slot == null) {
            entities.put(entity, new EntitySlot(index));
        } else {
            slot.set(index);
        }
    }

    /// After a change can be seen, and before memory that it unlinked is retired: a prepared query that still
    /// finds the old number has entered an epoch that holds that memory back.
    private void noteChange() {
        version.getAndIncrement();
    }

    private void note(final Chunk chunk) {
        for (final TimeColumn times : chunk.timelines()) {
            timelines.putIfAbsent(times.timeline().name(), times.timeline().type());
        }
        if (chunk.component(Clears.COMPONENT).isPresent()) {
            noteClear(chunk.entity());
        }
    }

    /// Tells the store that an open chunk of it gets a Clear, so that queries look for clears from now on; before
    /// the Clear's row can be seen.
    public void noteClear(final EntityPath entity) {
        if (cleared.add(entity)) {
            clearedCount = cleared.size();
        }
    }

    /// Whether the entity itself has had a Clear.
    boolean hasClear(final EntityPath entity) {
        return cleared.contains(entity);
    }

    /// How many entities have had a Clear; never less than before.
    int clearedCount() {
        return clearedCount;
    }

    /// Another number after each change other than rows of open chunks.
    long version() {
        return version.get();
    }

    @Nullable
    EntityIndex find(final EntityPath entity) {
        final EntitySlot slot = entities.get(entity);
        return slot == null ? null : slot.index();
    }

    /// Where what is known of an entity is, now and later; null before its first chunk.
    @Nullable
    EntitySlot slot(final EntityPath entity) {
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
        if (!closed) {
            closed = true;
            epochs.retire(indexMemory);
        }
        if (epochs.reclaim() > 0) {
            throw new IllegalStateException("store " + id + " closed while a reader is inside");
        }
    }
}
