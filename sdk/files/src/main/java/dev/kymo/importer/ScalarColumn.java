package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where the values of one named field of a point file lie: `count` values for point `i` from byte `offset + i
/// * stride` of `bytes` on.
///
/// @param type of each value, a number
/// @param count values for each point
/// @param bigEndian byte order of values
record ScalarColumn(
        String name, Datatype type, int count, MemorySegment bytes, long offset, long stride, boolean bigEndian) {
    /// One number, widened to f64.
    double number(final int point, final int value) {
        return number(type.kind(), bytes, at(point, value), bigEndian);
    }

    /// The bytes of a 4-byte value as an integer.
    int bits(final int point) {
        final int bits = bytes.get(Layouts.INT, at(point, 0));
        return bigEndian ? Integer.reverseBytes(bits) : bits;
    }

    private long at(final int point, final int value) {
        return offset + point * stride + (long) value * type.byteWidth();
    }

    /// Whether all values lie one behind the other in the order that columns have.
    boolean isColumn() {
        return stride == (long) count * type.byteWidth() && (!bigEndian || type.byteWidth() == 1);
    }

    /// Copies the values of `points` points to a column.
    void copyTo(final MemorySegment target, final int points) {
        final int width = type.byteWidth();
        final int perPoint = width * count;
        for (int i = 0; i < points; i++) {
            MemorySegment.copy(bytes, offset + i * stride, target, (long) i * perPoint, perPoint);
        }
        if (bigEndian && width > 1) {
            for (long at = 0; at < (long) points * perPoint; at += width) {
                swap(target, at, width);
            }
        }
    }

    private static void swap(final MemorySegment target, final long at, final int width) {
        switch (width) {
            case Short.BYTES -> target.set(Layouts.SHORT, at, Short.reverseBytes(target.get(Layouts.SHORT, at)));
            case Integer.BYTES -> target.set(Layouts.INT, at, Integer.reverseBytes(target.get(Layouts.INT, at)));
            default -> target.set(Layouts.LONG, at, Long.reverseBytes(target.get(Layouts.LONG, at)));
        }
    }

    /// The number at `at`, widened to f64. 64-bit integers above 2^53 are rounded.
    static double number(final Datatype.Kind kind, final MemorySegment bytes, final long at, final boolean bigEndian) {
        return switch (kind) {
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            case UINT8 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            case INT16 -> shortAt(bytes, at, bigEndian);
            case UINT16 -> shortAt(bytes, at, bigEndian) & 0xffff;
            case INT32 -> intAt(bytes, at, bigEndian);
            case UINT32 -> intAt(bytes, at, bigEndian) & 0xffff_ffffL;
            case INT64 -> longAt(bytes, at, bigEndian);
            case UINT64 -> unsigned(longAt(bytes, at, bigEndian));
            case FLOAT32 -> Float.intBitsToFloat(intAt(bytes, at, bigEndian));
            case FLOAT64 -> Double.longBitsToDouble(longAt(bytes, at, bigEndian));
            default -> throw new IllegalArgumentException(kind + " is no number");
        };
    }

    private static short shortAt(final MemorySegment bytes, final long at, final boolean bigEndian) {
        final short value = bytes.get(Layouts.SHORT, at);
        return bigEndian ? Short.reverseBytes(value) : value;
    }

    private static int intAt(final MemorySegment bytes, final long at, final boolean bigEndian) {
        final int value = bytes.get(Layouts.INT, at);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    private static long longAt(final MemorySegment bytes, final long at, final boolean bigEndian) {
        final long value = bytes.get(Layouts.LONG, at);
        return bigEndian ? Long.reverseBytes(value) : value;
    }

    private static double unsigned(final long value) {
        return value >= 0 ? value : (value >>> 1 | (value & 1)) * 2.0;
    }
}
