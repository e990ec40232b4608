package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
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
/// store is closed. Those of a file that is indexed ([FiledChunks]), or that were put into a file while this is open
/// ([Placement.InFile]), are loaded when they are needed.
public final class RecordingStore implements AutoCloseable {
    /// For giving memory back beside other work.
    private static final long RECLAIM_NS = 100_000;

    private final StoreId id;
    private final Epochs epochs = new Epochs();
    private final IndexMemory indexMemory = new IndexMemory();
    /// In path order, for those who list them.
    private final NavigableMap<EntityPath, EntitySlot> entities = new ConcurrentSkipListMap<>();
    /// The same, for those who ask for one.
    private final ConcurrentHashMap<EntityPath, EntitySlot> slots = new ConcurrentHashMap<>();
    private final Map<String, TimeType> timelines = new ConcurrentHashMap<>();
    /// Sealed chunks in memory.
    private final Map<ChunkId, SealedChunk> sealedChunks = new HashMap<>();
    /// Those of them that have times, in the order in which they go.
    private final NavigableSet<SealedChunk> byFirstRow = new TreeSet<>(SealedChunk.BY_FIRST_ROW);
    private long sealedBytes;
    /// By identity: no chunk that takes rows equals another.
    private final Set<LiveChunk> openChunks = new HashSet<>();
    /// Chunks of a file under all others; null when everything is in memory. Entities of it come into `entities` when
    /// they are first asked for.
    private final @Nullable FiledChunks filed;
    private final ChunkMemory loaded;
    /// Chunks that were filed since this was opened.
    private final GrowingIndex growing;
    /// All paths of `filed`, once somebody asked for them.
    private volatile @Nullable Set<EntityPath> filedPaths;
    /// Entities that have had a Clear: only these and what is below them can have something hidden.
    private final Set<EntityPath> cleared = ConcurrentHashMap.newKeySet();

    private volatile int clearedCount;
    private final EntityChanges changes = new EntityChanges();
    private final StoreEvents events = new StoreEvents();
    private volatile boolean closed;

    public RecordingStore(final StoreId id) {
        this(id, new ChunkMemory(ChunkMemory.DEFAULT_LIMIT_BYTES));
    }

    /// A store that chunks are put into files of.
    ///
    /// @param loaded the budget of those that questions need; may be that of other stores too
    public RecordingStore(final StoreId id, final ChunkMemory loaded) {
        this(id, null, loaded);
    }

    /// A store over the chunks of a file, which are loaded when questions need them; others may be added on top.
    ///
    /// @param filed stays the caller's, who closes it after this store
    public RecordingStore(final StoreId id, final @Nullable FiledChunks filed) {
        this(id, filed, new ChunkMemory(ChunkMemory.DEFAULT_LIMIT_BYTES));
    }

    private RecordingStore(final StoreId id, final @Nullable FiledChunks filed, final ChunkMemory loaded) {
        this.id = id;
        this.filed = filed;
        this.loaded = loaded;
        growing = new GrowingIndex(indexMemory, epochs, loaded);
        if (filed != null) {
            filed.attach(epochs);
            countCleared();
        }
    }

    public StoreId id() {
        return id;
    }

    /// Adds sealed chunks in memory. A chunk whose id is known, or that has no rows or no components, is left out.
    public void insert(final Collection<Chunk> chunks) {
        insertPlaced(chunks.stream().map(Placement.InMemory::new).toList());
    }

    /// Adds sealed chunks, wherever they are. A chunk whose id is known, or that has no rows or no components, is left
    /// out.
    ///
    /// @throws IllegalStateException for one in a file when this is the store of an indexed file
    public synchronized void insertPlaced(final Collection<? extends Placement> placements) {
        final Map<EntityPath, List<Placement>> byEntity = new HashMap<>();
        final Set<ChunkId> taken = new HashSet<>();
        for (final Placement placed : placements) {
            final Chunk chunk = placed.chunk();
            if (chunk.rowCount() > 0 && !chunk.components().isEmpty() && !hasChunk(chunk) && taken.add(chunk.id())) {
                byEntity.computeIfAbsent(chunk.entity(), _ -> new ArrayList<>()).add(placed);
            } else {
                release(List.of(placed));
            }
        }
        byEntity.forEach((entity, its) -> put(entity, withSealed(index(entity), its)));
        byEntity.values().forEach(events::inserted);
    }

    private EntityIndex withSealed(final EntityIndex before, final List<? extends Placement> placements) {
        final List<ChunkRows> inMemory = new ArrayList<>();
        final List<Placement.InFile> inFile = new ArrayList<>();
        for (final Placement placed : placements) {
            note(placed.chunk());
            switch (placed) {
                case final Placement.InMemory its -> inMemory.add(hold(its).rows());
                case final Placement.InFile its -> inFile.add(its);
            }
        }
        if (!inFile.isEmpty() && filed != null) {
            throw new IllegalStateException("store " + id + " is that of an indexed file, which does not grow");
        }
        final EntityIndex after = inMemory.isEmpty() ? before : before.withChunks(inMemory);
        return inFile.isEmpty() ? after : after.withFiled(inFile, growing);
    }

