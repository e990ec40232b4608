package dev.kymo.store.model;

/// The quick way into a [RowSink] for rows of one [RowShape]. It ends where [RowSink#append] of the same row does.
/// The thread of its sink.
@FunctionalInterface
public interface RowLane {
    /// Takes one row, as [RowSink#append].
    ///
    /// @param row borrowed for the duration of the call
    /// @throws IllegalArgumentException as [RowSink#append]
    /// @throws RuntimeException as [RowSink#append]
    void append(FlatRow row);
}
