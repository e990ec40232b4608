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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// One recording (or blueprint) in memory: chunks and how to find rows in them.
///
/// One writer thread calls the methods that change it; any number of threads read it, each through its own
/// [StoreReader], without ever waiting. Chunks are views: whoever inserts one keeps its memory until this
/// store is closed. Those of a file that is indexed ([FiledChunks]) are loaded when they are needed.
public final class RecordingStore implements AutoCloseable {
    private final StoreId id;
    private final Epochs epochs = new Epochs();
    private final NavigableMap<EntityPath, EntityIndex> entities = new ConcurrentSkipListMap<>();
    private final Map<String, TimeType> timelines = new ConcurrentHashMap<>();
    private final Set<ChunkId> chunkIds = new HashSet<>();
    /// By identity: no chunk that takes rows equals another.
    private final Set<LiveChunk> openChunks = new HashSet<>();
    private volatile boolean hasClears;
    /// Chunks of a file under all others; null when everything is in memory. Entities of it come into `entities` when
    /// they are first asked for.
    private final @Nullable FiledChunks filed;
    /// All paths of `filed`, once somebody asked for them.
    private volatile @Nullable Set<EntityPath> filedPaths;

    public RecordingStore(final StoreId id) {
        this(id, null);
    }

    /// A store over the chunks of a file, which are loaded when questions need them; others may be added on top.
    ///
    /// @param filed stays the caller's, who closes it after this store
    public RecordingStore(final StoreId id, final @Nullable FiledChunks filed) {
        this.id = id;
        this.filed = filed;
        if (filed != null) {
            filed.attach(epochs);
            hasClears = filed.hasClears();
        }
    }

    public StoreId id() {
        return id;
    }

    /// Adds sealed chunks. A chunk whose id is known, or that has no rows or no components, is left out.
    public void insert(final Collection<Chunk> chunks) {
        final Map<EntityPath, List<Chunk>> byEntity = new HashMap<>();
        for (final Chunk chunk : chunks) {
            if (chunk.rowCount() > 0 && !chunk.components().isEmpty() && !isFiled(chunk) && chunkIds.add(chunk.id())) {
                note(chunk);
                byEntity.computeIfAbsent(chunk.entity(), _ -> new java.util.ArrayList<>())
                        .add(chunk);
            }
        }
        byEntity.forEach((entity, its) -> put(entity, index(entity).withChunks(its)));
    }

    /// Shows the rows of a chunk that may still take some; its memory is this store's from now on.
    public void addOpen(final LiveChunk chunk) {
        openChunks.add(chunk);
        note(chunk.snapshot());
        put(chunk.entity(), index(chunk.entity()).withOpen(chunk));
    }

    /// Puts the sealed form in the place of an open chunk, for all readers at once, and gives the open one's
    /// memory back when the last reader has left.
    public void seal(final LiveChunk open, final Chunk sealed) {
        chunkIds.add(sealed.id());
        note(sealed);
        put(open.entity(), index(open.entity()).withoutOpen(List.of(open)).withChunks(List.of(sealed)));
        openChunks.remove(open);
        epochs.retire(open);
        epochs.reclaim();
    }

    /// Changes what is shown of one entity, for all readers at once: rows move from chunks that are still open
    /// into others or into sealed ones, and no reader sees one of them twice or not at all. The memory of what
    /// leaves is given back when the last reader has left; that of what enters is this store's from now on.
    ///
    /// @param sealed with rows and components, and such that the store does not have ([#hasChunk])
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
        put(entity, sealed.isEmpty() ? changed : changed.withChunks(sealed));
        openChunks.removeAll(leaving);
        leaving.forEach(epochs::retire);
        epochs.reclaim();
    }

    /// Whether a sealed chunk of this chunk's id and entity is here.
    public boolean hasChunk(final Chunk chunk) {
        return chunkIds.contains(chunk.id()) || isFiled(chunk);
    }

    private boolean isFiled(final Chunk chunk) {
        return filed != null && filed.hasChunk(chunk.entity(), chunk.id());
    }

    private void put(final EntityPath entity, final EntityIndex changed) {
        if (entities.put(entity, changed) == null) {
            filedPaths = null;
        }
    }

    private EntityIndex index(final EntityPath entity) {
        final EntityIndex known = find(entity);
        return known == null ? EntityIndex.EMPTY : known;
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
        final EntityIndex known = entities.get(entity);
        return known != null || filed == null ? known : findFiled(entity, filed);
    }

    private @Nullable EntityIndex findFiled(final EntityPath entity, final FiledChunks source) {
        final Map<String, FiledComponent> found = source.find(entity);
        if (found == null) {
            return null;
        }
        final EntityIndex fresh = EntityIndex.EMPTY.over(found);
        // The writer, or another reader, may have been here meanwhile.
        final EntityIndex earlier = entities.putIfAbsent(entity, fresh);
        return earlier == null ? fresh : earlier;
    }

    /// Takes up an index of the file that was built anew.
    ///
    /// @throws StaleIndexException when there is none
    void refresh(final StaleIndexException reason) {
        final FiledChunks source = filed;
        if (source == null) {
            throw reason;
        }
        for (final EntityPath entity : entities.keySet()) {
            entities.computeIfPresent(entity, (_, known) -> {
                final Map<String, FiledComponent> found = source.find(entity);
                return known.over(found == null ? Map.of() : found);
            });
        }
        filedPaths = null;
        hasClears |= source.hasClears();
    }

    /// All entities that have ever had a chunk, in path order.
    public Set<EntityPath> entities() {
        final Set<EntityPath> inMemory = java.util.Collections.unmodifiableSet(entities.keySet());
        if (filed == null) {
            return inMemory;
        }
        Set<EntityPath> all = filedPaths;
        if (all == null) {
            all = new TreeSet<>(filed.entities());
            all.addAll(inMemory);
            all = java.util.Collections.unmodifiableSet(all);
            filedPaths = all;
        }
        return all;
    }

    /// Timelines by name; of two types under one name the first seen.
    public Map<String, TimeType> timelines() {
        final Map<String, TimeType> all = new TreeMap<>(timelines);
        if (filed != null) {
            all.putAll(filed.timelines());
        }
        return all;
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
