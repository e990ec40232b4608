package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Two off-heap columns, times and values, a binary search and the loop that [dev.kymo.store.index.RangeRuns#sum] has.
final class SegmentScalars implements ScalarStore {
    private static final int LANES = 8;
    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;

    private final Arena arena = Arena.ofShared();
    private @Nullable MemorySegment times;
    private @Nullable MemorySegment values;
    private int count;

    @Override
    public boolean begin(final CaseSpec bench, final int rows) {
        times = arena.allocate((long) rows * Long.BYTES, 64);
        values = arena.allocate((long) rows * Double.BYTES, 64);
        return false;
    }

    @Override
    public void add(final long time, final double value) {
        times.setAtIndex(ValueLayout.JAVA_LONG, count, time);
        values.setAtIndex(ValueLayout.JAVA_DOUBLE, count, value);
        count++;
    }

    @Override
    public void seal() {}

    private int countBefore(final long time) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (times.getAtIndex(ValueLayout.JAVA_LONG, middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public double sum(final long from, final long to) {
        final MemorySegment column = values;
        final int end = countBefore(to + 1);
        int row = countBefore(from);
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        for (; row <= end - LANES; row += LANES) {
            a += column.getAtIndex(LAYOUT, row);
            b += column.getAtIndex(LAYOUT, row + 1);
            c += column.getAtIndex(LAYOUT, row + 2);
            d += column.getAtIndex(LAYOUT, row + 3);
            e += column.getAtIndex(LAYOUT, row + 4);
            f += column.getAtIndex(LAYOUT, row + 5);
            g += column.getAtIndex(LAYOUT, row + 6);
            h += column.getAtIndex(LAYOUT, row + 7);
        }
        double sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
        for (; row < end; row++) {
            sum += column.getAtIndex(LAYOUT, row);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
