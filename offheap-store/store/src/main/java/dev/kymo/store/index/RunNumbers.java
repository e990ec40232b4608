package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// Sums, extremes and copies of numbers that lie one behind the other.
///
/// Additions take turns on eight sums: one after the other each would wait for the one before, which costs four times
/// what reading does. So a sum may differ in its last bits from one that adds in the order of rows.
final class RunNumbers {
    private static final int LANES = 8;

    private RunNumbers() {}

    /// @throws IllegalArgumentException when instances are not single numbers of a kind that fits a double
    static void require(final Datatype type) {
        if (!isNumber(type)) {
            throw new IllegalArgumentException(type + " is no number that a double holds");
        }
    }

    static boolean isNumber(final Datatype type) {
        return switch (type.kind()) {
            case FLOAT64, FLOAT32, INT64, INT32, UINT32, INT16, UINT16, INT8, UINT8 -> true;
            default -> false;
        };
    }

    private static boolean isPlainDoubles(final ArrayData items) {
        return items.type().kind() == Datatype.Kind.FLOAT64
                && items.validityBuffer().byteSize() == 0;
    }

    /// One number: 64-bit ones beyond 2^53 are rounded, a null is not a number.
    static double number(final ArrayData items, final int index) {
        if (items.isNull(index)) {
            return Double.NaN;
        }
        return switch (items.type().kind()) {
            case FLOAT64 -> items.getDouble(index);
            case FLOAT32 -> items.getFloat(index);
            case INT64 -> items.getLong(index);
            case INT32 -> items.getInt(index);
            case UINT32 -> items.getInt(index) & 0xFFFF_FFFFL;
            case INT16 -> items.getShort(index);
            case UINT16 -> items.getShort(index) & 0xFFFF;
            case INT8 -> items.getByte(index);
            case UINT8 -> items.getByte(index) & 0xFF;
            default -> throw new IllegalArgumentException(items.type() + " is no number");
        };
    }

    static double sum(final ArrayData items, final int from, final int count) {
        if (isPlainDoubles(items)) {
            return sumOfDoubles(items.dataBuffer(), (items.offset() + from) * (long) Double.BYTES, count);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += number(items, i);
        }
        return sum;
    }

    private static double sumOfDoubles(final MemorySegment values, final long at, final int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            final long each = at + i * (long) Double.BYTES;
            a += values.get(Layouts.DOUBLE, each);
            b += values.get(Layouts.DOUBLE, each + Double.BYTES);
            c += values.get(Layouts.DOUBLE, each + 2 * Double.BYTES);
            d += values.get(Layouts.DOUBLE, each + 3 * Double.BYTES);
            e += values.get(Layouts.DOUBLE, each + 4 * Double.BYTES);
            f += values.get(Layouts.DOUBLE, each + 5 * Double.BYTES);
            g += values.get(Layouts.DOUBLE, each + 6 * Double.BYTES);
            h += values.get(Layouts.DOUBLE, each + 7 * Double.BYTES);
        }
        double sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
        for (; i < count; i++) {
            sum += values.get(Layouts.DOUBLE, at + i * (long) Double.BYTES);
        }
        return sum;
    }

    static double least(final ArrayData items, final int from, final int count) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            least = Math.min(least, number(items, i));
        }
        return least;
    }

    static double greatest(final ArrayData items, final int from, final int count) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            greatest = Math.max(greatest, number(items, i));
        }
        return greatest;
    }

    static void copy(final ArrayData items, final int from, final int count, final double[] into, final int at) {
        if (isPlainDoubles(items)) {
            final long begin = (items.offset() + from) * (long) Double.BYTES;
            MemorySegment.copy(items.dataBuffer(), Layouts.DOUBLE, begin, into, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[at + i] = number(items, from + i);
        }
    }
}
