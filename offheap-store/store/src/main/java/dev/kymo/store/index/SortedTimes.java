package dev.kymo.store.index;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// How a row is found among times that ascend, `at` bytes into a segment; by those that know which segment and where.
/// Positions count from the first of them.
final class SortedTimes {
    private static final int MAX_WALK = 8;
    private static final int FIRST_REACH = 32;
    /// The exponent of 1.0 in a double, and where it stands.
    private static final long EXPONENT_OF_ONE = 1023;

    private static final int EXPONENT_AT = 52;

    private SortedTimes() {}

    static long time(final MemorySegment times, final long at, final int position) {
        return times.get(Layouts.LONG, at + position * (long) Long.BYTES);
    }

    /// How many of `first + i * step` are ≤ `first + distance`, for a distance below that of the last.
    static int regularCount(final long distance, final double inverse, final long step) {
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

    /// A straight line through a bucket that has positions `low` to `high`.
    static int guess(final long distance, final int shift, final int low, final int high) {
        final long rest = distance & ((1L << shift) - 1);
        final double perBucket = Double.longBitsToDouble((EXPONENT_OF_ONE - shift) << EXPONENT_AT);
        return low + (int) (rest * perBucket * (high - low));
    }

    /// How many of the first `high` are ≤ `time`, at least `low` of them, from a guess on.
    static int walk(
            final MemorySegment times, final long at, final long time, final int low, final int high, final int from) {
        int position = Math.min(from, high);
        if (position < high && time(times, at, position) <= time) {
            final int end = Math.min(high, position + MAX_WALK);
            position++;
            while (position < end && time(times, at, position) <= time) {
                position++;
            }
            return position < end || end == high ? position : gallopUp(times, at, time, position, high);
        }
        final int end = Math.max(low, position - MAX_WALK);
        while (position > end && time(times, at, position - 1) > time) {
            position--;
        }
        return position > end || end == low ? position : gallopDown(times, at, time, low, position);
    }

    private static int gallopUp(
            final MemorySegment times, final long at, final long time, final int low, final int high) {
        int reach = FIRST_REACH;
        while (low + reach < high && reach > 0 && time(times, at, low + reach) <= time) {
            reach *= 2;
        }
        return halves(times, at, time, low, reach > 0 ? Math.min(high, low + reach) : high);
    }

    private static int gallopDown(
            final MemorySegment times, final long at, final long time, final int low, final int high) {
        int reach = FIRST_REACH;
        while (high - reach > low && time(times, at, high - reach) > time) {
            reach *= 2;
        }
        return halves(times, at, time, Math.max(low, high - reach), high);
    }

    static int halves(final MemorySegment times, final long at, final long time, final int from, final int to) {
        int low = from;
        int high = to;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (time(times, at, middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
