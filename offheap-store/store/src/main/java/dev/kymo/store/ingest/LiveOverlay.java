package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCopy;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.Clears;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// What a follower shows: the chunks of recordings, and over them the rows that were read from rings and are in
/// no recording yet. A reader of the stores sees each row exactly once at every instant.
///
/// ```text
///   ring ── take ──► overlay ──┐  leaves in the step in which the chunk enters
///   file ── add ───────────────┴► chunk of the file
///                    overlay ── settle ──► kept: no file will have it
/// ```
///
/// A row that comes by a file before it is read from its ring is remembered by its id until a whole pass over
/// all rings is over ([#beginForgetting], [#forget]): everything that was in the file by then has been read, or
/// given back, by then. What is remembered is bounded by what is filed in the time of two passes.
///
/// One thread, except that readers of the stores may be anywhere.
public final class LiveOverlay implements AutoCloseable {
    /// A part takes no more rows: what has to be copied when a file has some of its rows stays small.
    private static final int MAX_ROWS = 1024;

    private static final long MAX_BYTES = 256 << 10;
    /// A row with so many bytes in blocks is shown where its blocks were copied to.
    private static final long LONE_ROW_BYTES = 64 << 10;
    /// A part that takes rows seldom is kept all the same when it is this old.
    private static final long MAX_AGE_NS = 5_000_000_000L;

    private final Stores stores;
    private final Map<Key, List<OverlayPart>> parts = new HashMap<>();
    private final MemoryChunks kept = new MemoryChunks();
    private final LongConsumer latencies;
    private boolean isRefusing;
    /// Ids of rows that files had first, since the last pass began; and of those before.
    private RowIdSet byFile = new RowIdSet();

    private RowIdSet byFileBefore = new RowIdSet();
    /// Static rows come into each recording again, with the ids they always had.
    private final RowIdSet statics = new RowIdSet();

    private final AtomicLong ringRows = new AtomicLong();
    private final AtomicLong fileFirstRows = new AtomicLong();
    private final AtomicLong overlayRows = new AtomicLong();
    private final AtomicLong keptRows = new AtomicLong();
    private final AtomicLong refusedRows = new AtomicLong();

    private record Key(StoreId store, EntityPath entity) {}

    /// @param stores where rows are shown; stays the caller's, who closes it before this
    /// @param latencies is told of each row, when it is visible here, how many nanoseconds ago it was made
    public LiveOverlay(final Stores stores, final LongConsumer latencies) {
        this.stores = stores;
        this.latencies = latencies;
    }

    /// Shows a row read from a ring, unless a file had it first.
    ///
    /// @param row that nobody else can change any more; its small cells are borrowed for the duration of the
    ///     call when `memory` is empty
    /// @param memory where its large cells are; this one's from now on, whatever is thrown
    /// @param end where in its origin the row ends; the greatest long for a static row
    /// @throws IllegalArgumentException when the row can't be shown
    public void take(
            final StoreId storeId, final DataRow row, final RowMemory memory, final RowOrigin from, final long end) {
        boolean isKept = false;
        try {
            if (isRefusing) {
                refusedRows.getAndIncrement();
            } else if (!isKnown(row)) {
                isKept = show(storeId, row, memory, from, end);
                ringRows.getAndIncrement();
                recordLatency(row.id());
            }
        } finally {
            if (!isKept) {
                memory.close();
            }
        }
    }

    private boolean isKnown(final DataRow row) {
        if (row.time().isStatic()) {
            final boolean known = statics.contains(row.id());
            statics.add(row.id());
            return known;
        }
        return byFile.contains(row.id()) || byFileBefore.contains(row.id());
    }

    /// @return whether the memory is in use from now on
    private boolean show(
            final StoreId storeId, final DataRow row, final RowMemory memory, final RowOrigin from, final long end) {
        if (row.cells().isEmpty()) {
            throw new IllegalArgumentException("entity " + row.entity() + ": a row without cells");
        }
        final RecordingStore store = stores.getOrCreate(storeId);
        long bytes = 0;
        boolean isAppendable = true;
        for (final DataCell cell : row.cells()) {
            bytes += OpenChunk.sizeOf(cell.instances());
            isAppendable &= !cell.instances().type().hasWideOffsets();
            if (cell.descriptor().component().equals(Clears.COMPONENT)) {
                // Before the row can be seen, so that no reader sees data that the same row clears
                store.noteClear(row.entity());
            }
        }
        final List<OverlayPart> own = parts.computeIfAbsent(new Key(storeId, row.entity()), _ -> new ArrayList<>());
        overlayRows.getAndIncrement();
        if (isAppendable && (memory.isEmpty() || bytes < LONE_ROW_BYTES)) {
            append(store, own, row).note(from, end);
            return false;
        }
        final Chunk chunk = OpenChunk.ofOneRow(row);
        // The small cells of a row without blocks lie in memory that is used again
        final LoneRow lone = memory.isEmpty() ? LoneRow.copyOf(chunk) : new LoneRow(chunk, memory);
        store.addOpen(lone);
        own.add(new OverlayPart(lone));
        own.getLast().note(from, end);
        return !memory.isEmpty();
    }

