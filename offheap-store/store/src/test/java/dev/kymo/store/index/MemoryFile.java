package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a file is to a store, in memory: chunks that are put there and read back, every other one as if it had to be
/// unpacked.
final class MemoryFile implements ChunkSink, ChunkSource, AutoCloseable {
    private final List<OffHeap.Block> payloads = new ArrayList<>();
    private final List<Long> lengths = new ArrayList<>();
    private volatile long reads;
    private volatile boolean isFailing;

    @Override
    public Placement.InFile place(final StoreId store, final Chunk chunk) {
        final EncodedIpc encoded = ChunkCodec.encode(chunk);
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, encoded.lengthBytes());
        encoded.copyTo(block.segment());
        final long unpackedBytes;
        final int at;
        synchronized (this) {
            at = payloads.size();
            unpackedBytes = at % 2 == 0 ? 0 : encoded.lengthBytes();
            payloads.add(block);
            lengths.add(encoded.lengthBytes());
        }
        return new Placement.InFile(chunk, this, at, encoded.lengthBytes(), unpackedBytes);
    }

    @Override
    public synchronized @Nullable ReadChunk read(final long at, final long lengthBytes, final long unpackedBytes) {
        reads++;
        if (isFailing) {
            return null;
        }
        final OffHeap.Block stored = payloads.get((int) at);
        if (lengths.get((int) at) != lengthBytes) {
            throw new IllegalArgumentException("length=" + lengthBytes + ", stored=" + lengths.get((int) at));
        }
        if (unpackedBytes == 0) {
            return new ReadChunk(ChunkCodec.decode(stored.segment().asSlice(0, lengthBytes)), null);
        }
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.DECOMPRESSED, unpackedBytes);
        block.segment().copyFrom(stored.segment().asSlice(0, lengthBytes));
        return new ReadChunk(ChunkCodec.decode(block.segment().asSlice(0, unpackedBytes)), block);
    }

    /// How often a chunk was read.
    long reads() {
        return reads;
    }

    /// Whether chunks can't be read from now on.
    void fail(final boolean fails) {
        isFailing = fails;
    }

    /// How many chunks are in it.
    synchronized int count() {
        return payloads.size();
    }

    @Override
    public void close() {
        payloads.forEach(OffHeap.Block::close);
        payloads.clear();
    }
}
