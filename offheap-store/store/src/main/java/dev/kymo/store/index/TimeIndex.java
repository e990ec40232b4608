package dev.kymo.store.index;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The chunks of one (entity, component, timeline) by their first time: which of them can hold an answer.
sealed interface TimeIndex permits HeapTimeIndex, FiledTimeIndex {
    HeapTimeIndex EMPTY = new HeapTimeIndex(new ChunkSpan[0]);

    /// The greatest (time, row id) with time ≤ `at`; null when there is none.
    @Nullable
    Cell latestAt(long at);

    /// All cells in range, chunk by chunk: in order within a chunk, not between chunks.
    void range(long from, long to, Consumer<Cell> out);

    /// The chunks that reach into a range, by first time.
    void visit(long from, long to, Consumer<ChunkSpan> out);

    /// How many chunks begin at or before a time.
    int beginningUpTo(long time);

    /// From the first chunk's begin to the last end; null without chunks.
    StoreReader.@Nullable TimeRange timeRange();

    boolean hasAnyCell();
}