    private SealedChunk hold(final Placement.InMemory placed) {
        final SealedChunk held = new SealedChunk(placed, indexMemory);
        sealedChunks.put(placed.chunk().id(), held);
        if (!placed.chunk().isStatic()) {
            byFirstRow.add(held);
            sealedBytes += held.bytes();
        }
        return held;
    }

    /// The sealed chunk in memory that comes next in the order of their least row ids; static ones are not among them.
    /// The writer's.
    ///
    /// @param before an earlier one, here still or not; null for the first
    /// @return null behind the last
    public synchronized @Nullable SealedChunk nextSealed(final @Nullable SealedChunk before) {
        if (before == null) {
            return byFirstRow.isEmpty() ? null : byFirstRow.first();
        }
        return byFirstRow.higher(before);
    }

    /// Chunks in memory that were taken in, as they are held; those that are not here are left out. The writer's.
    public synchronized List<SealedChunk> held(final List<? extends Placement> placements) {
        final List<SealedChunk> held = new ArrayList<>(placements.size());
        for (final Placement placed : placements) {
            final SealedChunk its = sealedChunks.get(placed.chunk().id());
            if (its != null) {
                held.add(its);
            }
        }
        return held;
    }

    /// Whether a chunk is still here. The writer's.
    public synchronized boolean has(final SealedChunk held) {
        return held.equals(sealedChunks.get(held.chunk().id()));
    }

    /// Gives back the memory of chunks that this does not take in after all. The writer's.
    public synchronized void release(final List<? extends Placement> placements) {
        for (final Placement placed : placements) {
            if (placed instanceof final Placement.InMemory its && its.memory() != null) {
                epochs.retire(its.memory());
            }
        }
    }

    /// What sealed chunks in memory take that can go: those with times. The writer's.
    public synchronized long sealedBytes() {
        return sealedBytes;
    }

    /// Chunks of one entity that a sweep takes out, or that rows are taken out of.
    ///
    /// @param leaving of this store
    /// @param hidden in files, where they stay
    /// @param staying what is left of their rows, in other chunks in memory
    /// @param cuts of what is not
    public record Withdrawal(
            EntityPath entity,
            List<SealedChunk> leaving,
            List<FiledChunk> hidden,
            List<? extends Placement> staying,
            Cuts.Builder cuts) {
        public Withdrawal(
                final EntityPath entity,
                final List<SealedChunk> leaving,
                final List<? extends Placement> staying,
                final Cuts.Builder cuts) {
            this(entity, leaving, List.of(), staying, cuts);
        }
    }

    /// Chunks in files that have a row of an entity in a range, both ends included. Loads none; not of static data. The
    /// writer's.
    public synchronized List<FiledChunk> filedIn(
            final EntityPath entity, final String timeline, final long from, final long to) {
        return List.copyOf(index(entity).filedIn(timeline, from, to).values());
    }

    /// Whether chunks are here that still take rows. The writer's.
    public synchronized boolean hasOpen() {
        return !openChunks.isEmpty();
    }

    /// Takes sealed chunks out and puts what is left of them in their place, for all readers at once in each entity;
    /// their memory goes back ([#reclaim]) when the last reader that could see them has left. The writer's.
    public synchronized void withdraw(final List<Withdrawal> withdrawals) {
        for (final Withdrawal each : withdrawals) {
            final Set<ChunkRows> gone = new HashSet<>();
            for (final SealedChunk held : each.leaving) {
                gone.add(held.rows());
                sealedChunks.remove(held.chunk().id());
                byFirstRow.remove(held);
                sealedBytes -= held.bytes();
            }
            final Map<Integer, ChunkId> hidden = new HashMap<>();
            each.hidden.forEach(filedChunk -> hidden.put(filedChunk.number(), filedChunk.id()));
            put(
                    each.entity,
                    withSealed(index(each.entity).without(gone, each.cuts).withHidden(hidden), each.staying));
        }
        for (final Withdrawal each : withdrawals) {
            events.withdrawn(each);
            each.leaving.forEach(held -> epochs.retire(held::release));
        }
    }

    /// Shows the rows of a chunk that may still take some; its memory is this store's from now on.
    public synchronized void addOpen(final LiveChunk chunk) {
        openChunks.add(chunk);
        note(chunk.snapshot());
        put(chunk.entity(), index(chunk.entity()).withOpen(chunk));
        events.opened(chunk, List.of());
    }

    /// Puts the sealed form in the place of an open chunk, for all readers at once, and gives the open one's
    /// memory back when the last reader has left.
    public void seal(final LiveChunk open, final Chunk sealed) {
        seal(open, new Placement.InMemory(sealed));
    }

