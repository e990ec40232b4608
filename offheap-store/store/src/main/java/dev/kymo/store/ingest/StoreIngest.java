package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.Clears;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Turns rows into chunks: a row is queryable when [#append] returns; its chunk goes to the sink when it is
/// sealed.
///
/// One thread, except that readers of the stores may be anywhere.
public final class StoreIngest implements RowSink, AutoCloseable {
    private static final long AGE_CHECK_NS = 100_000_000L;

    private final Stores stores;
    private final ChunkSink sink;
    private final SealPolicy policy;
    private final Map<StoreId, OpenChunks> open = new HashMap<>();
    /// That of the row before: most rows are of one store.
    private @Nullable OpenChunks latest;
    /// The mark of each open chunk's first row, least first: chunks are made in the order of their first
    /// rows.
    private final SequencedMap<OpenChunk, Long> firstMarks = new LinkedHashMap<>();

    private final boolean keepsFiled;
    private long appendedMark;
    private long filedMark;
    private long lastAgeCheckNs = System.nanoTime();

    /// The open chunks of a store. Those of one entity that carry different timelines are few: a list is searched.
    private record OpenChunks(StoreId id, RecordingStore store, Map<EntityPath, List<OpenChunk>> byEntity) {
        List<OpenChunk> of(final EntityPath entity) {
            final List<OpenChunk> chunks = byEntity.get(entity);
            return chunks == null ? byEntity.computeIfAbsent(entity, _ -> new ArrayList<>()) : chunks;
        }
    }

    /// @param sink where sealed chunks go; stays the caller's
    public StoreIngest(final Stores stores, final ChunkSink sink, final SealPolicy policy) {
        this(stores, sink, policy, true);
    }

    /// @param keepsFiled whether rows can be asked for once they are with the sink; without, the stores hold no more
    ///     than open chunks, and what the sink answers is not used
    public StoreIngest(final Stores stores, final ChunkSink sink, final SealPolicy policy, final boolean keepsFiled) {
        this.keepsFiled = keepsFiled;
        this.stores = stores;
        this.sink = sink;
        this.policy = policy;
    }

    /// @throws IllegalArgumentException for a row without cells, or with one that can neither be appended to
    ///     a chunk (64-bit offsets) nor stored as it lies (a window into a longer array); nothing of it has
    ///     been kept
    /// @throws UncheckedIOException when a chunk can't be stored; its rows, this one among them, stay
    ///     queryable (and counted in [#appendedMark]), and the next attempt to seal tries again
    @Override
    public void append(final StoreId storeId, final DataRow row) {
        if (row.cells().isEmpty()) {
            throw new IllegalArgumentException("entity " + row.entity() + ": a row without cells");
        }
        long rowBytes = 0;
        boolean whole = true;
        boolean hasClear = false;
        DataCell unappendable = null;
        for (final DataCell cell : row.cells()) {
            rowBytes += OpenChunk.sizeOf(cell.instances());
            whole &= cell.instances().beginsAtZero();
            hasClear |= cell.descriptor().component().equals(Clears.COMPONENT);
            if (cell.instances().type().hasWideOffsets()) {
                unappendable = cell;
            }
        }
        if (unappendable != null && !whole) {
            throw new IllegalArgumentException("entity " + row.entity() + ", component "
                    + unappendable.descriptor().component() + ": windows of "
                    + unappendable.instances().type() + " can't be stored: use 32-bit offsets, or whole arrays");
        }
        final OpenChunks chunks = chunksOf(storeId);
        final RecordingStore store = chunks.store;
        if (hasClear) {
            // Before the row can be seen, so that no reader sees data that the same row clears.
            store.noteClear(row.entity());
        }
        if (unappendable != null) {
            insertStored(store, placeSealed(storeId, OpenChunk.ofOneRow(row)));
        } else if (whole && rowBytes >= policy.largeRowBytes()) {
            storeAlone(chunks, row);
        } else {
            final OpenChunk target = appendToOpen(chunks, row);
            if (target.payloadBytes() >= policy.maxBytes() || target.rowCount() >= policy.maxRows()) {
                seal(store, target);
                chunks.of(row.entity()).remove(target);
            }
        }
    }

    /// For a row that was stored without an open chunk.
    private void insertStored(final RecordingStore store, final Placement stored) {
        appendedMark++;
        noteFiled();
        if (keepsFiled) {
            store.insertPlaced(List.of(stored));
        }
    }

    private void storeAlone(final OpenChunks chunks, final DataRow row) {
        final Placement stored;
        try {
            stored = placeSealed(chunks.id, OpenChunk.ofOneRow(row));
        } catch (final UncheckedIOException e) {
            // The row's memory is borrowed: to keep the row it has to be copied.
            appendToOpen(chunks, row);
            throw e;
        }
        insertStored(chunks.store, stored);
    }

    private OpenChunks chunksOf(final StoreId storeId) {
        final OpenChunks before = latest;
        if (before != null && before.id.equals(storeId)) {
            return before;
        }
        final OpenChunks found =
                open.computeIfAbsent(storeId, id -> new OpenChunks(id, stores.getOrCreate(id), new HashMap<>()));
        latest = found;
        return found;
    }

    private OpenChunk appendToOpen(final OpenChunks chunks, final DataRow row) {
        final List<OpenChunk> candidates = chunks.of(row.entity());
        for (int i = 0; i < candidates.size(); i++) {
            final OpenChunk chunk = candidates.get(i);
            if (chunk.tryAppend(row)) {
                appendedMark++;
                return chunk;
            }
        }
        final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), System.nanoTime());
        fresh.append(row);
        chunks.store.addOpen(fresh);
        // Last: a chunk that the store does not show must not take the rows that follow.
        candidates.add(fresh);
        appendedMark++;
        firstMarks.put(fresh, appendedMark);
        noteFiled();
        return fresh;
    }

    /// Rows are counted, each as one mark.
    @Override
    public long appendedMark() {
        return appendedMark;
    }

    /// All rows before the first of the oldest open chunk are in sealed chunks that the chunk sink has
    /// stored.
    @Override
    public long filedMark() {
        return filedMark;
    }

    private void noteFiled() {
        filedMark =
                firstMarks.isEmpty() ? appendedMark : firstMarks.firstEntry().getValue() - 1;
    }

    /// [#sealAll].
    @Override
    public void requestFiling() {
        sealAll();
    }

    @Override
    public void tick() {
        final long nowNs = System.nanoTime();
        if (nowNs - lastAgeCheckNs >= AGE_CHECK_NS) {
            lastAgeCheckNs = nowNs;
            sealAged(nowNs);
        }
    }

    /// Seals what has grown old; [#tick] does it regularly.
    ///
    /// @param nowNs by [System#nanoTime]
    /// @return how many chunks were sealed
    public int sealAged(final long nowNs) {
        return sealWhere(chunk -> nowNs - chunk.createdNs() >= policy.maxAgeNs());
    }

    /// Seals everything that is open.
    public int sealAll() {
        return sealWhere(_ -> true);
    }

    private int sealWhere(final java.util.function.Predicate<OpenChunk> condition) {
        int sealed = 0;
        for (final OpenChunks ofStore : open.values()) {
            final var entries = ofStore.byEntity.values().iterator();
            while (entries.hasNext()) {
                final List<OpenChunk> chunks = entries.next();
                sealed += sealWhere(ofStore.store, chunks, condition);
                if (chunks.isEmpty()) {
                    entries.remove();
                }
            }
            ofStore.store.reclaim();
        }
        return sealed;
    }

    private int sealWhere(
            final RecordingStore store,
            final List<OpenChunk> chunks,
            final java.util.function.Predicate<OpenChunk> condition) {
        int sealed = 0;
        final var each = chunks.iterator();
        while (each.hasNext()) {
            final OpenChunk chunk = each.next();
            if (condition.test(chunk)) {
                seal(store, chunk);
                each.remove();
                sealed++;
            }
        }
        return sealed;
    }

    private void seal(final RecordingStore store, final OpenChunk chunk) {
        final Placement stored = placeSealed(store.id(), chunk.snapshot());
        firstMarks.remove(chunk);
        noteFiled();
        if (keepsFiled) {
            store.seal(chunk, stored);
        } else {
            store.replace(chunk.entity(), List.of(chunk), List.of(), List.of());
        }
    }

    private Placement placeSealed(final StoreId id, final Chunk chunk) {
        try {
            return sink.place(id, chunk);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Seals everything; the sink stays open.
    @Override
    public void close() {
        sealAll();
    }
}
