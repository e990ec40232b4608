package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.List;

/// Keeps sealed chunks in memory, in the same layout a file would have: for whoever records nothing.
public final class MemoryChunks implements ChunkSink, AutoCloseable {
    private final List<OffHeap.Block> blocks = new ArrayList<>();

    @Override
    public Placement.InMemory place(final StoreId store, final Chunk chunk) {
        return new Placement.InMemory(store(store, chunk));
    }

    /// A copy of a chunk, valid until this is closed.
    public Chunk store(final StoreId store, final Chunk chunk) {
        final EncodedIpc encoded = ChunkCodec.encode(chunk);
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.SEALED_CHUNK, encoded.lengthBytes());
        blocks.add(block);
        encoded.copyTo(block.segment());
        return ChunkCodec.decode(block.segment().asSlice(0, encoded.lengthBytes()));
    }

    @Override
    public void close() {
        blocks.forEach(OffHeap.Block::close);
        blocks.clear();
    }
}
