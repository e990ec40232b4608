package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Valid arrays of any type and shape: windows into longer buffers, offsets that begin anywhere, nulls at every level.
final class RandomArrays {
    private static final Datatype.Kind[] LEAVES = {
        Datatype.Kind.NULL,
        Datatype.Kind.BOOL,
        Datatype.Kind.INT8,
        Datatype.Kind.UINT16,
        Datatype.Kind.FLOAT32,
        Datatype.Kind.FLOAT64,
        Datatype.Kind.TIMESTAMP_NS,
        Datatype.Kind.UTF8,
        Datatype.Kind.LARGE_BINARY
    };

    private RandomArrays() {}

    static Datatype type(final Random random, final int depth) {
        final int choice = depth == 0 ? 0 : random.nextInt(8);
        return switch (choice) {
            case 1 -> Datatype.list(Field.nullable("item", type(random, depth - 1)));
            case 2 -> Datatype.largeList(Field.nullable("item", type(random, depth - 1)));
            case 3 -> Datatype.fixedSizeList(random.nextInt(4), Field.nullable("item", type(random, depth - 1)));
            case 4 -> Datatype.struct(fields(random, depth));
            case 5 -> {
                final List<Field> fields = fields(random, depth);
                final byte[] ids = new byte[fields.size()];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = (byte) (i * 3);
                }
                yield Datatype.denseUnion(ids, fields);
            }
            case 6 -> Datatype.fixedSizeBinary(random.nextInt(5));
            default -> Datatype.of(LEAVES[random.nextInt(LEAVES.length)]);
        };
    }

    private static List<Field> fields(final Random random, final int depth) {
        final List<Field> fields = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            fields.add(Field.nullable("f" + i, type(random, depth - 1)));
        }
        return fields;
    }

    /// A window of `length` values.
    static ArrayData array(final Random random, final Datatype type, final int length) {
        final int offset = random.nextBoolean() ? 0 : random.nextInt(20);
        final int total = offset + length + random.nextInt(3);
        final MemorySegment validity =
                type.hasValidity() && random.nextBoolean() ? bytes(random, (total + 7) / 8) : ArrayData.NO_BUFFER;
        return switch (type.kind()) {
            case NULL -> whole(type, offset, length, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
            case LIST, LARGE_LIST -> {
                final int[] starts = offsets(random, total);
                yield whole(
                        type,
                        offset,
                        length,
                        validity,
                        encoded(type, starts),
                        ArrayData.NO_BUFFER,
                        array(random, type.item(), starts[total] + random.nextInt(3)));
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                final int[] starts = offsets(random, total);
                yield whole(type, offset, length, validity, encoded(type, starts), letters(random, starts[total]));
            }
            case FIXED_SIZE_LIST ->
                whole(
                        type,
                        offset,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        array(random, type.item(), total * type.size()));
            case STRUCT -> {
                final ArrayData[] children = new ArrayData[type.children().size()];
                for (int i = 0; i < children.length; i++) {
                    children[i] = array(random, type.children().get(i).type(), total);
                }
                yield whole(type, offset, length, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, children);
            }
            case DENSE_UNION -> union(random, type, offset, length, total);
            default ->
                whole(type, offset, length, validity, ArrayData.NO_BUFFER, bytes(random, (int)
                        (((long) total * type.bitWidth() + 7) / 8)));
        };
    }

    private static ArrayData union(
            final Random random, final Datatype type, final int offset, final int length, final int total) {
        final ArrayData[] children = new ArrayData[type.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = array(random, type.children().get(i).type(), 1 + random.nextInt(5));
        }
        final byte[] ids = new byte[total];
        final int[] at = new int[total];
        for (int i = 0; i < total; i++) {
            final int child = random.nextInt(children.length);
            ids[i] = type.unionTypeIds()[child];
            at[i] = random.nextInt(children[child].length());
        }
        return whole(
                type,
                offset,
                length,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(at),
                MemorySegment.ofArray(ids),
                children);
    }

    private static ArrayData whole(
            final Datatype type,
            final int offset,
            final int length,
            final MemorySegment validity,
            final MemorySegment offsets,
            final MemorySegment data,
            final ArrayData... children) {
        return new ArrayData(type, offset, length, validity, offsets, data, children);
    }

    private static int[] offsets(final Random random, final int total) {
        final int[] offsets = new int[total + 1];
        offsets[0] = random.nextBoolean() ? 0 : random.nextInt(3);
        for (int i = 0; i < total; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(3);
        }
        return offsets;
    }

    private static MemorySegment encoded(final Datatype type, final int[] offsets) {
        if (type.offsetWidth() == Integer.BYTES) {
            return MemorySegment.ofArray(offsets);
        }
        final long[] wide = new long[offsets.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = offsets[i];
        }
        return MemorySegment.ofArray(wide);
    }

    private static MemorySegment letters(final Random random, final int count) {
        final byte[] letters = new byte[count];
        for (int i = 0; i < count; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return MemorySegment.ofArray(letters);
    }

    private static MemorySegment bytes(final Random random, final int count) {
        final byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    /// All values as text, read one by one through the public ways.
    static String text(final ArrayData array) {
        final StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < array.length(); i++) {
            text.append(i == 0 ? "" : " ").append(array.isNull(i) ? "null" : value(array, i));
        }
        return text.append(']').toString();
    }

    private static String value(final ArrayData array, final int index) {
        return switch (array.type().kind()) {
            case NULL -> "null";
            case BOOL -> Boolean.toString(array.bool(index));
            case UTF8, LARGE_UTF8 -> "'" + array.string(index) + "'";
            case BINARY, LARGE_BINARY, FIXED_SIZE_BINARY ->
                "x"
                        + java.util.HexFormat.of()
                                .formatHex(array.bytes(index).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            case LIST, LARGE_LIST, FIXED_SIZE_LIST -> text(array.list(index));
            case STRUCT -> {
                final StringBuilder text = new StringBuilder("{");
                for (int i = 0; i < array.childCount(); i++) {
                    text.append(text(array.structField(i).slice(index, 1)));
                }
                yield text.append('}').toString();
            }
            case DENSE_UNION -> {
                final int child = array.unionChild(index);
                yield child + ":" + text(array.child(child).slice(array.unionOffset(index), 1));
            }
            default ->
                switch (array.type().byteWidth()) {
                    case 1 -> Byte.toString(array.getByte(index));
                    case 2 -> Short.toString(array.getShort(index));
                    case 4 -> Integer.toString(array.getInt(index));
                    default -> Long.toString(array.getLong(index));
                };
        };
    }
}
