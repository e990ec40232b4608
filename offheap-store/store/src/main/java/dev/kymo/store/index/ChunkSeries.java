package dev.kymo.store.index;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// The filed chunks that have one component on one timeline, as columns that lie in an index file: by first time,
/// and of those that begin together by their place in the recording.
///
/// @param minTimes 64-bit, ascending: each chunk's first time
/// @param maxTimes 64-bit: its last
/// @param maxTimesUpTo 64-bit: the greatest last time of the chunks up to and with this one
/// @param chunks 32-bit: numbers that [ChunkLoader#load] knows
public record ChunkSeries(
        int count, MemorySegment minTimes, MemorySegment maxTimes, MemorySegment maxTimesUpTo, MemorySegment chunks)
        implements SeriesColumns {
    @Override
    public long minTime(final int position) {
        return minTimes.get(Layouts.LONG, (long) position << 3);
    }

    @Override
    public long maxTime(final int position) {
        return maxTimes.get(Layouts.LONG, (long) position << 3);
    }

    @Override
    public long maxTimeUpTo(final int position) {
        return maxTimesUpTo.get(Layouts.LONG, (long) position << 3);
    }

    @Override
    public int chunk(final int position) {
        return chunks.get(Layouts.INT, (long) position << 2);
    }
}
