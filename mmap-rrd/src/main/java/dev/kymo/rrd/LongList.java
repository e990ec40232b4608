package dev.kymo.rrd;

import java.util.Arrays;

/// Longs, appended.
final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(final long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    long get(final int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
