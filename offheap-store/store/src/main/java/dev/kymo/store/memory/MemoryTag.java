package dev.kymo.store.memory;

/// What off-heap memory is held for; totals are kept per tag.
public enum MemoryTag {
    /// Columns of chunks that still take rows.
    OPEN_CHUNK,
    /// Sealed chunks that live in no file.
    SEALED_CHUNK,
    /// Chunks of files that could not be mapped as they are: compressed ones.
    DECOMPRESSED,
    /// What finds rows inside chunks: bucket tables, orders of unsorted rows, presence ranks.
    INDEX,
    /// Short-lived buffers of encoders and importers.
    SCRATCH,
    /// Indexes of files that could not be kept beside them, or not yet.
    FILE_INDEX
}
