package dev.kymo.store.index;

import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Rows of a chunk by (time, row id) on one timeline, and how one is found by its time. A *position* is a place in
/// that order; it is the row itself where the rows lie in order.
///
/// Three ways, chosen once (figures: `docs/INDEX.md`):
///
/// - *affine*: times are regular, the position is computed and the times are not read;
/// - *buckets*: a table of equal spans of time, a power of two long, with 32 to 64 rows in each when rows are
///   spread evenly; inside one the position is guessed by the straight line and walked to, or found by halves
///   where the guess is far off;
/// - *halves*: for few rows, and for those of open chunks, whose order has to be found anew with each row.
///
/// Immutable. Reads of times are bounds-checked.
final class TimeSearch {
    private static final int MIN_TABLE_ROWS = 64;
    private static final int ROWS_PER_BUCKET = 32;
    private static final int MAX_WALK = 8;

    private final MemorySegment times;
    private final long timesAt;
    private final int count;
    private final long first;
    private final long last;
    /// The row at each position, 32 bits each; null where it is the position.
    private final @Nullable MemorySegment order;

    private final long orderAt;
    /// The same for rows that are shown for a short time.
    private final int @Nullable [] heapOrder;
    /// The time from row to row; 0 where it is not always the same.
    private final long step;
    private final double inverse;
    /// Positions at which buckets begin, 32 bits each, and the end.
    private final @Nullable MemorySegment table;

    private final long tableAt;
    private final int shift;
    private final double perBucket;

    /// @param sorted the rows in order; null when they lie so
    /// @param memory for what speeds searches up; null for rows that are shown for a short time
    TimeSearch(final TimeColumn column, final int @Nullable [] sorted, final @Nullable IndexMemory memory) {
        times = column.times().dataBuffer();
        timesAt = column.times().offset() * (long) Long.BYTES;
        count = sorted == null ? column.times().length() : sorted.length;
        if (sorted == null || memory == null) {
            order = null;
            orderAt = 0;
            heapOrder = sorted;
        } else {
            final IndexMemory.Part part = memory.allocate((long) count * Integer.BYTES);
            order = part.block();
            orderAt = part.at();
            MemorySegment.copy(sorted, 0, order, Layouts.INT, orderAt, count);
            heapOrder = null;
        }
        first = count == 0 ? Long.MAX_VALUE : timeAt(0);
        last = count == 0 ? Long.MAX_VALUE : timeAt(count - 1);
        step = memory == null ? 0 : regularStep();
        inverse = step == 0 ? 0 : 1.0 / step;
        if (memory == null || step != 0 || count < MIN_TABLE_ROWS || first == last) {
            table = null;
            tableAt = 0;
            shift = 0;
            perBucket = 0;
        } else {
            final int buckets = Integer.highestOneBit(Math.max(1, count / ROWS_PER_BUCKET - 1)) * 2;
            final int spanBits = Long.SIZE - Long.numberOfLeadingZeros(last - first);
            shift = Math.max(0, spanBits - Integer.numberOfTrailingZeros(buckets));
            perBucket = Math.scalb(1.0, -shift);
            final IndexMemory.Part part = fillTable(memory);
            table = part.block();
            tableAt = part.at();
        }
    }

    private long regularStep() {
        final long span = last - first;
        if (count < 2 || span <= 0 || span % (count - 1) != 0) {
            return 0;
        }
        final long each = span / (count - 1);
        for (int i = 1; i < count; i++) {
            if (timeAt(i) - timeAt(i - 1) != each) {
                return 0;
            }
        }
        return each;
    }

    private IndexMemory.Part fillTable(final IndexMemory memory) {
        final int used = (int) ((last - first) >>> shift) + 1;
        final IndexMemory.Part part = memory.allocate((used + 1L) * Integer.BYTES);
        final MemorySegment begins = part.block();
        int bucket = 0;
        for (int position = 0; position < count; position++) {
            final int at = (int) ((timeAt(position) - first) >>> shift);
            while (bucket <= at) {
                begins.set(Layouts.INT, part.at() + bucket++ * (long) Integer.BYTES, position);
            }
        }
        begins.set(Layouts.INT, part.at() + used * (long) Integer.BYTES, count);
        return part;
    }

    int count() {
        return count;
    }

