package dev.kymo.sdk;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Iterator;

/// Memory outside the heap for claims that have no place in shared memory: each thread keeps a few pieces and uses them
/// again, so that a loop whose images are dropped does not pay for fresh pages each time.
final class ScratchMemory {
    private static final int MAX_KEPT = 4;
    private static final long MAX_KEPT_BYTES = 64L << 20;
    private static final long LEAST_BYTES = 4096;
    private static final int ALIGNMENT = 64;
    private static final ThreadLocal<ArrayDeque<MemorySegment>> KEPT =
            ThreadLocal.withInitial(() -> new ArrayDeque<>(MAX_KEPT));

    private ScratchMemory() {}

    /// At least `bytes` bytes, with whatever is in them.
    static MemorySegment take(final long bytes) {
        final Iterator<MemorySegment> kept = KEPT.get().iterator();
        while (kept.hasNext()) {
            final MemorySegment piece = kept.next();
            if (piece.byteSize() >= bytes) {
                kept.remove();
                return piece;
            }
        }
        // Freed when nobody can reach it any more: the caller may hold a view of it for longer than the claim
        return Arena.ofAuto().allocate(Math.max(LEAST_BYTES, bytes), ALIGNMENT);
    }

    /// By the thread that took it.
    static void give(final MemorySegment piece) {
        final ArrayDeque<MemorySegment> kept = KEPT.get();
        if (piece.byteSize() > MAX_KEPT_BYTES) {
            return;
        }
        if (kept.size() == MAX_KEPT) {
            kept.removeFirst();
        }
        kept.addLast(piece);
    }
}