    /// The same wherever the sealed form is.
    public synchronized void seal(final LiveChunk open, final Placement sealed) {
        put(open.entity(), withSealed(index(open.entity()).withoutOpen(List.of(open)), List.of(sealed)));
        events.replaced(List.of(open), List.of(), List.of(sealed));
        openChunks.remove(open);
        epochs.retire(open);
        epochs.reclaim(RECLAIM_NS);
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
            final List<? extends Placement> sealed) {
        EntityIndex changed = index(entity).withoutOpen(leaving);
        for (final LiveChunk chunk : entering) {
            openChunks.add(chunk);
            note(chunk.snapshot());
            changed = changed.withOpen(chunk);
        }
        put(entity, withSealed(changed, sealed));
        events.replaced(leaving, entering, sealed);
        openChunks.removeAll(leaving);
        leaving.forEach(epochs::retire);
        epochs.reclaim(RECLAIM_NS);
    }

    /// Whether a sealed chunk of this chunk's id and entity is here.
    public boolean hasChunk(final Chunk chunk) {
        return sealedChunks.containsKey(chunk.id()) || growing.has(chunk.id()) || isFiled(chunk);
    }

    private boolean isFiled(final Chunk chunk) {
        return filed != null && filed.hasChunk(chunk.entity(), chunk.id());
    }

    private void put(final EntityPath entity, final EntityIndex changed) {
        final EntitySlot fresh = new EntitySlot(entity, changed);
        final EntitySlot slot = slots.putIfAbsent(entity, fresh);
        if (slot == null) {
            entities.put(entity, fresh);
            filedPaths = null;
            changes.note(fresh);
        } else {
            slot.set(changed);
            changes.note(slot);
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
        return known != null && known.filed(Clears.COMPONENT) != null;
    }

    /// Whether anything could be hidden by a Clear. Any thread.
    public boolean hasClears() {
        return clearedCount > 0;
    }

    /// Another number when there are more entities that have had a Clear; 0 while there is none.
    int clearedCount() {
        return clearedCount;
    }

    /// What was changed last, other than rows of open chunks.
    EntityChanges changes() {
        return changes;
    }

    /// Another number after each change other than rows of open chunks: while it stays, so do entities and columns. Any
    /// thread.
    public long version() {
        return changes.count();
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
        final EntitySlot fresh = new EntitySlot(entity, EntityIndex.EMPTY.over(found));
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
        changes.noteAll();
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

    /// Tells of what happens to chunks from now on, and of those that take rows now; close it.
    ///
    /// @param capacity how many chunks may come and go before a subscriber that does not ask misses some
    public synchronized StoreSubscription subscribe(final int capacity) {
        final StoreSubscription subscription = new StoreSubscription(this, capacity);
        events.add(subscription);
        openChunks.forEach(chunk -> events.opened(chunk, List.of(), subscription));
        return subscription;
    }

    synchronized void unsubscribe(final StoreSubscription subscription) {
        events.remove(subscription);
    }

    /// A way to read this store, for one thread at a time; close it.
    public StoreReader reader() {
        return new StoreReader(this, epochs.register());
    }

    /// Who holds back memory that was given up ([Epochs#holders]); the writer's.
    public List<Epochs.Holder> holders(final long nowNs, final long longerThanNs) {
        return epochs.holders(nowNs, longerThanNs);
    }

    /// Gives back what readers have let go of; the writer calls it now and then.
    public void reclaim() {
        epochs.reclaim();
    }

    /// The same for about so long at most; pages that nobody needs go back to the system first
    /// ([OffHeap#releaseSome]), where there is time for that.
    ///
    /// @return how much still waits, for readers or for the next call
    public int reclaim(final long budgetNs) {
        final long beganNs = System.nanoTime();
        final boolean isForPages = budgetNs >= OffHeap.releaseNs() || OffHeap.isMuchLeaving();
        final boolean isLeaving = isForPages ? OffHeap.releaseSome(budgetNs) : OffHeap.leavingBytes() > 0;
        final int leaving = isLeaving ? 1 : 0;
        return leaving + reclaimRetired(Math.max(1, budgetNs - (System.nanoTime() - beganNs)));
    }

    /// The same without the pages: for whoever has those go at other times. Stops while much of them is to go.
    ///
    /// @return how much still waits, for readers or for the next call
    public int reclaimRetired(final long budgetNs) {
        return epochs.reclaim(budgetNs, OffHeap::isMuchLeaving);
    }

    /// Gives back what is left of a store in which nothing is: it is not to be written any more. Who asks it all the
    /// same finds nothing.
    ///
    /// @return false when there is something in it, a file below it, or a reader registered
    public synchronized boolean discard() {
        if (filed != null || !sealedChunks.isEmpty() || !openChunks.isEmpty() || growing.limit() > 0) {
            return false;
        }
        if (epochs.reclaim() > 0 || epochs.hasReaders()) {
            return false;
        }
        growing.close();
        indexMemory.close();
        return true;
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
            growing.close();
            // Prepared queries look again, and find that they may not ask any more.
            changes.noteAll();
            sealedChunks.values().forEach(held -> epochs.retire(held::release));
            sealedChunks.clear();
            byFirstRow.clear();
            epochs.retire(indexMemory);
        }
        // Each time: a reader that was inside may have loaded more.
        epochs.retire(loaded.forget(epochs));
        if (epochs.reclaim() > 0) {
            throw new IllegalStateException("store " + id + " closed while a reader is inside");
        }
    }
}
