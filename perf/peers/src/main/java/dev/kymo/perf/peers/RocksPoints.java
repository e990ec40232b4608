package dev.kymo.perf.peers;

import dev.kymo.perf.query.PointStore;
import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Latest-at by `seekForPrev` on keys of entity and time. Both components are one value.
final class RocksPoints implements PointStore {
    private @Nullable RocksStore store;
    private ByteBuffer value = ByteBuffer.allocateDirect(0);
    private int entities;

    @Override
    public boolean begin(final CaseSpec bench, final int entityCount, final int points)
            throws RocksDBException, IOException {
        final KeptData kept = KeptData.of(bench, "rocksdb", bench.size(1000, 1000) + "x" + entityCount + "x" + points);
        final boolean isThere = kept.isThere();
        store = new RocksStore(kept);
        entities = entityCount;
        value = ByteBuffer.allocateDirect(points * 4 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return isThere;
    }

    @Override
    public void add(final int entity, final long time, final int[] positions, final int[] colours)
            throws RocksDBException {
        value.clear();
        for (final int word : positions) {
            value.putInt(word);
        }
        for (final int word : colours) {
            value.putInt(word);
        }
        store.put(store.key().putInt(entity).putLong(time).flip(), value.flip());
    }

    @Override
    public void seal() throws RocksDBException, IOException {
        store.seal();
    }

    @Override
    public int latestAt(final long time) {
        final RocksIterator iterator = store.iterator();
        final ByteBuffer into = value;
        int sum = 0;
        for (int entity = 0; entity < entities; entity++) {
            iterator.seekForPrev(store.key().putInt(entity).putLong(time).flip());
            into.clear();
            final int length = iterator.value(into);
            for (int at = 0; at < length; at += Integer.BYTES) {
                sum += into.getInt(at);
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
