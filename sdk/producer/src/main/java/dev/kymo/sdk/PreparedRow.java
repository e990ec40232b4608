package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;

/// A sink's way of taking rows of the same components of one entity again and again; see [Sink#prepareRow]. For any
/// thread.
@FunctionalInterface
public interface PreparedRow {
    /// Takes one row.
    ///
    /// @param rowTimeNs with `rowInc` the row's id
    /// @param times borrowed for the duration of the call; at least one
    /// @param instances one array for each component that was prepared, in that order and of those types; borrowed
    ///     for the duration of the call
    Commit commit(long rowTimeNs, long rowInc, RowTimes times, ArrayData... instances);
}
