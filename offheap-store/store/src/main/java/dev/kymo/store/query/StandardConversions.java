package dev.kymo.store.query;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The conversions that everybody needs.
final class StandardConversions {
    private static final List<Datatype> INTEGERS = List.of(
            Datatype.INT8,
            Datatype.UINT8,
            Datatype.INT16,
            Datatype.UINT16,
            Datatype.INT32,
            Datatype.UINT32,
            Datatype.INT64,
            Datatype.UINT64);
    private static final List<Datatype> NUMBERS = List.of(Datatype.FLOAT16, Datatype.FLOAT32, Datatype.FLOAT64);
    private static final int MIN_AXES = 2;
    private static final int MAX_AXES = 4;
    private static final float FULL = 255f;

    static final Conversions ALL = all();

    private StandardConversions() {}

    private static Conversions all() {
        Conversions all = Conversions.none();
        for (final Datatype from : NUMBERS) {
            all = withFloats(all, from, Datatype.FLOAT32);
            all = withFloats(all, from, Datatype.FLOAT64);
        }
        for (final Datatype from : INTEGERS) {
            all = withScalars(all, from, Datatype.FLOAT32);
            all = withScalars(all, from, Datatype.FLOAT64);
        }
        for (int channels = MAX_AXES - 1; channels <= MAX_AXES; channels++) {
            all = all.with(Datatype.vector(channels, Datatype.UINT8), Datatype.UINT32, StandardConversions::packBytes);
            all = all.with(
                    Datatype.vector(channels, Datatype.FLOAT32), Datatype.UINT32, StandardConversions::packFloats);
        }
        return all.with(Datatype.UINT32, Datatype.vector(MAX_AXES, Datatype.UINT8), StandardConversions::unpackBytes)
                .with(Datatype.UINT32, Datatype.vector(MAX_AXES, Datatype.FLOAT32), StandardConversions::unpackFloats)
                .with(Datatype.of(Datatype.Kind.LARGE_UTF8), Datatype.UTF8, v -> narrow(v, Datatype.UTF8))
                .with(Datatype.of(Datatype.Kind.LARGE_BINARY), Datatype.BINARY, v -> narrow(v, Datatype.BINARY))
                .with(
                        Datatype.largeList(Field.required("item", Datatype.UINT8)),
                        Datatype.list(Field.required("item", Datatype.UINT8)),
                        v -> narrow(v, Datatype.list(Field.required("item", Datatype.UINT8))));
    }

    /// As numbers, and as vectors.
    private static Conversions withFloats(final Conversions all, final Datatype from, final Datatype to) {
        if (from.equals(to)) {
            return all;
        }
        Conversions more = withScalars(all, from, to);
        for (int axes = MIN_AXES; axes <= MAX_AXES; axes++) {
            final Datatype vector = Datatype.vector(axes, to);
            more = more.with(Datatype.vector(axes, from), vector, values -> vectors(values, vector));
        }
        return more;
    }

    private static Conversions withScalars(final Conversions all, final Datatype from, final Datatype to) {
        return all.with(from, to, values -> scalars(values, to));
    }

