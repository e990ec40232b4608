package dev.kymo.ingest;

import dev.kymo.ring.DropReason;
import org.jspecify.annotations.Nullable;

/// What became of the rows of one stream, as its producer states it in shared memory: numbers to be shown, and
/// to be trusted no further.
///
/// @param store the producer's id for the recording; -1 with `entity` for all streams that found no slot
/// @param entity the producer's id for the entity
/// @param spilledRows rows that went to the producer's own files
/// @param lastReason why the last row was dropped; null when none was, or the reason is not known
public record StreamCounts(
        int store,
        int entity,
        long droppedRows,
        long droppedBytes,
        long letGoRows,
        long letGoBytes,
        long spilledRows,
        long spilledBytes,
        @Nullable DropReason lastReason) {
    /// The id of what found no slot of its own.
    public static final int OTHERS = -1;
}
