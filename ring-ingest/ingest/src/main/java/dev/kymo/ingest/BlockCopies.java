package dev.kymo.ingest;

import dev.kymo.store.ingest.RowMemory;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Copies a row's blocks before they are looked at: for a reader that does not own the ring, whose blocks may
/// be handed out again at any moment.
final class BlockCopies implements BlockSource {
    private final PayloadReader payload;
    private final long areaBytes;
    private List<OffHeap.Block> copies = new ArrayList<>();
    private long copiedBytes;

    BlockCopies(final MemorySegment area) {
        payload = new PayloadReader(area);
        areaBytes = area.byteSize();
    }

    @Override
    public MemorySegment block(final long position, final long bytes) {
        final MemorySegment found = payload.block(position, bytes);
        copiedBytes += bytes;
        if (copiedBytes > areaBytes) {
            throw new IllegalArgumentException(
                    "row with blocks of " + copiedBytes + " bytes, the payload area has " + areaBytes);
        }
        final OffHeap.Block copy = OffHeap.allocate(MemoryTag.SEALED_CHUNK, bytes);
        copies.add(copy);
        MemorySegment.copy(found, 0, copy.segment(), 0, bytes);
        return copy.segment().asSlice(0, bytes).asReadOnly();
    }

    @Override
    public boolean isShared() {
        return false;
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    /// What was copied since the last call; the caller's from now on.
    RowMemory take() {
        final RowMemory taken = new RowMemory(copies);
        copies = new ArrayList<>();
        copiedBytes = 0;
        return taken;
    }
}
