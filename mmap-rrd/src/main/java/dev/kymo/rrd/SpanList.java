package dev.kymo.rrd;

/// Times and counts of those chunks that have any. Kept sparse: a recording has many components and each chunk only a
/// few of them.
final class SpanList {
    private final IntList chunks = new IntList();
    private final LongList starts = new LongList();
    private final LongList ends = new LongList();
    private final IntList counts = new IntList();

    void add(final int chunk, final long start, final long end, final int count) {
        chunks.add(chunk);
        starts.add(start);
        ends.add(end);
        counts.add(count);
    }

    /// Whether the last one added is this chunk's.
    boolean hasLast(final int chunk) {
        return size() > 0 && chunks.get(size() - 1) == chunk;
    }

    int size() {
        return chunks.size();
    }

    int chunk(final int index) {
        return chunks.get(index);
    }

    long start(final int index) {
        return starts.get(index);
    }

    long end(final int index) {
        return ends.get(index);
    }

    int count(final int index) {
        return counts.get(index);
    }
}
