package dev.kymo.rrd.lod;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// One worker's points on their way to their cells: some are gathered for each cell and go together.
final class Outbox {
    private final CellDivision division;
    private final List<CellDivision.Bucket> buckets;
    private final AtomicInteger[] filled;
    private final PointSpill spill;
    private final int room;
    private final int[][] waiting;
    private final int[] counts;

    /// @param filled how many points each cell has got so far, from all workers
    /// @param room points that wait for a cell at most
    Outbox(final CellDivision division, final AtomicInteger[] filled, final PointSpill spill, final int room) {
        this.division = division;
        buckets = division.buckets();
        this.filled = filled;
        this.spill = spill;
        this.room = room;
        waiting = new int[buckets.size()][];
        counts = new int[buckets.size()];
    }

    /// @param first number of the first point
    void add(final long first, final int count, final float[] xyz, final int[] rgba) throws IOException {
        for (int i = 0; i < count; i++) {
            final float x = xyz[3 * i];
            final float y = xyz[3 * i + 1];
            final float z = xyz[3 * i + 2];
            if (!CellDivision.isFinite(x, y, z)) {
                continue;
            }
            final int bucket = division.bucketOf(x, y, z);
            int[] records = waiting[bucket];
            if (records == null) {
                records = new int[room * PointSpill.RECORD_INTS];
                waiting[bucket] = records;
            }
            final int at = counts[bucket] * PointSpill.RECORD_INTS;
            records[at] = Float.floatToRawIntBits(x);
            records[at + 1] = Float.floatToRawIntBits(y);
            records[at + 2] = Float.floatToRawIntBits(z);
            records[at + 3] = rgba[i];
            records[at + 4] = (int) (first + i);
            if (++counts[bucket] == room) {
                send(bucket);
            }
        }
    }

    private void send(final int bucket) throws IOException {
        final int count = counts[bucket];
        final int at = filled[bucket].getAndAdd(count);
        if (at > buckets.get(bucket).count() - count) {
            throw new IOException("the cloud changed while it was read");
        }
        spill.write(buckets.get(bucket).first() + at, waiting[bucket], count);
        counts[bucket] = 0;
    }

    void flush() throws IOException {
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                send(bucket);
            }
        }
    }
}
