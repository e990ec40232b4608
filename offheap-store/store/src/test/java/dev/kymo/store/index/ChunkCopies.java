package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.TableChunks;
import dev.kymo.store.model.DataRow;
import java.util.List;

/// Chunks that take more rows.
final class ChunkCopies {
    private ChunkCopies() {}

    /// A chunk with the same rows that takes more.
    static OpenChunk open(final Chunk chunk) {
        final List<DataRow> rows = TableChunks.rows(chunk);
        final OpenChunk copy = new OpenChunk(chunk.entity(), rows.getFirst().time(), 0);
        rows.forEach(copy::append);
        return copy;
    }
}
