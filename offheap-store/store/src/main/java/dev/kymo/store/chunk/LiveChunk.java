package dev.kymo.store.chunk;

import dev.kymo.store.model.EntityPath;

/// Rows that a store shows before they are in a chunk that stays: an [OpenChunk] that still takes some, or rows
/// whose place in a file is not known yet. The store that shows it owns its memory and closes it when the last
/// reader that could see it has left.
public interface LiveChunk extends AutoCloseable {
    EntityPath entity();

    /// Rows that are visible now; any thread.
    int rowCount();

    /// The rows that are visible now, valid until [#close]; any thread.
    Chunk snapshot();

    /// Gives the memory back; snapshots must be gone.
    @Override
    void close();
}
