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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One recording (or blueprint) in memory: chunks and how to find rows in them.
///
/// One writer thread calls the methods that change it; any number of threads read it, each through its own
/// [StoreReader], without ever waiting. Chunks are views: whoever inserts one keeps its memory until this
/// store is closed. Those of a file that is indexed ([FiledChunks]) are loaded when they are needed.
public final class RecordingStore implements AutoCloseable {
    private final StoreId id;
    private final Epochs epochs = new Epochs();
    private final IndexMemory indexMemory = new IndexMemory();
    /// In path order, for those who list them.
    private final NavigableMap<EntityPath, EntitySlot> entities = new ConcurrentSkipListMap<>();
    /// The same, for those who ask for one.
    private final ConcurrentHashMap<EntityPath, EntitySlot> slots = new ConcurrentHashMap<>();
    private final Map<String, TimeType> timelines = new ConcurrentHashMap<>();
    private final Set<ChunkId> chunkIds = new HashSet<>();
    /// By identity: no chunk that takes rows equals another.
    private final Set<LiveChunk> openChunks = new HashSet<>();
    /// Chunks of a file under all others; null when everything is in memory. Entities of it come into `entities` when
    /// they are first asked for.
    private final @Nullable FiledChunks filed;
    /// All paths of `filed`, once somebody asked for them.
    private volatile @Nullable Set<EntityPath> filedPaths;
    /// Entities that have had a Clear: only these and what is below them can have something hidden.
    private final Set<EntityPath> cleared = ConcurrentHashMap.newKeySet();

    private volatile int clearedCount;
    private final AtomicLong version = new AtomicLong();
    private volatile boolean closed;

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
            countCleared();
        }
    }

    public StoreId id() {
        return id;
    }

    /// Adds sealed chunks. A chunk whose id is known, or that has no rows or no components, is left out.
    public synchronized void insert(final Collection<Chunk> chunks) {
        final Map<EntityPath, List<Chunk>> byEntity = new HashMap<>();
        for (final Chunk chunk : chunks) {
            if (chunk.rowCount() > 0 && !chunk.components().isEmpty() && !isFiled(chunk) && chunkIds.add(chunk.id())) {
                note(chunk);
                byEntity.computeIfAbsent(chunk.entity(), _ -> new java.util.ArrayList<>())
                        .add(chunk);
            }
        }
        byEntity.forEach((entity, its) -> put(entity, index(entity).withChunks(its, indexMemory)));
        noteChange();
    }

    /// Shows the rows of a chunk that may still take some; its memory is this store's from now on.
    public synchronized void addOpen(final LiveChunk chunk) {
        openChunks.add(chunk);
        note(chunk.snapshot());
        put(chunk.entity(), index(chunk.entity()).withOpen(chunk));
        noteChange();
    }

    /// Puts the sealed form in the place of an open chunk, for all readers at once, and gives the open one's
    /// memory back when the last reader has left.
    public synchronized void seal(final LiveChunk open, final Chunk sealed) {
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
    /// @param sealed with rows and components, and such that the store does not have ([#hasChunk])
    public synchronized void replace(
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

    /// Whether a sealed chunk of this chunk's id and entity is here.
    public boolean hasChunk(final Chunk chunk) {
        return chunkIds.contains(chunk.id()) || isFiled(chunk);
    }

    private boolean isFiled(final Chunk chunk) {
        return filed != null && filed.hasChunk(chunk.entity(), chunk.id());
    }

    private void put(final EntityPath entity, final EntityIndex changed) {
        final EntitySlot fresh = new EntitySlot(changed);
        final EntitySlot slot = slots.putIfAbsent(entity, fresh);
        if (slot == null) {
            entities.put(entity, fresh);
            filedPaths = null;
        } else {
            slot.set(changed);
        }
    }

    private EntityIndex index(final EntityPath entity) {
        final EntityIndex known = find(entity);
        return known == null ? EntityIndex.EMPTY : known;
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
            countCleared();
        }
    }

    /// All of a file's count as one.
    private void countCleared() {
        clearedCount = cleared.size() + (filed != null && filed.hasClears() ? 1 : 0);
    }

    /// Whether the entity itself has had a Clear.
    boolean hasClear(final EntityPath entity) {
        if (cleared.contains(entity)) {
            return true;
        }
        final EntityIndex known = filed != null && filed.hasClears() ? find(entity) : null;
        return known != null && known.filed().containsKey(Clears.COMPONENT);
    }

    /// Another number when there are more entities that have had a Clear; 0 while there is none.
    int clearedCount() {
        return clearedCount;
    }

    /// Another number after each change other than rows of open chunks.
    long version() {
        return version.get();
    }

    /// @throws IllegalStateException when it is closed: what it has may be gone, and is read without further looks
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("store " + id + " is closed");
        }
    }

    @Nullable
    EntityIndex find(final EntityPath entity) {
        final EntitySlot slot = slot(entity);
        return slot == null ? null : slot.index();
    }

    /// Where what is known of an entity is, now and later; null before its first chunk.
    @Nullable
    EntitySlot slot(final EntityPath entity) {
        final EntitySlot known = slots.get(entity);
        return known != null || filed == null ? known : filedSlot(entity, filed);
    }

    private @Nullable EntitySlot filedSlot(final EntityPath entity, final FiledChunks source) {
        final Map<String, FiledComponent> found = source.find(entity);
        if (found == null) {
            return null;
        }
        final EntitySlot fresh = new EntitySlot(EntityIndex.EMPTY.over(found));
        // The writer, or another reader, may have been here meanwhile.
        final EntitySlot earlier = slots.putIfAbsent(entity, fresh);
        if (earlier != null) {
            return earlier;
        }
        entities.put(entity, fresh);
        return fresh;
    }

    /// Takes up an index of the file that was built anew; any thread.
    ///
    /// @throws StaleIndexException when there is none
    synchronized void refresh(final StaleIndexException reason) {
        final FiledChunks source = filed;
        if (source == null) {
            throw reason;
        }
        entities.forEach((entity, slot) -> {
            final Map<String, FiledComponent> found = source.find(entity);
            slot.set(slot.index().over(found == null ? Map.of() : found));
        });
        filedPaths = null;
        countCleared();
        noteChange();
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
        if (!closed) {
            closed = true;
            // Prepared queries look again, and find that they may not ask any more.
            noteChange();
            epochs.retire(indexMemory);
        }
        if (epochs.reclaim() > 0) {
            throw new IllegalStateException("store " + id + " closed while a reader is inside");
        }
    }
}
