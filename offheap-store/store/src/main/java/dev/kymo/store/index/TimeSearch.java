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

    /// @param sorted the rows in order; null when they lie so
    /// @param memory for what speeds searches up; null for rows that are shown for a short time
    TimeSearch(final TimeColumn column, final int @Nullable [] sorted, final @Nullable TableMemory memory) {
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
        } else {
            final int buckets = Integer.highestOneBit(Math.max(1, count / ROWS_PER_BUCKET - 1)) * 2;
            final int spanBits = Long.SIZE - Long.numberOfLeadingZeros(last - first);
            shift = Math.max(0, spanBits - Integer.numberOfTrailingZeros(buckets));
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

    private IndexMemory.Part fillTable(final TableMemory memory) {
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
        final long distance = time - first;
        if (step != 0) {
            return SortedTimes.regularCount(distance, inverse, step);
        }
        final MemorySegment buckets = table;
        if (buckets == null) {
            return between(time, 0, count);
        }
        final long bucket = distance >>> shift;
        final int low = buckets.get(Layouts.INT, tableAt + bucket * Integer.BYTES);
        final int high = buckets.get(Layouts.INT, tableAt + (bucket + 1) * Integer.BYTES);
        return isPermuted()
                ? between(time, low, high)
                : SortedTimes.walk(times, timesAt, time, low, high, SortedTimes.guess(distance, shift, low, high));
    }

    private int between(final long time, final int from, final int to) {
        if (!isPermuted()) {
            return SortedTimes.halves(times, timesAt, time, from, to);
        }
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

    /// Writes what this is into a line ([LineDescriptor]).
    ///
    /// @return whether it could: not when rows lie in another order, or memory is not native
    boolean describe(final long[] line) {
        if (isPermuted() || !times.isNative() || count == 0) {
            return false;
        }
        java.util.Objects.checkFromIndexSize(timesAt, count * (long) Long.BYTES, times.byteSize());
        long shape = count;
        line[LineDescriptor.FIRST] = first;
        line[LineDescriptor.TIMES] = times.address() + timesAt;
        final MemorySegment buckets = table;
        if (step != 0) {
            line[LineDescriptor.INVERSE] = Double.doubleToRawLongBits(inverse);
            line[LineDescriptor.STEP] = step;
            shape |= LineDescriptor.AFFINE;
        } else {
            line[LineDescriptor.LAST] = last;
            if (buckets != null) {
                line[LineDescriptor.TABLE] = buckets.address() + tableAt;
                shape |= LineDescriptor.BUCKETS | LineDescriptor.ofShift(shift);
            }
        }
        line[LineDescriptor.SHAPE] |= shape;
        return true;
    }
}
