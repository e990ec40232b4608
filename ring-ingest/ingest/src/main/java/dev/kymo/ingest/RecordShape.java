package dev.kymo.ingest;

import dev.kymo.ring.ArrayReader;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.FlatRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;

/// What the records of one shape's rows look like: the same ids and counts in the same places. Whether a record
/// is one of them is found by comparing words, and what may differ (times, how many values) is checked as it is
/// read, so a row that [#reads] has been checked as completely as by [RowDecoder]. What it does not know, that
/// one judges.
final class RecordShape {
    private static final int LEAST_BODY = RowDescriptor.TIMES_OFFSET;

    private final RowLane lane;
    private final FlatRow row;
    private final long storeAndEntity;
    private final long counts;
    /// Each with the zero behind it.
    private final long[] timelineWords;
    private final int[] places;
    /// Each with its location, inline.
    private final long[] componentWords;
    private final Cell[] cells;
    private final int leastBody;

    /// A cell of plain values: nested fixed-size lists, `nodeFactors.length - 1` deep, of what has a width.
    private record Cell(int[] nodeFactors, int lengthsLength, int widthBytes) {
        static Cell of(final Datatype type) {
            final int[] factors = new int[type.totalNodeCount()];
            Datatype node = type;
            factors[0] = 1;
            for (int i = 1; i < factors.length; i++) {
                factors[i] = factors[i - 1] * node.size();
                node = node.item();
            }
            return new Cell(
                    factors,
                    RowDescriptor.lengthsLength(type.totalNodeCount(), type.totalBufferCount()),
                    type.byteWidth());
        }

        int bufferCount() {
            return nodeFactors.length + 1;
        }
    }

    /// @param body of a row of that shape, which has been decoded
    /// @param copies where the bodies of rows lie
    RecordShape(final RowShape shape, final RowLane lane, final MemorySegment body, final MemorySegment copies) {
        this.lane = lane;
        final int times = shape.timelines().size();
        row = new FlatRow(times, shape.types().size(), copies);
        storeAndEntity = body.get(Layouts.LONG, RowDescriptor.STORE_OFFSET);
        counts = body.get(Layouts.LONG, RowDescriptor.TIME_COUNT_OFFSET);
        timelineWords = new long[times];
        places = new int[times];
        long at = RowDescriptor.TIMES_OFFSET;
        for (int i = 0; i < times; i++) {
            timelineWords[i] = body.get(Layouts.LONG, at);
            places[i] = shape.timelines().place(i);
            at += RowDescriptor.TIME_LENGTH;
        }
        cells = shape.types().stream().map(Cell::of).toArray(Cell[]::new);
        componentWords = new long[cells.length];
        int least = RowDescriptor.TIMES_OFFSET + times * RowDescriptor.TIME_LENGTH;
        for (int i = 0; i < cells.length; i++) {
            componentWords[i] = body.get(Layouts.LONG, at);
            at += RowDescriptor.CELL_HEADER_LENGTH;
            at += cells[i].lengthsLength
                    + ArrayReader.padded(
                            body.get(Layouts.INT, at + (cells[i].nodeFactors.length + cells[i].bufferCount() - 1) * 4L),
                            RowDescriptor.INLINE_ALIGNMENT);
            least += RowDescriptor.CELL_HEADER_LENGTH + cells[i].lengthsLength;
        }
        leastBody = least;
    }

    /// Whose rows, as [#storeAndEntity(MemorySegment)].
    long storeAndEntity() {
        return storeAndEntity;
    }

    static long storeAndEntity(final MemorySegment body) {
        return body.get(Layouts.LONG, RowDescriptor.STORE_OFFSET);
    }

    /// Whether a record of that length can be asked.
    static boolean canBeRead(final int bodyLength) {
        return bodyLength >= LEAST_BODY;
    }

    RowLane lane() {
        return lane;
    }

    /// The row that was read last.
    FlatRow row() {
        return row;
    }

    /// Reads a row if it is of this shape and sound.
    ///
    /// @param body the copies of the constructor, with a body of that length at the beginning
    boolean reads(final MemorySegment body, final int bodyLength) {
        if (bodyLength < leastBody
                || body.get(Layouts.LONG, RowDescriptor.STORE_OFFSET) != storeAndEntity
                || body.get(Layouts.LONG, RowDescriptor.TIME_COUNT_OFFSET) != counts) {
            return false;
        }
        long at = RowDescriptor.TIMES_OFFSET;
        for (int i = 0; i < timelineWords.length; i++) {
            final long time = body.get(Layouts.LONG, at + RowDescriptor.TIME_VALUE_OFFSET);
            if (body.get(Layouts.LONG, at) != timelineWords[i] || time < Timeline.MIN_TIME) {
                return false;
            }
            row.time(places[i], time);
            at += RowDescriptor.TIME_LENGTH;
        }
        for (int i = 0; i < cells.length; i++) {
            at = cellEnd(body, bodyLength, at, i);
            if (at < 0) {
                return false;
            }
        }
        row.id(
                body.get(Layouts.LONG, RowDescriptor.ROW_TIME_OFFSET),
                body.get(Layouts.LONG, RowDescriptor.ROW_INC_OFFSET));
        return at == bodyLength;
    }

    /// @return behind the cell, or less than 0
    private long cellEnd(final MemorySegment body, final int bodyLength, final long from, final int index) {
        final Cell cell = cells[index];
        final long valuesAt = from + RowDescriptor.CELL_HEADER_LENGTH + cell.lengthsLength;
        // Before anything of the cell is read: behind this body lies what is left of an older one
        if (valuesAt > bodyLength || body.get(Layouts.LONG, from) != componentWords[index]) {
            return -1;
        }
        long at = from + RowDescriptor.CELL_HEADER_LENGTH;
        final int count = body.get(Layouts.INT, at);
        final int[] factors = cell.nodeFactors;
        for (int i = 1; i < factors.length; i++) {
            at += Integer.BYTES;
            if (body.get(Layouts.INT, at) != count * (long) factors[i]) {
                return -1;
            }
        }
        for (int i = 0; i < factors.length; i++) {
            at += Integer.BYTES;
            if (body.get(Layouts.INT, at) != 0) {
                // A bitmap: some value may be null
                return -1;
            }
        }
        final int bytes = body.get(Layouts.INT, at + Integer.BYTES);
        final long end = valuesAt + ArrayReader.padded(bytes, RingDescriptor.ALIGNMENT);
        if (count < 0 || bytes != count * (long) cell.widthBytes || end > bodyLength) {
            return -1;
        }
        row.cell(index, valuesAt, count);
        return end;
    }
}
