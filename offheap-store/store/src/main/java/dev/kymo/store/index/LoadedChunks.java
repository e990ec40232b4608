package dev.kymo.store.index;

/// How much of a recording is loaded.
///
/// @param chunks that are loaded now
/// @param unpackedBytes that compressed chunks take now
/// @param greatestUnpackedBytes that they have taken at once
/// @param limitBytes what they may take
/// @param evictions chunks that had to go
/// @param exceeded how often a chunk was loaded while more than the limit was in use by readers
public record LoadedChunks(
        int chunks, long unpackedBytes, long greatestUnpackedBytes, long limitBytes, long evictions, long exceeded) {}
