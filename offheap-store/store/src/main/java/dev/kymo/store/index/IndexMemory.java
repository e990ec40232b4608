package dev.kymo.store.index;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The memory of a store's search structures. They are many and small (a table of 132 bytes for 1000 rows), so
/// they are cut from blocks, and all go back together when the last reader of the closed store has left. Those of a
/// chunk that goes before ([Share]) are used again for others.
///
/// Any thread may allocate: who asks first makes a structure. It happens once for each of them; a search does
/// not come here.
final class IndexMemory implements TableMemory, AutoCloseable {
    private static final long FIRST_BLOCK_BYTES = 4 << 10;
    private static final long MAX_BLOCK_BYTES = 1 << 20;
    private static final long ALIGNMENT = 8;

    private static final int SIZES_PER_OCTAVE_LOG2 = 3;

    private final List<OffHeap.Block> blocks = new ArrayList<>();
    /// By their length.
    private final Map<Long, ArrayDeque<Part>> idle = new HashMap<>(0);
    private MemorySegment block = MemorySegment.NULL;
    private long usedBytes;
    private boolean closed;

    /// Memory of a structure: a part of a block. The block's segment is shared by its neighbours, and so stays in the
    /// cache, which one of its own would not.
    record Part(MemorySegment block, long at) {}

    /// What one chunk's tables take of it. Any thread may allocate, until it is given back.
    final class Share implements TableMemory {
        private final List<Part> parts = new ArrayList<>(0);
        private final List<Long> lengths = new ArrayList<>(0);

        private Share() {}

        @Override
        public Part allocate(final long lengthBytes) {
            final long length = sizeClass(lengthBytes);
            synchronized (IndexMemory.this) {
                final ArrayDeque<Part> waiting = idle.get(length);
                final Part recycled = waiting == null ? null : waiting.poll();
                final Part part = recycled == null ? IndexMemory.this.allocate(length) : recycled;
                parts.add(part);
                lengths.add(length);
                return part;
            }
        }

        /// Nobody reads them any more.
        void giveBack() {
            synchronized (IndexMemory.this) {
                for (int i = 0; i < parts.size(); i++) {
                    idle.computeIfAbsent(lengths.get(i), _ -> new ArrayDeque<>())
                            .push(parts.get(i));
                }
                parts.clear();
                lengths.clear();
            }
        }
    }

    /// A few lengths only, so that what one chunk gave back fits another: an eighth of a power of two apart.
    private static long sizeClass(final long lengthBytes) {
        final long least = Math.max(ALIGNMENT, lengthBytes);
        final int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(least);
        final long grain = Math.max(ALIGNMENT, 1L << log2 >> SIZES_PER_OCTAVE_LOG2);
        return (least + grain - 1) / grain * grain;
    }

    /// For the tables of one chunk.
    Share share() {
        return new Share();
    }

    /// @return `lengthBytes` of unspecified contents, valid until this is closed
    /// @throws IllegalStateException when it is
    @Override
    public synchronized Part allocate(final long lengthBytes) {
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
        idle.clear();
        blocks.forEach(OffHeap.Block::close);
        blocks.clear();
    }
}
