package dev.kymo.ingest;

import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;

/// Takes the rows that a follower reads, on its thread.
interface FollowedRows {
    /// Takes a row that nobody else can change any more.
    ///
    /// @param row its small cells are borrowed for the duration of the call when `memory` is empty
    /// @param memory where its large cells are; the callee's from now on, whatever is thrown
    /// @param from whose ring it was in
    /// @param end where in that ring its record ends; the greatest long for a static row
    /// @throws IllegalArgumentException when the row can't be shown
    void take(StoreId store, DataRow row, RowMemory memory, FollowedProducer from, long end);
}
