package dev.kymo.viewer.view;

import dev.kymo.store.index.StoredColumn;
import java.util.Arrays;
import java.util.Optional;

/// Numbers over time, reduced per bucket of 2^`shift` time units to the first, least, greatest and last of it
/// with their times: all that a line through them can show at one pixel column per bucket (the "M4"
/// aggregation, Jugel, Jerzak, Hackenbroich and Markl, PVLDB 2014).
///
/// Buckets begin at multiples of their width, whatever is looked at, so that what was reduced for one view is
/// right for the next; merging is exact in any order.
final class TimeBuckets {
    private static final int FIRST = 0;
    private static final int LEAST = 1;
    private static final int GREATEST = 2;
    private static final int LAST = 3;
    /// Points of a bucket.
    static final int POINTS = 4;

    private static final int GAPS = 2;

    private static final int MIN_BUCKETS = 16;

    private final int shift;
    /// Bucket numbers, ascending; `count` of them are used.
    private long[] buckets = new long[MIN_BUCKETS];
    private long[] times = new long[MIN_BUCKETS * POINTS];
    private double[] values = new double[MIN_BUCKETS * POINTS];
    /// Times of the first and last number of a bucket that is not finite: a line must not run over them.
    private long[] gaps = new long[MIN_BUCKETS * GAPS];

    private int count;

    TimeBuckets(final int shift) {
        this.shift = shift;
    }

    /// Reduces one column. Where a row has a number that is not finite there is a gap; rows without one are none.
    static TimeBuckets of(final StoredColumn stored, final int instance, final int shift) {
        final TimeBuckets reduced = new TimeBuckets(shift);
        reduced.addRows(stored, instance, 0);
        return reduced;
    }

    /// Takes in the rows of a column from `from` on.
    ///
    /// @return how many rows it has
    int addRows(final StoredColumn stored, final int instance, final int from) {
        final Optional<ScalarColumn> column = ScalarColumn.of(stored, instance);
        final int rows = stored.chunk().rowCount();
        if (column.isPresent()) {
            final ScalarColumn numbers = column.get();
            for (int row = from; row < rows; row++) {
                final double value = numbers.value(row);
                if (Double.isFinite(value)) {
                    add(stored.times().time(row), value);
                } else if (numbers.isLogged(row)) {
                    addGap(stored.times().time(row));
                }
            }
        }
        return rows;
    }

    /// Lets go of room for more: for buckets that are kept and get none.
    void trim() {
        buckets = Arrays.copyOf(buckets, count);
        times = Arrays.copyOf(times, count * POINTS);
        values = Arrays.copyOf(values, count * POINTS);
        gaps = Arrays.copyOf(gaps, count * GAPS);
    }

    int shift() {
        return shift;
    }

    void add(final long time, final double value) {
        final int at = place(time >> shift);
        addPoint(at, time, value);
    }

    private void addGap(final long time) {
        addGap(place(time >> shift), time, time);
    }

    private void addGap(final int bucket, final long first, final long last) {
        gaps[bucket * GAPS] = Math.min(gaps[bucket * GAPS], first);
        gaps[bucket * GAPS + 1] = Math.max(gaps[bucket * GAPS + 1], last);
    }

    private boolean hasNumbers(final int bucket) {
        return !Double.isNaN(values[bucket * POINTS + FIRST]);
    }

    /// Takes in the buckets of `other` between two bucket numbers, both included.
    void add(final TimeBuckets other, final long fromBucket, final long toBucket) {
        final int found = Arrays.binarySearch(other.buckets, 0, other.count, fromBucket);
        for (int i = found < 0 ? -found - 1 : found; i < other.count && other.buckets[i] <= toBucket; i++) {
            final int at = place(other.buckets[i]);
            for (int point = 0; point < POINTS && other.hasNumbers(i); point++) {
                addPoint(at, other.times[i * POINTS + point], other.values[i * POINTS + point]);
            }
            addGap(at, other.gaps[i * GAPS], other.gaps[i * GAPS + 1]);
        }
    }

