package dev.kymo.store.index;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The memory of a store's search structures. They are many and small (a table of 132 bytes for 1000 rows), so
/// they are cut from blocks, and all go back together when the last reader of the closed store has left.
///
/// Any thread may allocate: who asks first makes a structure. It happens once for each of them; a search does
/// not come here.
final class IndexMemory implements AutoCloseable {
    private static final long FIRST_BLOCK_BYTES = 4 << 10;
    private static final long MAX_BLOCK_BYTES = 1 << 20;
    private static final long ALIGNMENT = 8;

    private final List<OffHeap.Block> blocks = new ArrayList<>();
    private MemorySegment block = MemorySegment.NULL;
    private long usedBytes;
    private boolean closed;

    /// Memory of a structure: a part of a block. The block's segment is shared by its neighbours, and so stays in the
    /// cache, which one of its own would not.
    record Part(MemorySegment block, long at) {}

    /// @return `lengthBytes` of unspecified contents, valid until this is closed
    /// @throws IllegalStateException when it is
    synchronized Part allocate(final long lengthBytes) {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        final long rounded = (lengthBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (rounded > block.byteSize() - usedBytes) {
            final long grown = Math.min(MAX_BLOCK_BYTES, FIRST_BLOCK_BYTES << Math.min(blocks.size(), 16));
            final OffHeap.Block fresh = OffHeap.allocate(MemoryTag.INDEX, Math.max(rounded, grown));
            blocks.add(fresh);
            block = fresh.segment();
            usedBytes = 0;
        }
        final Part part = new Part(block, usedBytes);
        usedBytes += rounded;
        return part;
    }

    /// Gives all of it back; closing again does nothing more.
    @Override
    public synchronized void close() {
        closed = true;
        block = MemorySegment.NULL;
        usedBytes = 0;
        blocks.forEach(OffHeap.Block::close);
        blocks.clear();
    }
}
