package dev.kymo.store.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Memory for the index buckets of a store, in sizes that are powers of two. Buckets that were replaced by longer ones
/// come back once no reader can see them ([dev.kymo.store.memory.Epochs]) and are used again.
///
/// The writer's thread.
final class SeriesMemory {
    private final IndexMemory memory;
    /// By the logarithm of their entries.
    private final List<ArrayDeque<IndexMemory.Part>> idle = new ArrayList<>();

    SeriesMemory(final IndexMemory memory) {
        this.memory = memory;
    }

    /// @param capacity a power of two
    IndexMemory.Part allocate(final int capacity) {
        final IndexMemory.Part recycled = idle(capacity).poll();
        return recycled == null ? memory.allocate((long) capacity * GrowingSeries.ENTRY_BYTES) : recycled;
    }

    /// To be called when no reader sees it any more.
    void giveBack(final IndexMemory.Part part, final int capacity) {
        idle(capacity).push(part);
    }

    private ArrayDeque<IndexMemory.Part> idle(final int capacity) {
        final int log2 = Integer.numberOfTrailingZeros(capacity);
        while (idle.size() <= log2) {
            idle.add(new ArrayDeque<>());
        }
        return idle.get(log2);
    }
}