    private static OverlayPart append(final RecordingStore store, final List<OverlayPart> own, final DataRow row) {
        for (final OverlayPart part : own.reversed()) {
            final OpenChunk open = part.open();
            if (open != null && open.rowCount() < MAX_ROWS && open.payloadBytes() < MAX_BYTES && open.tryAppend(row)) {
                return part;
            }
        }
        final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), System.nanoTime());
        fresh.append(row);
        store.addOpen(fresh);
        final OverlayPart part = new OverlayPart(fresh);
        own.add(part);
        return part;
    }

    private void recordLatency(final RowId id) {
        latencies.accept(Math.max(0, RowIds.PROCESS.nowNs() - id.timeNs()));
    }

    /// Shows a chunk of a file in place of those of its rows that were in the overlay.
    ///
    /// @param filed with rows and components; what it refers to stays until the stores are closed
    /// @param mayComeByRing whether rows of it may still be read from a ring, because it was filed after the
    ///     last pass over all rings began
    public void add(final StoreId storeId, final Placement filed, final boolean mayComeByRing) {
        final Chunk chunk = filed.chunk();
        final RecordingStore store = stores.getOrCreate(storeId);
        if (store.hasChunk(chunk)) {
            return;
        }
        if (chunk.isStatic() && hasStaticTwice(storeId, chunk)) {
            addNewStatics(store, chunk);
            return;
        }
        final RowIdSet ids = new RowIdSet();
        ids.addAll(chunk);
        final RowIdSet found = new RowIdSet();
        final List<OverlayPart> own = parts.getOrDefault(new Key(storeId, chunk.entity()), List.of());
        final List<LiveChunk> leaving = new ArrayList<>();
        final List<OverlayPart> rests = new ArrayList<>();
        for (final Iterator<OverlayPart> each = own.iterator(); each.hasNext(); ) {
            final OverlayPart part = each.next();
            final int before = found.size();
            final OverlayPart rest = part.without(ids, found);
            if (found.size() > before) {
                each.remove();
                leaving.add(part.chunk());
                if (rest != null) {
                    rests.add(rest);
                }
            }
        }
        store.replace(
                chunk.entity(), leaving, rests.stream().map(OverlayPart::chunk).toList(), List.of(filed));
        if (!rests.isEmpty()) {
            own.addAll(rests);
        }
        overlayRows.getAndAdd(-found.size());
        noteFiled(chunk, found, mayComeByRing);
    }

    /// Shows chunks of a file that no ring can bring rows of any more, many at once: a pass over all rings has
    /// been made since the file had them.
    public void addAll(final StoreId storeId, final Collection<? extends Placement> filed) {
        final RecordingStore store = stores.getOrCreate(storeId);
        final Map<EntityPath, RowIdSet> shown = new HashMap<>();
        final List<Placement> apart = new ArrayList<>();
        for (final Placement placed : filed) {
            final Chunk chunk = placed.chunk();
            final RowIdSet inOverlay =
                    shown.computeIfAbsent(chunk.entity(), entity -> idsInOverlay(new Key(storeId, entity)));
            if (chunk.isStatic() || hasAny(inOverlay, chunk)) {
                add(storeId, placed, false);
            } else {
                apart.add(placed);
            }
        }
        store.insertPlaced(apart);
    }

    private RowIdSet idsInOverlay(final Key key) {
        final RowIdSet ids = new RowIdSet();
        for (final OverlayPart part : parts.getOrDefault(key, List.of())) {
            ids.addAll(part.chunk().snapshot());
        }
        return ids;
    }

    private static boolean hasAny(final RowIdSet ids, final Chunk chunk) {
        if (ids.size() > 0) {
            for (int row = 0; row < chunk.rowCount(); row++) {
                if (ids.contains(chunk.rowId(row))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void noteFiled(final Chunk chunk, final RowIdSet found, final boolean mayComeByRing) {
        for (int row = 0; row < chunk.rowCount(); row++) {
            final RowId id = chunk.rowId(row);
            if (chunk.isStatic()) {
                statics.add(id);
            } else if (mayComeByRing && !found.contains(id)) {
                byFile.add(id);
                fileFirstRows.getAndIncrement();
                recordLatency(id);
            }
        }
    }

    /// Whether a row of the chunk is in another recording that is shown.
    private boolean hasStaticTwice(final StoreId storeId, final Chunk chunk) {
        final RowIdSet inOverlay = new RowIdSet();
        final RowIdSet ids = new RowIdSet();
        ids.addAll(chunk);
        for (final OverlayPart part : parts.getOrDefault(new Key(storeId, chunk.entity()), List.of())) {
            part.collect(ids, inOverlay);
        }
        for (int row = 0; row < chunk.rowCount(); row++) {
            final RowId id = chunk.rowId(row);
            if (statics.contains(id) && !inOverlay.contains(id)) {
                return true;
            }
        }
        return false;
    }

    private void addNewStatics(final RecordingStore store, final Chunk chunk) {
        final Key key = new Key(store.id(), chunk.entity());
        for (int row = 0; row < chunk.rowCount(); row++) {
            final RowId id = chunk.rowId(row);
            if (!statics.contains(id)) {
                statics.add(id);
                overlayRows.getAndIncrement();
                append(store, parts.computeIfAbsent(key, _ -> new ArrayList<>()), OverlayPart.row(chunk, row));
            }
        }
    }

    /// Whether a pass over all rings would make something forgotten.
    public boolean remembers() {
        return byFile.size() > 0;
    }

    /// A pass over all rings begins.
    public void beginForgetting() {
        byFileBefore = byFile;
        byFile = new RowIdSet();
    }

    /// The pass is over.
    public void forget() {
        byFileBefore = new RowIdSet();
    }

    /// Keeps for good what no file will have; in chunks of its own, out of the way of looking for filed rows.
    public void settle() {
        final long nowNs = System.nanoTime();
        for (final Map.Entry<Key, List<OverlayPart>> entry : parts.entrySet()) {
            final RecordingStore store = stores.getOrCreate(entry.getKey().store());
            for (final Iterator<OverlayPart> each = entry.getValue().iterator(); each.hasNext(); ) {
                final OverlayPart part = each.next();
                if (part.isSettled() && takesNoMore(part, nowNs)) {
                    keep(store, part);
                    each.remove();
                }
            }
            store.reclaim();
        }
    }

    private static boolean takesNoMore(final OverlayPart part, final long nowNs) {
        final OpenChunk open = part.open();
        return open == null
                || open.rowCount() >= MAX_ROWS
                || open.payloadBytes() >= MAX_BYTES
                || nowNs - open.createdNs() >= MAX_AGE_NS;
    }

    private void keep(final RecordingStore store, final OverlayPart part) {
        final int rows = part.chunk().rowCount();
        final Placement placed;
        if (part.chunk() instanceof final LoneRow lone) {
            final Chunk chunk = lone.snapshot();
            placed = new Placement.InMemory(chunk, lone.takeMemory(), ChunkCopy.bytesOf(chunk));
        } else {
            placed = kept.place(store.id(), part.chunk().snapshot());
        }
        store.replace(part.chunk().entity(), List.of(part.chunk()), List.of(), List.of(placed));
        keptRows.getAndAdd(rows);
        overlayRows.getAndAdd(-rows);
    }

    /// Whether rows that come from now on are counted and not shown, for want of memory.
    public void refuse(final boolean isWanted) {
        isRefusing = isWanted;
    }

    /// Rows that were not shown for want of memory; any thread.
    public long refusedRows() {
        return refusedRows.get();
    }

    /// Where rows are kept that no file will have: for a sweep of the stores, on this one's thread.
    public ChunkSink keptMemory() {
        return kept;
    }

    /// Rows read from rings that no file had before; any thread.
    public long ringRows() {
        return ringRows.get();
    }

    /// Rows that a file had before they were read from their rings; any thread.
    public long fileFirstRows() {
        return fileFirstRows.get();
    }

    /// Rows shown that are in no file yet; any thread.
    public long overlayRows() {
        return overlayRows.get();
    }

    /// Rows shown that no file will have; any thread.
    public long keptRows() {
        return keptRows.get();
    }

    /// Gives back the memory of rows that are kept; the stores must have been closed.
    @Override
    public void close() {
        parts.clear();
        kept.close();
    }
}
