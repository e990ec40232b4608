package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.TimeColumn;
import java.util.stream.IntStream;

/// The rows of a chunk by (time, row id) on one timeline. Costs nothing when they lie in that order already.
final class RowOrder {
    private final TimeColumn times;
    private final int @org.jspecify.annotations.Nullable [] permutation;

    private RowOrder(final TimeColumn times, final int @org.jspecify.annotations.Nullable [] permutation) {
        this.times = times;
        this.permutation = permutation;
    }

    static RowOrder of(final Chunk chunk, final TimeColumn times) {
        if (liesInOrder(chunk, times)) {
            return new RowOrder(times, null);
        }
        final int[] rows = IntStream.range(0, chunk.rowCount())
                .boxed()
                .sorted((a, b) -> {
                    final int byTime = Long.compare(times.time(a), times.time(b));
                    return byTime != 0 ? byTime : chunk.rowId(a).compareTo(chunk.rowId(b));
                })
                .mapToInt(Integer::intValue)
                .toArray();
        return new RowOrder(times, rows);
    }

    private static boolean liesInOrder(final Chunk chunk, final TimeColumn times) {
        if (!times.isSorted()) {
            return false;
        }
        for (int row = 1; row < chunk.rowCount(); row++) {
            if (times.time(row - 1) == times.time(row) && chunk.rowId(row - 1).compareTo(chunk.rowId(row)) > 0) {
                return false;
            }
        }
        return true;
    }

    /// The row at `position` of the order.
    int row(final int position) {
        return permutation == null ? position : permutation[position];
    }

    /// How many positions have a time ≤ `time`.
    int countUpTo(final long time) {
        int low = 0;
        int high = times.times().length();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times.time(row(middle)) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
