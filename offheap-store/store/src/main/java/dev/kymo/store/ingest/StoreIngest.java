package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
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
import java.util.List;
import java.util.Map;

/// Turns rows into chunks: a row is queryable when [#append] returns; its chunk goes to the sink when it is sealed.
///
/// One thread, except that readers of the stores may be anywhere.
public final class StoreIngest implements RowSink, AutoCloseable {
    private static final long AGE_CHECK_NS = 100_000_000L;

    private final Stores stores;
    private final ChunkSink sink;
    private final SealPolicy policy;
    /// Those of one store and entity that carry different timelines are few: a list is searched.
    private final Map<Key, List<OpenChunk>> open = new HashMap<>();

    private long lastAgeCheckNs = System.nanoTime();

    private record Key(StoreId store, EntityPath entity) {}

    /// @param sink where sealed chunks go; stays the caller's
    public StoreIngest(final Stores stores, final ChunkSink sink, final SealPolicy policy) {
        this.stores = stores;
        this.sink = sink;
        this.policy = policy;
    }

    /// @throws UncheckedIOException when a sealed chunk can't be stored; its rows stay queryable, and the next attempt
    /// to
    ///     seal tries again
    @Override
    public void append(final StoreId storeId, final DataRow row) {
        if (row.cells().isEmpty()) {
            throw new IllegalArgumentException("entity " + row.entity() + ": a row without cells");
        }
        final RecordingStore store = stores.getOrCreate(storeId);
        long rowBytes = 0;
        boolean whole = true;
        for (final DataCell cell : row.cells()) {
            rowBytes += OpenChunk.sizeOf(cell.instances());
            whole &= cell.instances().beginsAtZero();
        }
        if (whole && rowBytes >= policy.largeRowBytes()) {
            store.insert(List.of(storeSealed(storeId, OpenChunk.ofOneRow(row))));
            return;
        }
        final List<OpenChunk> candidates = open.computeIfAbsent(new Key(storeId, row.entity()), _ -> new ArrayList<>());
        OpenChunk target = null;
        for (final OpenChunk chunk : candidates) {
            if (chunk.accepts(row)) {
                target = chunk;
                break;
            }
        }
        if (target == null) {
            target = new OpenChunk(row.entity(), row.time(), System.nanoTime());
            candidates.add(target);
            target.append(row);
            store.addOpen(target);
        } else {
            target.append(row);
        }
        for (final DataCell cell : row.cells()) {
            if (cell.descriptor().component().equals(Clears.COMPONENT)) {
                store.noteClear();
            }
        }
        if (target.payloadBytes() >= policy.maxBytes() || target.rowCount() >= policy.maxRows()) {
            seal(store, target);
            candidates.remove(target);
        }
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
        final var entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            final Map.Entry<Key, List<OpenChunk>> entry = entries.next();
            final RecordingStore store = stores.getOrCreate(entry.getKey().store());
            final var chunks = entry.getValue().iterator();
            while (chunks.hasNext()) {
                final OpenChunk chunk = chunks.next();
                if (condition.test(chunk)) {
                    seal(store, chunk);
                    chunks.remove();
                    sealed++;
                }
            }
            if (entry.getValue().isEmpty()) {
                entries.remove();
            }
            store.reclaim();
        }
        return sealed;
    }

    private void seal(final RecordingStore store, final OpenChunk chunk) {
        store.seal(chunk, storeSealed(store.id(), chunk.snapshot()));
    }

    private Chunk storeSealed(final StoreId id, final Chunk chunk) {
        try {
            return sink.store(id, chunk);
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