    /// The same values as another type whose items lie the same way; nulls stay.
    private static ArrayData made(final ArrayData from, final Datatype type, final MemorySegment data) {
        final int length = from.length();
        final MemorySegment validity = validityOf(from);
        if (type.kind() == Datatype.Kind.FIXED_SIZE_LIST) {
            final ArrayData items = ArrayData.flat(type.item(), length * type.size(), data);
            return new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, items);
        }
        return new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, data);
    }

    private static MemorySegment validityOf(final ArrayData from) {
        if (from.nullCount() == 0) {
            return ArrayData.NO_BUFFER;
        }
        final byte[] bits = new byte[(from.length() + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < from.length(); i++) {
            if (!from.isNull(i)) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return MemorySegment.ofArray(bits);
    }

    private static ArrayData scalars(final ArrayData from, final Datatype to) {
        return made(from, to, numbers(from, to));
    }

    private static ArrayData vectors(final ArrayData from, final Datatype to) {
        final int axes = to.size();
        final ArrayData items = from.child(0).slice(from.offset() * axes, from.length() * axes);
        return made(from, to, numbers(items, to.item()));
    }

    private static MemorySegment numbers(final ArrayData from, final Datatype to) {
        if (to.equals(Datatype.FLOAT32)) {
            final float[] values = new float[from.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) number(from, i);
            }
            return MemorySegment.ofArray(values);
        }
        final double[] values = new double[from.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(from, i);
        }
        return MemorySegment.ofArray(values);
    }

    private static double number(final ArrayData values, final int i) {
        return switch (values.type().kind()) {
            case INT8 -> values.getByte(i);
            case UINT8 -> Byte.toUnsignedInt(values.getByte(i));
            case INT16 -> values.getShort(i);
            case UINT16 -> Short.toUnsignedInt(values.getShort(i));
            case INT32 -> values.getInt(i);
            case UINT32 -> Integer.toUnsignedLong(values.getInt(i));
            case INT64 -> values.getLong(i);
            case UINT64 -> unsigned(values.getLong(i));
            case FLOAT16 -> Float.float16ToFloat(values.getShort(i));
            case FLOAT32 -> values.getFloat(i);
            case FLOAT64 -> values.getDouble(i);
            default -> throw new IllegalArgumentException(values.type() + " is no number");
        };
    }

    /// Halved and doubled: the lowest bit, kept by the or, decides only how a tie is rounded.
    private static double unsigned(final long value) {
        return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
    }

    private static int pack(final int red, final int green, final int blue, final int alpha) {
        return red << 24 | green << 16 | blue << 8 | alpha;
    }

    private static ArrayData packBytes(final ArrayData from) {
        final int channels = from.type().size();
        final int[] colors = new int[from.length()];
        for (int i = 0; i < colors.length; i++) {
            final int at = (from.offset() + i) * channels;
            final ArrayData bytes = from.child(0);
            colors[i] = pack(
                    bytes.getByte(at) & 0xFF,
                    bytes.getByte(at + 1) & 0xFF,
                    bytes.getByte(at + 2) & 0xFF,
                    channels == MAX_AXES ? bytes.getByte(at + 3) & 0xFF : 0xFF);
        }
        return made(from, Datatype.UINT32, MemorySegment.ofArray(colors));
    }

    private static ArrayData packFloats(final ArrayData from) {
        final int channels = from.type().size();
        final int[] colors = new int[from.length()];
        for (int i = 0; i < colors.length; i++) {
            final int at = (from.offset() + i) * channels;
            final ArrayData parts = from.child(0);
            colors[i] = pack(
                    byteOf(parts.getFloat(at)),
                    byteOf(parts.getFloat(at + 1)),
                    byteOf(parts.getFloat(at + 2)),
                    channels == MAX_AXES ? byteOf(parts.getFloat(at + 3)) : 0xFF);
        }
        return made(from, Datatype.UINT32, MemorySegment.ofArray(colors));
    }

    /// 0 to 1 as 0 to 255; what is outside is cut, and what is no number is 0.
    private static int byteOf(final float part) {
        return part >= 0 ? Math.round(Math.min(part, 1f) * FULL) : 0;
    }

    private static ArrayData unpackBytes(final ArrayData from) {
        final byte[] parts = new byte[from.length() * MAX_AXES];
        for (int i = 0; i < from.length(); i++) {
            for (int channel = 0; channel < MAX_AXES; channel++) {
                parts[i * MAX_AXES + channel] = (byte) (from.getInt(i) >>> (24 - 8 * channel));
            }
        }
        return made(from, Datatype.vector(MAX_AXES, Datatype.UINT8), MemorySegment.ofArray(parts));
    }

    private static ArrayData unpackFloats(final ArrayData from) {
        final float[] parts = new float[from.length() * MAX_AXES];
        for (int i = 0; i < from.length(); i++) {
            for (int channel = 0; channel < MAX_AXES; channel++) {
                parts[i * MAX_AXES + channel] = (from.getInt(i) >>> (24 - 8 * channel) & 0xFF) / FULL;
            }
        }
        return made(from, Datatype.vector(MAX_AXES, Datatype.FLOAT32), MemorySegment.ofArray(parts));
    }

    /// With 32-bit offsets from the window's first value on; the bytes behind them stay where they are.
    private static ArrayData narrow(final ArrayData from, final Datatype to) {
        final int first = from.valueOffset(0);
        final int[] offsets = new int[from.length() + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = from.valueOffset(i) - first;
        }
        final int length = offsets[from.length()];
        if (to.isList()) {
            return new ArrayData(
                    to,
                    0,
                    from.length(),
                    validityOf(from),
                    MemorySegment.ofArray(offsets),
                    ArrayData.NO_BUFFER,
                    from.child(0).slice(first, length));
        }
        final byte[] bytes = new byte[length];
        MemorySegment.copy(from.dataBuffer(), ValueLayout.JAVA_BYTE, first, bytes, 0, length);
        return new ArrayData(
                to, 0, from.length(), validityOf(from), MemorySegment.ofArray(offsets), MemorySegment.ofArray(bytes));
    }
}
