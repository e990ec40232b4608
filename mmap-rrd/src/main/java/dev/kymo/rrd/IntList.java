package dev.kymo.rrd;

/// Ints, appended, two in a long.
final class IntList {
    private final LongList pairs = new LongList();
    private long half;
    private int size;

    void add(final int value) {
        if ((size & 1) == 0) {
            half = value & 0xFFFF_FFFFL;
        } else {
            pairs.add(half | (long) value << Integer.SIZE);
        }
        size++;
    }

    int get(final int index) {
        final long pair = index >> 1 < pairs.size() ? pairs.get(index >> 1) : half;
        return (int) ((index & 1) == 0 ? pair : pair >>> Integer.SIZE);
    }

    int size() {
        return size;
    }
}