    private void addPoint(final int bucket, final long time, final double value) {
        final int at = bucket * POINTS;
        if (!hasNumbers(bucket)) {
            Arrays.fill(times, at, at + POINTS, time);
            Arrays.fill(values, at, at + POINTS, value);
            return;
        }
        if (time < times[at + FIRST]) {
            set(at + FIRST, time, value);
        }
        if (time >= times[at + LAST]) {
            set(at + LAST, time, value);
        }
        if (value < values[at + LEAST]) {
            set(at + LEAST, time, value);
        }
        if (value > values[at + GREATEST]) {
            set(at + GREATEST, time, value);
        }
    }

    private void set(final int index, final long time, final double value) {
        times[index] = time;
        values[index] = value;
    }

    /// The index of a bucket, made where it is not there yet.
    private int place(final long bucket) {
        if (count > 0 && buckets[count - 1] == bucket) {
            return count - 1;
        }
        final int found =
                count == 0 || buckets[count - 1] < bucket ? -count - 1 : Arrays.binarySearch(buckets, 0, count, bucket);
        if (found >= 0) {
            return found;
        }
        final int at = -found - 1;
        if (count == buckets.length) {
            buckets = Arrays.copyOf(buckets, count * 2);
            times = Arrays.copyOf(times, count * 2 * POINTS);
            values = Arrays.copyOf(values, count * 2 * POINTS);
            gaps = Arrays.copyOf(gaps, count * 2 * GAPS);
        }
        System.arraycopy(buckets, at, buckets, at + 1, count - at);
        System.arraycopy(times, at * POINTS, times, (at + 1) * POINTS, (count - at) * POINTS);
        System.arraycopy(values, at * POINTS, values, (at + 1) * POINTS, (count - at) * POINTS);
        System.arraycopy(gaps, at * GAPS, gaps, (at + 1) * GAPS, (count - at) * GAPS);
        buckets[at] = bucket;
        gaps[at * GAPS] = Long.MAX_VALUE;
        gaps[at * GAPS + 1] = Long.MIN_VALUE;
        Arrays.fill(values, at * POINTS, (at + 1) * POINTS, Double.NaN);
        count++;
        return at;
    }

    /// The points to draw a line through, by time, each once; a NaN where the line is interrupted.
    ///
    /// @param origin what times are shown relative to, so that they fit a double exactly near it
    ReducedSeries points(final long origin) {
        final double[] x = new double[count * (POINTS + GAPS)];
        final double[] y = new double[count * (POINTS + GAPS)];
        int used = 0;
        for (int i = 0; i < count; i++) {
            final int at = i * POINTS;
            final boolean numbers = hasNumbers(i);
            final long firstGap = gaps[i * GAPS];
            final boolean gap = firstGap <= gaps[i * GAPS + 1];
            // Within a bucket, a pixel, a gap can't be seen: it counts at the edges.
            if (gap && (!numbers || firstGap < times[at + FIRST])) {
                x[used] = firstGap - origin;
                y[used++] = Double.NaN;
            }
            if (!numbers) {
                continue;
            }
            final boolean leastComesFirst = times[at + LEAST] <= times[at + GREATEST];
            final int[] order = {
                at + FIRST,
                at + (leastComesFirst ? LEAST : GREATEST),
                at + (leastComesFirst ? GREATEST : LEAST),
                at + LAST
            };
            for (int point = 0; point < POINTS; point++) {
                final int index = order[point];
                if (point == 0
                        || times[index] != times[order[point - 1]]
                        || values[index] != values[order[point - 1]]) {
                    x[used] = times[index] - origin;
                    y[used++] = values[index];
                }
            }
            if (gap && gaps[i * GAPS + 1] > times[at + LAST]) {
                x[used] = gaps[i * GAPS + 1] - origin;
                y[used++] = Double.NaN;
            }
        }
        return new ReducedSeries(Arrays.copyOf(x, used), Arrays.copyOf(y, used));
    }
}
