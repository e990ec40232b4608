package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Two off-heap columns, times and values, a binary search and a plain loop: as fast as memory is read.
final class SegmentScalars implements ScalarStore {
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
        double sum = 0;
        for (int row = countBefore(from); row < end; row++) {
            sum += column.getAtIndex(ValueLayout.JAVA_DOUBLE, row);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
