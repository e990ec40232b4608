package dev.kymo.store.ingest;

import dev.kymo.store.memory.OffHeap;
import java.util.List;

/// The memory that the large cells of one row lie in; its owner closes it once.
public record RowMemory(List<OffHeap.Block> blocks) implements AutoCloseable {
    /// For a row without large cells.
    public static final RowMemory NONE = new RowMemory(List.of());

    /// Whether there is none.
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    @Override
    public void close() {
        blocks.forEach(OffHeap.Block::close);
    }
}
