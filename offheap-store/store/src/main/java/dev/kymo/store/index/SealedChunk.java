package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.RowId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A sealed chunk in memory, as its store holds it: what a sweep chooses from. The writer's.
public final class SealedChunk {
    /// By the least row id; then by chunk id, so that no two are equal.
    static final Comparator<SealedChunk> BY_FIRST_ROW = Comparator.comparing(SealedChunk::firstRow)
            .thenComparingLong(held -> held.chunk().id().timeNs())
            .thenComparingLong(held -> held.chunk().id().inc());

    private final ChunkRows rows;
    private final @Nullable AutoCloseable memory;
    private final long bytes;
    private final RowId firstRow;

    SealedChunk(final Placement.InMemory placed, final IndexMemory tables) {
        rows = new ChunkRows(placed.chunk(), tables.share());
        memory = placed.memory();
        bytes = placed.bytes();
        firstRow = leastRow(rows);
    }

    private static RowId leastRow(final ChunkRows rows) {
        int least = 0;
        for (int row = 1; row < rows.count(); row++) {
            if (rows.compareIds(row, least) < 0) {
                least = row;
            }
        }
        return rows.chunk().rowId(least);
    }

    /// As it lies; valid until the store gives it up, and for a reader that was inside by then until it leaves.
    public Chunk chunk() {
        return rows.chunk();
    }

    /// What is given back with it; 0 when its memory is not the store's.
    public long bytes() {
        return bytes;
    }

    /// The least row id in it.
    public RowId firstRow() {
        return firstRow;
    }

    ChunkRows rows() {
        return rows;
    }

    /// Gives its memory back; no reader sees it any more.
    void release() throws Exception {
        rows.giveTablesBack();
        if (memory != null) {
            memory.close();
        }
    }
}