    /// Whether positions are not the rows themselves.
    boolean isPermuted() {
        return order != null || heapOrder != null;
    }

    int row(final int position) {
        final MemorySegment permutation = order;
        if (permutation != null) {
            return permutation.get(Layouts.INT, orderAt + position * (long) Integer.BYTES);
        }
        return heapOrder == null ? position : heapOrder[position];
    }

    /// The time at a position; not read where it is known.
    long time(final int position) {
        if (position == 0) {
            return first;
        }
        return step != 0 ? first + position * step : timeAt(position);
    }

    private long timeAt(final int position) {
        return times.get(Layouts.LONG, timesAt + row(position) * (long) Long.BYTES);
    }

    /// How many positions have a time ≤ `time`.
    int countUpTo(final long time) {
        if (time >= last) {
            return count;
        }
        if (time < first) {
            return 0;
        }
        if (step != 0) {
            return regularCount(time);
        }
        final MemorySegment buckets = table;
        if (buckets == null) {
            return halves(time, 0, count);
        }
        final long distance = time - first;
        final long bucket = distance >>> shift;
        final int low = buckets.get(Layouts.INT, tableAt + bucket * Integer.BYTES);
        final int high = buckets.get(Layouts.INT, tableAt + (bucket + 1) * Integer.BYTES);
        return walk(time, low, high, guess(distance, bucket, low, high));
    }

    /// Times are read only where they have to be. The result's low half is a count that is right when the sign
    /// is clear; else it is a guess for [#refine], to be read ahead ([#touch]).
    long begin(final long time) {
        if (time >= last) {
            return count;
        }
        if (time < first) {
            return 0;
        }
        if (step != 0) {
            return regularCount(time);
        }
        final MemorySegment buckets = table;
        if (buckets == null) {
            return Long.MIN_VALUE | count >>> 1;
        }
        final long distance = time - first;
        final long bucket = distance >>> shift;
        final int low = buckets.get(Layouts.INT, tableAt + bucket * Integer.BYTES);
        final int high = buckets.get(Layouts.INT, tableAt + (bucket + 1) * Integer.BYTES);
        return Long.MIN_VALUE | guess(distance, bucket, low, high);
    }

    /// Reads the time at a guess, so that its cache line is on its way while others are asked for.
    long touch(final long begun) {
        final int position = Math.min((int) begun, count - 1);
        return timeAt(position);
    }

    /// The count that [#begin] guessed at.
    int refine(final long time, final long begun) {
        if (table == null) {
            return halves(time, 0, count);
        }
        return walk(time, 0, count, (int) begun);
    }

    private int guess(final long distance, final long bucket, final int low, final int high) {
        return low + (int) ((distance - (bucket << shift)) * perBucket * (high - low));
    }

    private int regularCount(final long time) {
        final long distance = time - first;
        // Off by at most one: the error of a double product below 2^31 is far less than 1.
        long steps = (long) (distance * inverse);
        final long rest = distance - steps * step;
        if (rest < 0) {
            steps--;
        } else if (rest >= step) {
            steps++;
        }
        return (int) steps + 1;
    }

    private int walk(final long time, final int low, final int high, final int from) {
        int position = Math.min(from, high);
        if (position < high && timeAt(position) <= time) {
            final int end = Math.min(high, position + MAX_WALK);
            position++;
            while (position < end && timeAt(position) <= time) {
                position++;
            }
            return position < end || end == high ? position : gallopUp(time, position, high);
        }
        final int end = Math.max(low, position - MAX_WALK);
        while (position > end && timeAt(position - 1) > time) {
            position--;
        }
        return position > end || end == low ? position : gallopDown(time, low, position);
    }

    private int gallopUp(final long time, final int low, final int high) {
        int reach = ROWS_PER_BUCKET;
        while (low + reach < high && reach > 0 && timeAt(low + reach) <= time) {
            reach *= 2;
        }
        return halves(time, low, reach > 0 ? Math.min(high, low + reach) : high);
    }

    private int gallopDown(final long time, final int low, final int high) {
        int reach = ROWS_PER_BUCKET;
        while (high - reach > low && timeAt(high - reach) > time) {
            reach *= 2;
        }
        return halves(time, Math.max(low, high - reach), high);
    }

    private int halves(final long time, final int from, final int to) {
        int low = from;
        int high = to;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (timeAt(middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
