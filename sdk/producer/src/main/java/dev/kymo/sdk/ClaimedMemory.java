package dev.kymo.sdk;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.store.model.ArrayData;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a caller fills of one cell of a claimed row: its last buffer, in the shared payload area where that can be had.
/// For the thread that took it.
final class ClaimedMemory {
    private final @Nullable SharedMemorySink sink;
    private final @Nullable PayloadClaim block;
    private final MemorySegment scratch;
    private final MemorySegment memory;

    private ClaimedMemory(
            final @Nullable SharedMemorySink sink,
            final @Nullable PayloadClaim block,
            final MemorySegment scratch,
            final MemorySegment memory) {
        this.sink = sink;
        this.block = block;
        this.scratch = scratch;
        this.memory = memory;
    }

    /// @param sink null for memory that is no sink's
    /// @param offset where the last buffer of the cell lies in its block, [RingProducer#lastBufferOffset]
    /// @param bytes of that buffer
    static ClaimedMemory take(final @Nullable SharedMemorySink sink, final long offset, final long bytes) {
        if (sink != null) {
            final PayloadClaim block = sink.claim(offset + bytes);
            if (block != null) {
                return new ClaimedMemory(
                        sink, block, ArrayData.NO_BUFFER, block.memory().asSlice(offset, bytes));
            }
        }
        final MemorySegment scratch = ScratchMemory.take(bytes);
        return new ClaimedMemory(null, null, scratch, scratch.asSlice(0, bytes));
    }

    MemorySegment memory() {
        return memory;
    }

    /// Null when the memory is the process's own and has to be copied.
    @Nullable
    PayloadClaim block() {
        return block;
    }

    /// The memory is the caller's no longer. Once.
    void end() {
        if (sink != null && block != null) {
            sink.release(block);
        } else {
            ScratchMemory.give(scratch);
        }
    }
}
