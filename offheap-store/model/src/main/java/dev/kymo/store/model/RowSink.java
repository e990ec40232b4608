package dev.kymo.store.model;

/// Takes rows, in the order they were logged: where rings, files and programs hand over to a store.
///
/// One thread at a time.
public interface RowSink {
    /// Takes one row. The memory behind its cells is borrowed for the duration of the call: whoever keeps it copies it.
    ///
    /// @throws IllegalArgumentException when the row can't be stored; nothing of it has been kept then
    void append(StoreId store, DataRow row);

    /// Called by the same thread between rows, every few milliseconds whether rows come or not: the time for what must
    /// not wait for the next row, such as sealing what has grown old.
    default void tick() {}
}
