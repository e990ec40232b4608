package dev.kymo.importer.mcap;

import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An array of numbers as a message has it, where it lies.
///
/// @param type of each, a number
/// @param bytes exactly the values
/// @param isBigEndian their byte order
public record Numbers(Datatype type, MemorySegment bytes, boolean isBigEndian) {
    public Numbers {
        if (bytes.byteSize() % type.byteWidth() != 0) {
            throw new IllegalArgumentException(bytes.byteSize() + " bytes of " + type);
        }
    }

    public static Numbers of(final double... values) {
        final MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Double.BYTES)]);
        MemorySegment.copy(values, 0, bytes, Layouts.DOUBLE, 0, values.length);
        return new Numbers(Datatype.FLOAT64, bytes, false);
    }

    static Numbers ofBytes(final MemorySegment bytes) {
        return new Numbers(Datatype.UINT8, bytes, false);
    }

    public long count() {
        return bytes.byteSize() / type.byteWidth();
    }

    /// Widened to f64; 64-bit integers above 2^53 are rounded.
    public double get(final long index) {
        final long at = index * type.byteWidth();
        return switch (type.kind()) {
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            case UINT8 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            case INT16 -> shortAt(at);
            case UINT16 -> shortAt(at) & 0xffff;
            case INT32 -> intAt(at);
            case UINT32 -> intAt(at) & 0xffff_ffffL;
            case INT64 -> (double) longAt(at);
            case UINT64 -> unsigned(longAt(at));
            case FLOAT32 -> Float.intBitsToFloat(intAt(at));
            case FLOAT64 -> Double.longBitsToDouble(longAt(at));
            default -> throw new IllegalStateException(type + " is no number");
        };
    }

    private short shortAt(final long at) {
        final short value = bytes.get(Layouts.SHORT, at);
        return isBigEndian ? Short.reverseBytes(value) : value;
    }

    private int intAt(final long at) {
        final int value = bytes.get(Layouts.INT, at);
        return isBigEndian ? Integer.reverseBytes(value) : value;
    }

    private long longAt(final long at) {
        final long value = bytes.get(Layouts.LONG, at);
        return isBigEndian ? Long.reverseBytes(value) : value;
    }

    static double unsigned(final long value) {
        return value >= 0 ? (double) value : (double) ((value >>> 1) | (value & 1)) * 2.0;
    }

    /// One of 64 bits, exactly; unsigned ones as their bits.
    long integer(final long index) {
        return longAt(index * type.byteWidth());
    }

    /// All of them, widened.
    public double[] toDoubles() {
        final double[] values = new double[Math.toIntExact(count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }
}
