package dev.kymo.ingest;

import dev.kymo.store.memory.OffHeap;
import java.util.List;

/// The memory that the large cells of one row lie in; its owner closes it once.
record RowMemory(List<OffHeap.Block> blocks) implements AutoCloseable {
    static final RowMemory NONE = new RowMemory(List.of());

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    @Override
    public void close() {
        blocks.forEach(OffHeap.Block::close);
    }
}
