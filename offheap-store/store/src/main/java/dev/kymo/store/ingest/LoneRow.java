package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCopy;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import java.util.List;

/// A large row shown where it was copied to from its ring, without being copied again.
final class LoneRow implements LiveChunk {
    private final Chunk chunk;
    private RowMemory memory;

    /// @param chunk of one row that lies in `memory`
    LoneRow(final Chunk chunk, final RowMemory memory) {
        this.chunk = chunk;
        this.memory = memory;
    }

    /// For a row that no open chunk takes.
    static LoneRow copyOf(final Chunk borrowed) {
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.SEALED_CHUNK, ChunkCopy.bytesOf(borrowed));
        return new LoneRow(ChunkCopy.copy(borrowed, block.segment()), new RowMemory(List.of(block)));
    }

    /// The row stays when this is closed; its memory is the caller's.
    RowMemory takeMemory() {
        final RowMemory taken = memory;
        memory = RowMemory.NONE;
        return taken;
    }

    @Override
    public EntityPath entity() {
        return chunk.entity();
    }

    @Override
    public int rowCount() {
        return chunk.rowCount();
    }

    @Override
    public Chunk snapshot() {
        return chunk;
    }

    @Override
    public void close() {
        memory.close();
        memory = RowMemory.NONE;
    }
}
