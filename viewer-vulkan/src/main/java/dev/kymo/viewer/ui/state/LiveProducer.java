package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.StoreId;

/// A program that logs now, or has left rows that nobody has taken.
///
/// @param recording what it logs to; where it logs to several, it is listed for each
/// @param startNs when it began, nanoseconds since the epoch
/// @param rowsPerSecond that it logs at present, to all its recordings; NaN until it has been looked at twice
/// @param state in a word or two, such as "recorded"
public record LiveProducer(StoreId recording, long pid, long startNs, double rowsPerSecond, String state) {}
