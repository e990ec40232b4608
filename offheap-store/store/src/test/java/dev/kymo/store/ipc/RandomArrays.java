package dev.kymo.store.ipc;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Types and arrays of all shapes, from a seed; and their values as plain objects, to compare.
public final class RandomArrays {
    private static final Datatype[] FLAT = {
        Datatype.BOOL,
        Datatype.INT8,
        Datatype.UINT8,
        Datatype.INT16,
        Datatype.UINT16,
        Datatype.INT32,
        Datatype.UINT32,
        Datatype.INT64,
        Datatype.UINT64,
        Datatype.FLOAT16,
        Datatype.FLOAT32,
        Datatype.FLOAT64,
        Datatype.TIMESTAMP_NS,
        Datatype.DURATION_NS,
        Datatype.UTF8,
        Datatype.BINARY,
        Datatype.fixedSizeBinary(5),
        Datatype.NULL
    };

    private final Random random;
    private final boolean appendable;

    /// @param appendable only types that open chunks take: with 32-bit offsets
    public RandomArrays(final Random random, final boolean appendable) {
        this.random = random;
        this.appendable = appendable;
    }

    public Datatype type(final int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            if (!appendable && random.nextInt(12) == 0) {
                return Datatype.of(random.nextBoolean() ? Datatype.Kind.LARGE_UTF8 : Datatype.Kind.LARGE_BINARY);
            }
            return FLAT[random.nextInt(FLAT.length)];
        }
        return switch (random.nextInt(appendable ? 4 : 5)) {
            case 0 -> Datatype.list(field("item", depth));
            case 1 -> Datatype.fixedSizeList(1 + random.nextInt(3), field("item", depth));
            case 2 -> {
                final List<Field> fields = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    fields.add(field("f" + i, depth));
                }
                yield Datatype.struct(fields);
            }
            case 3 -> {
                final int count = 1 + random.nextInt(3);
                final byte[] ids = new byte[count];
                final List<Field> fields = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    ids[i] = (byte) i;
                    fields.add(field("u" + i, depth));
                }
                yield Datatype.denseUnion(ids, fields);
            }
            default -> Datatype.largeList(field("item", depth));
        };
    }

    private Field field(final String name, final int depth) {
        return Field.nullable(name, type(depth - 1));
    }

    /// An array of `length` values, about a fifth of them null where the type has nulls.
    public ArrayData array(final Datatype type, final int length) {
        final MemorySegment validity =
                type.hasValidity() && random.nextInt(3) > 0 ? validity(length) : ArrayData.NO_BUFFER;
        return switch (type.kind()) {
            case NULL -> node(type, length, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
            case LIST, LARGE_LIST -> {
                final long[] offsets = offsets(length, 3);
                yield node(
                        type,
                        length,
                        validity,
                        offsetsBuffer(type, offsets),
                        ArrayData.NO_BUFFER,
                        array(type.item(), (int) offsets[length]));
            }
            case FIXED_SIZE_LIST ->
                node(
                        type,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        array(type.item(), length * type.size()));
            case STRUCT ->
                node(
                        type,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        type.children().stream()
                                .map(f -> array(f.type(), length))
                                .toArray(ArrayData[]::new));
            case DENSE_UNION -> union(type, length);
            case UTF8, LARGE_UTF8, BINARY, LARGE_BINARY -> {
                final long[] offsets = offsets(length, 6);
                final byte[] bytes = new byte[(int) offsets[length]];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) ('a' + random.nextInt(26));
                }
                yield node(type, length, validity, offsetsBuffer(type, offsets), MemorySegment.ofArray(bytes));
            }
            default -> {
                final byte[] bytes = new byte[(length * type.bitWidth() + 7) / 8];
                random.nextBytes(bytes);
                yield node(type, length, validity, ArrayData.NO_BUFFER, MemorySegment.ofArray(bytes));
            }
        };
    }

    private static ArrayData node(
            final Datatype type,
            final int length,
            final MemorySegment validity,
            final MemorySegment offsets,
            final MemorySegment data,
            final ArrayData... children) {
        return new ArrayData(type, 0, length, validity, offsets, data, children);
    }

    private MemorySegment validity(final int length) {
        final byte[] bits = new byte[(length + 7) / 8];
        for (int i = 0; i < length; i++) {
            if (random.nextInt(5) > 0) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return MemorySegment.ofArray(bits);
    }

    private long[] offsets(final int length, final int maxItems) {
        final long[] offsets = new long[length + 1];
        for (int i = 0; i < length; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(maxItems);
        }
        return offsets;
    }

    private static MemorySegment offsetsBuffer(final Datatype type, final long[] offsets) {
        if (type.offsetWidth() == Long.BYTES) {
            return MemorySegment.ofArray(offsets);
        }
        final int[] narrow = new int[offsets.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (int) offsets[i];
        }
        return MemorySegment.ofArray(narrow);
    }

    private ArrayData union(final Datatype type, final int length) {
        final int[] counts = new int[type.children().size()];
        final byte[] ids = new byte[length];
        final int[] starts = new int[length];
        for (int i = 0; i < length; i++) {
            final int child = random.nextInt(counts.length);
            ids[i] = (byte) child;
            starts[i] = counts[child]++;
        }
        final ArrayData[] children = new ArrayData[counts.length];
        for (int i = 0; i < counts.length; i++) {
            children[i] = array(type.children().get(i).type(), counts[i]);
        }
        return node(
                type, length, ArrayData.NO_BUFFER, MemorySegment.ofArray(starts), MemorySegment.ofArray(ids), children);
    }

    /// All values of a window as plain objects.
    public static List<@Nullable Object> values(final ArrayData array) {
        final List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < array.length(); i++) {
            values.add(value(array, i));
        }
        return values;
    }

    public static @Nullable Object value(final ArrayData array, final int i) {
        if (array.isNull(i)) {
            return null;
        }
        return switch (array.type().kind()) {
            case NULL -> null;
            case BOOL -> array.bool(i);
            case INT8, UINT8 -> array.getByte(i);
            case INT16, UINT16, FLOAT16 -> array.getShort(i);
            case INT32, UINT32, FLOAT32 -> array.getInt(i);
            case INT64, UINT64, FLOAT64, TIMESTAMP_NS, DURATION_NS -> array.getLong(i);
            case UTF8, LARGE_UTF8 -> array.string(i);
            case BINARY, LARGE_BINARY, FIXED_SIZE_BINARY ->
                java.util.HexFormat.of().formatHex(array.bytes(i).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            case LIST, LARGE_LIST, FIXED_SIZE_LIST -> values(array.list(i));
            case STRUCT -> {
                final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                for (int f = 0; f < array.childCount(); f++) {
                    fields.put(array.type().children().get(f).name(), value(array.structField(f), i));
                }
                yield fields;
            }
            case DENSE_UNION -> {
                final int child = array.unionChild(i);
                yield "u" + child + "=" + value(array.child(child), array.unionOffset(i));
            }
        };
    }
}
