package dev.kymo.perf.peers;

import dev.kymo.perf.ingesting.IngestStore;
import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// RocksDB: batches of 4096 puts (images: one each), no write-ahead log, direct buffers.
final class RocksIngest implements IngestStore {
    private @Nullable RocksStore store;
    private ByteBuffer value = ByteBuffer.allocateDirect(Double.BYTES);
    private double[] staged = {};
    private int stagedRows;
    private long first;

    @Override
    public void begin(final CaseSpec bench, final int payloadBytes) throws RocksDBException {
        store = new RocksStore(bench.folder().resolve("rocksdb"));
        value = ByteBuffer.allocateDirect(Math.max(Double.BYTES, payloadBytes)).order(ByteOrder.LITTLE_ENDIAN);
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (int at = 0; at < value.capacity(); at += Long.BYTES) {
            value.putLong(at, random.nextLong());
        }
    }

    @Override
    public void stage(final long firstTime, final double[] values, final int rows) {
        first = firstTime;
        staged = values;
        stagedRows = rows;
    }

    @Override
    public void ingest() throws RocksDBException {
        for (int row = 0; row < stagedRows; row++) {
            store.put(store.key().putLong(first + row).flip(), value.clear().putDouble(0, staged[row]));
        }
        store.flushBatch();
    }

    @Override
    public double sum() {
        double sum = 0;
        try (RocksIterator iterator = store.freshIterator()) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                iterator.value(value.clear());
                sum += value.getDouble(0);
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
