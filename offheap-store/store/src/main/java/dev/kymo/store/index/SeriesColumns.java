package dev.kymo.store.index;

/// The filed chunks that have one component on one timeline, by first time: what a search needs to know of each.
/// Positions are from 0 to below a count that was asked for once; what stands there does not change.
sealed interface SeriesColumns permits ChunkSeries, GrowingSeries.Buckets {
    /// How many there are now.
    int count();

    /// A chunk's first time; ascending.
    long minTime(int position);

    long maxTime(int position);

    /// The greatest last time of the chunks up to and with this one, or a greater one.
    long maxTimeUpTo(int position);

    /// The number that [ChunkLoader#load] knows it by.
    int chunk(int position);

    /// The last of the first `count` whose first time is ≤ `time`; below 0 when there is none.
    default int lastBeginningUpTo(final long time, final int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (minTime(middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
