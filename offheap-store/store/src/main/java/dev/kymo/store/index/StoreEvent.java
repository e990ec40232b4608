package dev.kymo.store.index;

import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import java.util.List;

/// What happened to the chunks of a store, as a [StoreSubscription] tells it.
public sealed interface StoreEvent {
    /// A chunk is there: one that takes rows, or one that came whole.
    ///
    /// @param from the chunks that its rows were in before, merged or split; empty for rows that are new
    record ChunkAdded(ChunkId chunk, EntityPath entity, List<ChunkId> from) implements StoreEvent {}

    /// Rows of a chunk that takes rows can be asked for.
    ///
    /// @param from the first of them; those before were told before
    /// @param to past the last
    record RowsVisible(ChunkId chunk, EntityPath entity, int from, int to) implements StoreEvent {}

    /// A chunk takes no more rows: all it had are in the sealed one.
    ///
    /// @param from the chunks that its rows were in before; mostly the one of the same id
    record ChunkSealed(ChunkId chunk, EntityPath entity, List<ChunkId> from) implements StoreEvent {}

    /// A chunk can't be asked for any more: its rows are in a file only, in other chunks, or gone.
    record ChunkRemoved(ChunkId chunk, EntityPath entity) implements StoreEvent {}

    /// The subscriber did not listen for so long that events were left out here: it has to look at the store anew.
    record Missed(long events) implements StoreEvent {}
}
