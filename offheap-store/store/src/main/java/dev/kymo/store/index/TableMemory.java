package dev.kymo.store.index;

/// Where search tables get their memory from.
@FunctionalInterface
interface TableMemory {
    /// @return `lengthBytes` of unspecified contents, valid as long as whoever has the table
    IndexMemory.Part allocate(long lengthBytes);
}
