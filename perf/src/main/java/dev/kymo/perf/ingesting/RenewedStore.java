package dev.kymo.perf.ingesting;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import org.jspecify.annotations.Nullable;

/// A store in memory that can be given back between bursts, all of it, for one that is empty: its segments are
/// used again, as they will be where a sweep gives back what is old. Lanes are of the store that was there when
/// they were asked for, so rows that take lanes are not to be renewed.
final class RenewedStore implements RowSink, AutoCloseable {
    private Stores stores = new Stores();
    private MemoryChunks memory = new MemoryChunks();
    private StoreIngest ingest = ingest();
    private long chunks;
    private long rowsBefore;

    private StoreIngest ingest() {
        return new StoreIngest(
                stores,
                (store, chunk) -> {
                    chunks++;
                    return memory.place(store, chunk);
                },
                SealPolicy.fromEnvironment());
    }

    Stores stores() {
        return stores;
    }

    /// Rows of the store that is there now.
    long heldRows() {
        return ingest.appendedMark();
    }

    /// Chunks sealed so far.
    long chunks() {
        return chunks;
    }

    void renew() {
        rowsBefore += ingest.appendedMark();
        close();
        stores = new Stores();
        memory = new MemoryChunks();
        ingest = ingest();
    }

    @Override
    public void append(final StoreId store, final DataRow row) {
        ingest.append(store, row);
    }

    @Override
    public @Nullable RowLane lane(final RowShape shape) {
        return ingest.lane(shape);
    }

    @Override
    public void tick() {
        ingest.tick();
    }

    @Override
    public long appendedMark() {
        return rowsBefore + ingest.appendedMark();
    }

    @Override
    public long filedMark() {
        return rowsBefore + ingest.filedMark();
    }

    @Override
    public void requestFiling() {
        ingest.requestFiling();
    }

    @Override
    public void requestFiling(final long mark, final boolean isUrgent) {
        ingest.requestFiling(mark - rowsBefore, isUrgent);
    }

    @Override
    public void close() {
        ingest.close();
        stores.close();
        memory.close();
    }
}
