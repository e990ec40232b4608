package dev.kymo.ingest;

import java.lang.foreign.MemorySegment;

/// Where a row's decoder finds the large cells.
interface BlockSource {
    /// The buffers of a block that the row holds.
    ///
    /// @throws IllegalArgumentException when there is no such block
    MemorySegment block(long position, long bytes);

    /// Whether another process may write to what [#block] answers.
    boolean isShared();
}
