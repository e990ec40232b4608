package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random types, and random arrays of them with nulls, windows at odd places and gaps between lists.
final class RandomArrays {
    private final Random random;

    RandomArrays(final Random random) {
        this.random = random;
    }

    Datatype type(final int depth) {
        final Datatype.Kind[] kinds = Datatype.Kind.values();
        final Datatype.Kind kind = kinds[random.nextInt(kinds.length)];
        return type(depth <= 0 && needsChildren(kind) ? Datatype.Kind.UINT8 : kind, depth);
    }

    private static boolean needsChildren(final Datatype.Kind kind) {
        return switch (kind) {
            case LIST, LARGE_LIST, FIXED_SIZE_LIST, STRUCT, DENSE_UNION -> true;
            default -> false;
        };
    }

    Datatype type(final Datatype.Kind kind, final int depth) {
        return switch (kind) {
            case FIXED_SIZE_BINARY -> Datatype.fixedSizeBinary(1 + random.nextInt(5));
            case LIST -> Datatype.list(field("item", depth));
            case LARGE_LIST -> Datatype.largeList(field("item", depth));
            case FIXED_SIZE_LIST -> Datatype.fixedSizeList(random.nextInt(4), field("item", depth));
            case STRUCT -> Datatype.struct(fields(depth));
            case DENSE_UNION -> union(depth);
            default -> Datatype.of(kind);
        };
    }

    private Datatype union(final int depth) {
        final List<Field> fields = fields(depth);
        final byte[] ids = new byte[fields.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) (3 * i + 1);
        }
        return Datatype.denseUnion(ids, fields);
    }

    private List<Field> fields(final int depth) {
        final List<Field> fields = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            fields.add(field("f" + i, depth));
        }
        return fields;
    }

    private Field field(final String name, final int depth) {
        return new Field(name, type(depth - 1), random.nextBoolean());
    }

    /// An array of exactly `length` values, as a window on a longer one.
    ArrayData array(final Datatype type, final int length) {
        final int before = random.nextInt(12);
        final int after = random.nextInt(5);
        final ArrayData whole = whole(type, before + length + after);
        return whole.slice(before, length);
    }

    private ArrayData whole(final Datatype type, final int length) {
        final MemorySegment validity =
                type.hasValidity() && random.nextBoolean() ? bytes((length + 7) / 8) : ArrayData.NO_BUFFER;
        final MemorySegment none = ArrayData.NO_BUFFER;
        return switch (type.kind()) {
            case NULL -> new ArrayData(type, 0, length, none, none, none);
            case LIST, LARGE_LIST -> {
                final int[] offsets = offsets(length);
                yield new ArrayData(
                        type, 0, length, validity, wide(type, offsets), none, array(type.item(), offsets[length]));
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                final int[] offsets = offsets(length);
                yield new ArrayData(type, 0, length, validity, wide(type, offsets), letters(offsets[length]));
            }
            case FIXED_SIZE_LIST ->
                new ArrayData(type, 0, length, validity, none, none, array(type.item(), length * type.size()));
            case STRUCT -> {
                final ArrayData[] children = new ArrayData[type.children().size()];
                for (int i = 0; i < children.length; i++) {
                    children[i] = array(type.children().get(i).type(), length);
                }
                yield new ArrayData(type, 0, length, validity, none, none, children);
            }
            case DENSE_UNION -> wholeUnion(type, length);
            default -> new ArrayData(type, 0, length, validity, none, bytes((length * type.bitWidth() + 7) / 8));
        };
    }

    private ArrayData wholeUnion(final Datatype type, final int length) {
        final byte[] ids = type.unionTypeIds();
        final ArrayData[] children = new ArrayData[ids.length];
        for (int i = 0; i < ids.length; i++) {
            children[i] = array(type.children().get(i).type(), 1 + random.nextInt(6));
        }
        final byte[] typeIds = new byte[length];
        final int[] offsets = new int[length];
        for (int i = 0; i < length; i++) {
            final int child = random.nextInt(ids.length);
            typeIds[i] = ids[child];
            offsets[i] = random.nextInt(children[child].length());
        }
        return new ArrayData(
                type,
                0,
                length,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(offsets),
                MemorySegment.ofArray(typeIds),
                children);
    }

    private int[] offsets(final int length) {
        final int[] offsets = new int[length + 1];
        offsets[0] = random.nextInt(3);
        for (int i = 0; i < length; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(4);
        }
        return offsets;
    }

    private static MemorySegment wide(final Datatype type, final int[] offsets) {
        if (type.offsetWidth() == Integer.BYTES) {
            return MemorySegment.ofArray(offsets);
        }
        final long[] longs = new long[offsets.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = offsets[i];
        }
        return MemorySegment.ofArray(longs);
    }

    private MemorySegment bytes(final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private MemorySegment letters(final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        return MemorySegment.ofArray(bytes);
    }

    /// The plain model: what value `index` is, as text.
    static String value(final ArrayData array, final int index) {
        if (array.isNull(index)) {
            return "null";
        }
        return switch (array.type().kind()) {
            case NULL -> "null";
            case BOOL -> Boolean.toString(array.bool(index));
            case INT8, UINT8 -> Byte.toString(array.getByte(index));
            case INT16, UINT16, FLOAT16 -> Short.toString(array.getShort(index));
            case INT32, UINT32, FLOAT32 -> Integer.toString(array.getInt(index));
            case INT64, UINT64, FLOAT64, TIMESTAMP_NS, DURATION_NS -> Long.toString(array.getLong(index));
            case FIXED_SIZE_BINARY, UTF8, BINARY, LARGE_UTF8, LARGE_BINARY ->
                java.util.Arrays.toString(array.bytes(index).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            case LIST, LARGE_LIST, FIXED_SIZE_LIST -> values(array.list(index));
            case STRUCT -> {
                final StringBuilder text = new StringBuilder("{");
                for (int i = 0; i < array.childCount(); i++) {
                    text.append(value(array.structField(i), index)).append(';');
                }
                yield text.append('}').toString();
            }
            case DENSE_UNION -> {
                final int child = array.unionChild(index);
                yield child + ":" + value(array.child(child), array.unionOffset(index));
            }
        };
    }

    /// The plain model of a whole window.
    static String values(final ArrayData array) {
        final StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < array.length(); i++) {
            text.append(value(array, i)).append(',');
        }
        return text.append(']').toString();
    }
}
