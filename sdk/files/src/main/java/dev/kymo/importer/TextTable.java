package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Numbers written as text, separated by blanks and line ends.
final class TextTable {
    private static final int LONGEST_NUMBER_BYTES = 400;
    private static final int POINTS_PER_REPORT = 1 << 16;

    private final SourceFile file;
    private long position;
    private long tokenOffset;

    TextTable(final SourceFile file, final long offset) {
        this.file = file;
        position = offset;
    }

    /// Reads `count` points of all `fields`, into a column for each.
    List<ScalarColumn> read(final List<FieldSpec> fields, final int count, final Arena arena, final Meter meter)
            throws ImportException {
        long tokens = 0;
        for (final FieldSpec field : fields) {
            tokens += field.count();
        }
        requireRoom(count, tokens);
        final List<ScalarColumn> columns = new ArrayList<>();
        for (final FieldSpec field : fields) {
            final MemorySegment values = Columns.allocate(file, arena, field.type(), (long) count * field.count());
            columns.add(
                    new ScalarColumn(field.name(), field.type(), field.count(), values, 0, field.widthBytes(), false));
        }
        long told = position;
        int toldPoints = 0;
        for (int i = 0; i < count; i++) {
            for (final ScalarColumn column : columns) {
                for (int k = 0; k < column.count(); k++) {
                    put(column, (long) i * column.count() + k);
                }
            }
            if (i + 1 == count || (i + 1) % POINTS_PER_REPORT == 0) {
                meter.add(position - told, i + 1L - toldPoints);
                told = position;
                toldPoints = i + 1;
            }
        }
        return columns;
    }

    /// Each number needs a digit and a separator, so a count that the rest of the file can't hold is known before
    /// memory is asked for.
    private void requireRoom(final int count, final long tokens) throws ImportException {
        final long room = file.sizeBytes() - position;
        if (count * tokens > (room + 1) / 2) {
            throw file.error(
                    position,
                    count + " points of " + tokens + " numbers",
                    2L * count * tokens + " bytes or more",
                    room);
        }
    }

    /// Passes over `count` numbers.
    void skip(final long count) throws ImportException {
        for (long i = 0; i < count; i++) {
            token();
        }
    }

    /// The next number as the length of a list.
    int listLength() throws ImportException {
        return (int) integer(token(), 0, Integer.MAX_VALUE);
    }

    private void put(final ScalarColumn column, final long index) throws ImportException {
        final MemorySegment to = column.bytes();
        final String token = token();
        switch (column.type().kind()) {
            case INT8 -> to.set(ValueLayout.JAVA_BYTE, index, (byte) integer(token, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> to.set(ValueLayout.JAVA_BYTE, index, (byte) integer(token, 0, 0xff));
            case INT16 -> to.set(Layouts.SHORT, 2 * index, (short) integer(token, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> to.set(Layouts.SHORT, 2 * index, (short) integer(token, 0, 0xffff));
            case INT32 -> to.set(Layouts.INT, 4 * index, (int) integer(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> to.set(Layouts.INT, 4 * index, (int) integer(token, 0, 0xffff_ffffL));
            case INT64 -> to.set(Layouts.LONG, 8 * index, integer(token, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT64 -> to.set(Layouts.LONG, 8 * index, unsigned(token));
            case FLOAT32 ->
                to.set(
                        Layouts.FLOAT,
                        4 * index,
                        real(token, Datatype.Kind.FLOAT32).floatValue());
            case FLOAT64 ->
                to.set(
                        Layouts.DOUBLE,
                        8 * index,
                        real(token, Datatype.Kind.FLOAT64).doubleValue());
            default -> throw new IllegalArgumentException(column.type() + " is no number");
        }
    }

    private String token() throws ImportException {
        final long end = file.sizeBytes();
        long at = position;
        while (at < end && file.u8(at) <= ' ') {
            at++;
        }
        tokenOffset = at;
        if (at == end) {
            throw file.error(at, "points", "another number", "the end of the file");
        }
        while (at < end && file.u8(at) > ' ') {
            at++;
            if (at - tokenOffset > LONGEST_NUMBER_BYTES) {
                throw file.error(tokenOffset, "number", "at most " + LONGEST_NUMBER_BYTES + " bytes", "a longer word");
            }
        }
        position = at;
        return new String(
                file.bytes().asSlice(tokenOffset, at - tokenOffset).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
    }

    private long integer(final String token, final long least, final long most) throws ImportException {
        try {
            final long value = Long.parseLong(token);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // said below
        }
        throw file.error(tokenOffset, "number", "a whole number from " + least + " to " + most, token);
    }

    private long unsigned(final String token) throws ImportException {
        try {
            return Long.parseUnsignedLong(token);
        } catch (final NumberFormatException e) {
            throw file.error(tokenOffset, "number", "a whole number from 0 to 2^64-1", token);
        }
    }

    private Number real(final String token, final Datatype.Kind kind) throws ImportException {
        final boolean single = kind == Datatype.Kind.FLOAT32;
        try {
            final char last = token.charAt(token.length() - 1);
            if ((last >= '0' && last <= '9') || last == '.') {
                return single ? (Number) Float.valueOf(token) : (Number) Double.valueOf(token);
            }
        } catch (final NumberFormatException e) {
            throw file.error(tokenOffset, "number", "a number or nan", token);
        }
        final double special = switch (token.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan", "+nan", "-nan(ind)", "nan(ind)" -> Double.NaN;
            case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw file.error(tokenOffset, "number", "a number or nan", token);
        };
        return single ? (Number) (float) special : (Number) special;
    }
}
