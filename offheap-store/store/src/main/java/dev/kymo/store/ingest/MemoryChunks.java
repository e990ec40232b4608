package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCopy;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.Segments;
import dev.kymo.store.model.StoreId;

/// Keeps sealed chunks in memory, in segments, with the columns a file would have: for whoever records nothing.
public final class MemoryChunks implements ChunkSink, AutoCloseable {
    private final Segments segments = new Segments(MemoryTag.SEALED_CHUNK);

    /// @throws dev.kymo.store.memory.MemoryLimitException when sealed chunks have a limit that this would exceed
    @Override
    public Placement.InMemory place(final StoreId store, final Chunk chunk) {
        final long bytes = ChunkCopy.bytesOf(chunk);
        final Segments.Part part = segments.allocate(bytes);
        return new Placement.InMemory(ChunkCopy.copy(chunk, part.segment()), part, bytes);
    }

    /// A copy of a chunk, valid until this is closed.
    public Chunk store(final StoreId store, final Chunk chunk) {
        return ChunkCopy.copy(chunk, segments.allocate(ChunkCopy.bytesOf(chunk)).segment());
    }

    /// Gives all of it back; the stores that show it must have been closed.
    @Override
    public void close() {
        segments.close();
    }
}
