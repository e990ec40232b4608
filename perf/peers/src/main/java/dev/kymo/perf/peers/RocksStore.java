package dev.kymo.perf.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB set up for reading what fits its cache: no compression, a block cache of 1 GiB, no write-ahead log while it
/// is filled in batches, compacted before it is asked, one iterator kept.
final class RocksStore implements AutoCloseable {
    private static final long CACHE_BYTES = 1L << 30;
    private static final long MEMTABLE_BYTES = 256L << 20;
    private static final int BATCH_ROWS = 4096;
    private static final int MAX_KEY_BYTES = 16;

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final Options options = new Options()
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setWriteBufferSize(MEMTABLE_BYTES)
            .setTableFormatConfig(
                    new BlockBasedTableConfig().setBlockCache(cache).setCacheIndexAndFilterBlocks(false));
    private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
    private final ReadOptions reading = new ReadOptions().setVerifyChecksums(false);
    private final @Nullable KeptData kept;
    private RocksDB database;
    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer key = ByteBuffer.allocateDirect(MAX_KEY_BYTES).order(ByteOrder.BIG_ENDIAN);
    private RocksIterator iterator;
    private int batched;

    /// An empty one.
    RocksStore(final Path folder) throws RocksDBException {
        kept = null;
        database = RocksDB.open(options, folder.toString());
        iterator = database.newIterator(reading);
    }

    /// What was kept, or an empty one that [#seal] keeps.
    RocksStore(final KeptData kept) throws RocksDBException {
        this.kept = kept;
        database = kept.isThere()
                ? RocksDB.openReadOnly(options, kept.path().toString())
                : RocksDB.open(options, kept.unfinished().toString());
        iterator = database.newIterator(reading);
    }

    /// A cleared buffer for a key; flip it when it is written.
    ByteBuffer key() {
        return key.clear();
    }

    /// @param value from position to limit
    void put(final ByteBuffer flippedKey, final ByteBuffer value) throws RocksDBException {
        batch.put(flippedKey, value);
        if (++batched == BATCH_ROWS) {
            writeBatch();
        }
    }

    /// Makes visible what waits for a full batch.
    void flushBatch() throws RocksDBException {
        if (batched > 0) {
            writeBatch();
        }
    }

    /// One that sees all that was flushed; the caller closes it.
    RocksIterator freshIterator() {
        return database.newIterator(reading);
    }

    private void writeBatch() throws RocksDBException {
        database.write(writing, batch);
        batch.clear();
        batched = 0;
    }

    /// Puts what was filled in order, keeps it, and has all of it in the block cache: what was kept by an earlier run is
    /// on the disk alone, and warming up touches few of its blocks (108 µs a question instead of 1.9, seen).
    void seal() throws RocksDBException, IOException {
        if (kept == null) {
            return;
        }
        if (!kept.isThere()) {
            flushBatch();
            database.compactRange();
            iterator.close();
            database.close();
            kept.keep();
            database = RocksDB.openReadOnly(options, kept.path().toString());
            iterator = database.newIterator(reading);
        }
        kept.load();
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {}
        iterator.status();
    }

    RocksIterator iterator() {
        return iterator;
    }

    @Override
    public void close() throws IOException {
        iterator.close();
        batch.close();
        database.close();
        writing.close();
        reading.close();
        options.close();
        cache.close();
    }
}
