package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;

/// One component of one chunk on one timeline, as it lies: for readers that walk columns (plots, logs) rather
/// than ask for cells. A view, valid until the reader that gave it is closed.
///
/// @param isSealed whether the chunk is complete: what is computed from it may be kept by its id. A chunk that
///     is still open has the same id with more rows at the next question
public record StoredColumn(Chunk chunk, ComponentColumn column, TimeColumn times, boolean isSealed) {}
