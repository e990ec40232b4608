package dev.kymo.store.index;

import dev.kymo.store.chunk.TimeColumn;
import org.jspecify.annotations.Nullable;

/// Puts rows of a chunk in the order of (time, row id), without an object for each.
final class RowSorter {
    private final ChunkRows rows;
    private final TimeColumn times;

    RowSorter(final ChunkRows rows, final TimeColumn times) {
        this.rows = rows;
        this.times = times;
    }

    /// Whether all rows lie in order.
    boolean liesInOrder() {
        if (times.isStrictlySorted()) {
            return true;
        }
        if (!times.isSorted()) {
            return false;
        }
        for (int row = 1; row < rows.count(); row++) {
            if (times.time(row - 1) == times.time(row) && rows.compareIds(row - 1, row) > 0) {
                return false;
            }
        }
        return true;
    }

    /// The rows that are there, in order.
    ///
    /// @param present which ones; null for all
    int[] sorted(final @Nullable Presence present) {
        return sorted(present, 0);
    }

    /// Those of the rows from `firstRow` on.
    int[] sorted(final @Nullable Presence present, final int firstRow) {
        int[] from = new int[rows.count() - firstRow];
        int count = 0;
        for (int row = firstRow; row < rows.count(); row++) {
            if (present == null || present.has(row)) {
                from[count++] = row;
            }
        }
        from = java.util.Arrays.copyOf(from, count);
        int[] to = new int[count];
        // Merges of runs that double: rows that are nearly in order cost little more than reading them.
        for (int width = 1; width < count && width > 0; width *= 2) {
            for (int low = 0; low < count; low += 2 * width) {
                final int middle = Math.min(low + width, count);
                merge(from, to, low, middle, Math.min(middle + width, count));
            }
            final int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /// Rows of two that are in order, in order.
    int[] merged(final int[] some, final int[] others) {
        if (some.length == 0) {
            return others;
        }
        final int[] all = java.util.Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        final int[] to = new int[all.length];
        merge(all, to, 0, some.length, all.length);
        return to;
    }

    private void merge(final int[] from, final int[] to, final int low, final int middle, final int high) {
        if (middle >= high || isUpTo(from[middle - 1], from[middle])) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            to[i] = left < middle && (right >= high || isUpTo(from[left], from[right])) ? from[left++] : from[right++];
        }
    }

    private boolean isUpTo(final int a, final int b) {
        final long timeA = times.time(a);
        final long timeB = times.time(b);
        return timeA != timeB ? timeA < timeB : rows.compareIds(a, b) <= 0;
    }
}
