package dev.kymo.ingest;

import dev.kymo.ring.ArrayReader;
import dev.kymo.ring.DeclarationFormat;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.ring.RowForm;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowShape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Makes rows that are all told ([RowDescriptor]) of the records of one form ([RowForm]), so that whoever
/// reads rows has one layout to know and to check.
///
/// Keeps no more than a few words for each time and cell that was declared, however long the rows are.
final class FormReader {
    private final long storeAndEntity;
    private final long counts;
    /// Each with the zero behind it.
    private final long[] timelineWords;
    private final boolean[] isIdTime;
    /// Of each cell what comes before its values: component and location, lengths.
    private final long[][] cellWords;
    /// Bytes of each cell's values, padded.
    private final int[] valuesLengths;
    private final int recordBodyLength;
    private final int bodyLength;

    private FormReader(final RowForm form, final long[][] cellWords, final int[] valuesLengths) {
        this.cellWords = cellWords;
        this.valuesLengths = valuesLengths;
        final List<RowForm.Time> times = form.times();
        storeAndEntity = pair(form.store(), form.entity());
        counts = times.size() | (long) cellWords.length << Short.SIZE;
        timelineWords = new long[times.size()];
        isIdTime = new boolean[times.size()];
        long inRecord = RowForm.TIMES_OFFSET;
        long inBody = RowDescriptor.TIMES_OFFSET;
        for (int i = 0; i < isIdTime.length; i++) {
            timelineWords[i] = pair(times.get(i).timelineId(), 0);
            isIdTime[i] = times.get(i).isIdTime();
            inRecord += isIdTime[i] ? 0 : Long.BYTES;
            inBody += RowDescriptor.TIME_LENGTH;
        }
        for (int i = 0; i < valuesLengths.length; i++) {
            inRecord += valuesLengths[i];
            inBody += (long) cellWords[i].length * Long.BYTES + valuesLengths[i];
        }
        recordBodyLength = requireInt(inRecord);
        bodyLength = requireInt(inBody);
    }

    /// @throws IllegalArgumentException when a component was not declared, is not plain, or rows would be
    ///     too long
    static FormReader of(final RowForm form, final Names names) {
        final int cells = form.cells().size();
        final long[][] words = new long[cells][];
        final int[] lengths = new int[cells];
        for (int i = 0; i < cells; i++) {
            final RowForm.Cell cell = form.cells().get(i);
            final DeclarationFormat.Component component = names.component(cell.componentId());
            if (!RowShape.isPlain(component.type())) {
                throw new IllegalArgumentException("form with cells of " + component.type() + ", which is not plain");
            }
            final int bytes = requireInt((long) cell.count() * component.type().byteWidth());
            words[i] = words(cell, component.type(), bytes);
            lengths[i] = requireInt(ArrayReader.padded(bytes, RowDescriptor.INLINE_ALIGNMENT));
        }
        return new FormReader(form, words, lengths);
    }

    /// What [RowDescriptor] has before a cell's values.
    private static long[] words(final RowForm.Cell cell, final Datatype type, final int bytes) {
        final int nodes = type.totalNodeCount();
        final int buffers = type.totalBufferCount();
        final long[] words =
                new long[(RowDescriptor.CELL_HEADER_LENGTH + RowDescriptor.lengthsLength(nodes, buffers)) / Long.BYTES];
        final MemorySegment cellHead = MemorySegment.ofArray(words);
        cellHead.set(Layouts.INT, 0, cell.componentId());
        cellHead.set(Layouts.INT, RowDescriptor.CELL_LOCATION_OFFSET, RowDescriptor.INLINE);
        long at = RowDescriptor.CELL_HEADER_LENGTH;
        Datatype node = type;
        long values = cell.count();
        for (int i = 0; i < nodes; i++) {
            cellHead.set(Layouts.INT, at, requireInt(values));
            at += Integer.BYTES;
            if (i + 1 < nodes) {
                values *= node.size();
                node = node.item();
            }
        }
        // No bitmap has any bytes; the last buffer is the values
        cellHead.set(Layouts.INT, at + (buffers - 1L) * Integer.BYTES, bytes);
        return words;
    }

    private static long pair(final int first, final int second) {
        return (first & 0xffff_ffffL) | ((long) second << Integer.SIZE);
    }

    private static int requireInt(final long length) {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("form with rows of " + length + " bytes or values");
        }
        return (int) length;
    }

    /// Reads a record's body, each byte once, and writes the row's body to the beginning of `into`.
    ///
    /// @param recordBytes its length, which lie at `from` in `ring`
    /// @return bytes of the row's body
    /// @throws IllegalArgumentException when it is of another length than the form's rows, or `into` is too
    ///     small
    int read(final MemorySegment ring, final long from, final int recordBytes, final MemorySegment into) {
        if (recordBytes != recordBodyLength || bodyLength > into.byteSize()) {
            throw new IllegalArgumentException("row of a form: " + recordBytes + " bytes, expected " + recordBodyLength
                    + "; all told " + bodyLength + " bytes, max=" + into.byteSize());
        }
        final long idTime = ring.get(Layouts.LONG, from + RowDescriptor.ROW_TIME_OFFSET);
        into.set(Layouts.LONG, RowDescriptor.ROW_TIME_OFFSET, idTime);
        into.set(
                Layouts.LONG,
                RowDescriptor.ROW_INC_OFFSET,
                ring.get(Layouts.LONG, from + RowDescriptor.ROW_INC_OFFSET));
        into.set(Layouts.LONG, RowDescriptor.STORE_OFFSET, storeAndEntity);
        into.set(Layouts.LONG, RowDescriptor.TIME_COUNT_OFFSET, counts);
        long source = from + RowForm.TIMES_OFFSET;
        long at = RowDescriptor.TIMES_OFFSET;
        for (int i = 0; i < timelineWords.length; i++) {
            long time = idTime;
            if (!isIdTime[i]) {
                time = ring.get(Layouts.LONG, source);
                source += Long.BYTES;
            }
            into.set(Layouts.LONG, at, timelineWords[i]);
            into.set(Layouts.LONG, at + RowDescriptor.TIME_VALUE_OFFSET, time);
            at += RowDescriptor.TIME_LENGTH;
        }
        for (int i = 0; i < cellWords.length; i++) {
            for (final long word : cellWords[i]) {
                into.set(Layouts.LONG, at, word);
                at += Long.BYTES;
            }
            RingRecords.copyWords(ring, source, into, at, valuesLengths[i]);
            source += valuesLengths[i];
            at += valuesLengths[i];
        }
        return bodyLength;
    }
}
