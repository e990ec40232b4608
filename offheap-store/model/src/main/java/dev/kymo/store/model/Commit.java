package dev.kymo.store.model;

/// What became of a logged row.
public enum Commit {
    /// In the hands of a recorder (or in the file): it will be filed exactly once.
    COMMITTED,
    /// Held by the producer while nobody records; the oldest such rows give way to newer ones.
    BUFFERED,
    /// Lost, and counted.
    DROPPED
}
