package dev.kymo.store.model;

import org.jspecify.annotations.Nullable;

/// Takes rows, in the order they were logged: where rings, files and programs hand over to a store.
///
/// One thread at a time.
public interface RowSink {
    /// Takes one row. The memory behind its cells is borrowed for the duration of the call: whoever keeps it
    /// copies it.
    ///
    /// @throws IllegalArgumentException when the row can't be stored; nothing of it has been kept then
    /// @throws RuntimeException when the sink can take nothing now. The row was taken all the same if
    ///     [#appendedMark] grew, and must not be appended again then
    void append(StoreId store, DataRow row);

    /// A quick way in for rows that have all the same shape; null where there is none, and [#append] is for all.
    default @Nullable RowLane lane(final RowShape shape) {
        return null;
    }

    /// Called by the same thread between rows, every few milliseconds whether rows come or not: the time for
    /// what must not wait for the next row, such as sealing what has grown old.
    default void tick() {}

    /// Where appending is: a number that grows with every row taken. Together with [#filedMark] it says when
    /// the memory of rows may be given up by whoever could append them again.
    ///
    /// A sink that neither files rows later nor needs them twice keeps the default: all is filed when it is
    /// taken.
    default long appendedMark() {
        return 0;
    }

    /// All rows that were taken when [#appendedMark] was at most this are filed: they outlive this process.
    default long filedMark() {
        return appendedMark();
    }

    /// Asks to file all that was taken, now: memory gets scarce where rows wait for it, or somebody leaves.
    ///
    /// @throws RuntimeException when not all of it could be filed; [#filedMark] says how far it went
    default void requestFiling() {}

    /// Asks to file what was taken when [#appendedMark] was at most this, and no more than that needs: memory gets
    /// scarce where those rows wait for it. A sink that files all or nothing files all.
    ///
    /// @param isUrgent whether to return only when it is done; else a sink that files on a thread of its own may
    ///     return before, and [#filedMark] says when
    /// @throws RuntimeException as [#requestFiling()]
    default void requestFiling(final long mark, final boolean isUrgent) {
        requestFiling();
    }
}
