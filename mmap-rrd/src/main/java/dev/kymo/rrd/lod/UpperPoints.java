package dev.kymo.rrd.lod;

import java.util.Arrays;

/// Points of one node that is open, or on their way there from a cell: records, and the depth from which
/// on each stands for cells.
final class UpperPoints {
    private int[] records;
    private byte[] parts;
    private int count;

    /// @param room for so many at first
    UpperPoints(final int room) {
        records = new int[room * PointSpill.RECORD_INTS];
        parts = new byte[room];
    }

    /// @param record which of `from`
    void add(final int[] from, final int record, final int part) {
        if (count == parts.length) {
            final int room = Math.max(1024, 2 * count);
            records = Arrays.copyOf(records, room * PointSpill.RECORD_INTS);
            parts = Arrays.copyOf(parts, room);
        }
        final int[] to = records;
        final int at = count * PointSpill.RECORD_INTS;
        final int begin = record * PointSpill.RECORD_INTS;
        to[at] = from[begin];
        to[at + 1] = from[begin + 1];
        to[at + 2] = from[begin + 2];
        to[at + 3] = from[begin + 3];
        to[at + 4] = from[begin + 4];
        parts[count++] = (byte) part;
    }

    int count() {
        return count;
    }

    /// Of [PointSpill], [#count] of them.
    int[] records() {
        return records;
    }

    int part(final int i) {
        return parts[i];
    }
}
