package dev.kymo.perf.peers;

import dev.kymo.perf.query.ScalarStore;
import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A range by seek and next.
final class RocksScalars implements ScalarStore {
    private final ByteBuffer value = ByteBuffer.allocateDirect(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer found = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.BIG_ENDIAN);
    private @Nullable RocksStore store;

    @Override
    public boolean begin(final CaseSpec bench, final int rows) throws RocksDBException, IOException {
        final KeptData kept = KeptData.of(bench, "rocksdb", Integer.toString(rows));
        final boolean isThere = kept.isThere();
        store = new RocksStore(kept);
        return isThere;
    }

    @Override
    public void add(final long time, final double number) throws RocksDBException {
        store.put(
                store.key().putLong(time).flip(),
                value.clear().putDouble(number).flip());
    }

    @Override
    public void seal() throws RocksDBException, IOException {
        store.seal();
    }

    @Override
    public double sum(final long from, final long to) {
        final RocksIterator iterator = store.iterator();
        double sum = 0;
        for (iterator.seek(store.key().putLong(from).flip()); iterator.isValid(); iterator.next()) {
            iterator.key(found.clear());
            if (found.getLong(0) > to) {
                break;
            }
            iterator.value(value.clear());
            sum += value.getDouble(0);
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
