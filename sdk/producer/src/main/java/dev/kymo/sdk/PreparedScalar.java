package dev.kymo.sdk;

import dev.kymo.store.model.Commit;

/// A sink's way of taking one number of one entity again and again; see [Sink#prepareScalar]. For any thread.
@FunctionalInterface
public interface PreparedScalar {
    /// Takes one row of one number.
    ///
    /// @param rowTimeNs with `rowInc` the row's id
    /// @param times borrowed for the duration of the call
    Commit commit(long rowTimeNs, long rowInc, RowTimes times, double value);
}
