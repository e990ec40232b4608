package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/// Instances of many types, and their text: two cells hold the same when their texts are equal.
final class Values {
    private static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    private static final Datatype STRIP = Datatype.list(Field.required("item", Datatype.INT16));
    private static final Datatype PAIR =
            Datatype.struct(Field.nullable("name", Datatype.UTF8), Field.nullable("flag", Datatype.BOOL));
    private static final Datatype EITHER = Datatype.denseUnion(
            new byte[] {2, 5},
            java.util.List.of(Field.nullable("number", Datatype.INT32), Field.nullable("text", Datatype.UTF8)));

    private Values() {}

    /// Random instances, none at all quite often; sometimes a window into a longer array.
    static ArrayData random(final Random random) {
        final int count = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(4);
        if (random.nextInt(4) == 0) {
            final int from = random.nextInt(3);
            return random(random, from + count + random.nextInt(2)).slice(from, count);
        }
        return random(random, count);
    }

    private static ArrayData random(final Random random, final int count) {
        return switch (random.nextInt(8)) {
            case 0 -> numbers(random, count);
            case 1 -> texts(random, count);
            case 2 -> {
                final float[] values = new float[3 * count];
                for (int i = 0; i < values.length; i++) {
                    values[i] = random.nextInt(1000) / 8f;
                }
                yield ArrayData.floats(POSITION, values);
            }
            case 3 -> {
                final int[] offsets = new int[count + 1];
                for (int i = 0; i < count; i++) {
                    offsets[i + 1] = offsets[i] + random.nextInt(3);
                }
                final short[] items = new short[offsets[count]];
                for (int i = 0; i < items.length; i++) {
                    items[i] = (short) random.nextInt();
                }
                yield ArrayData.lists(STRIP, ArrayData.shorts(Datatype.INT16, items), offsets);
            }
            case 4 -> ArrayData.struct(PAIR, count, texts(random, count), flags(random, count));
            case 5 -> flags(random, count);
            case 6 -> either(random, count);
            default ->
                new ArrayData(Datatype.NULL, 0, count, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
        };
    }

    private static ArrayData numbers(final Random random, final int count) {
        final int[] values = random.ints(count).toArray();
        return new ArrayData(
                Datatype.INT32, 0, count, validity(random, count), ArrayData.NO_BUFFER, MemorySegment.ofArray(values));
    }

    private static ArrayData texts(final Random random, final int count) {
        final String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = "ü".repeat(random.nextInt(4)) + random.nextInt(100);
        }
        return ArrayData.text(values);
    }

    private static ArrayData flags(final Random random, final int count) {
        final byte[] bits = {(byte) random.nextInt()};
        return new ArrayData(
                Datatype.BOOL, 0, count, validity(random, count), ArrayData.NO_BUFFER, MemorySegment.ofArray(bits));
    }

    private static ArrayData either(final Random random, final int count) {
        final byte[] ids = new byte[count];
        final int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (byte) (random.nextBoolean() ? 2 : 5);
            offsets[i] = random.nextInt(3);
        }
        return new ArrayData(
                EITHER,
                0,
                count,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(offsets),
                MemorySegment.ofArray(ids),
                numbers(random, 3),
                texts(random, 3));
    }

    private static MemorySegment validity(final Random random, final int count) {
        return random.nextBoolean()
                ? ArrayData.NO_BUFFER
                : MemorySegment.ofArray(new byte[] {(byte) random.nextInt(), (byte) (count & 1)});
    }

    /// Of a Clear: false, true, none, a null, two values, or something that is no truth value at all.
    static ArrayData randomClear(final Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> ArrayData.booleans();
            case 1 ->
                new ArrayData(
                        Datatype.BOOL,
                        0,
                        1,
                        MemorySegment.ofArray(new byte[] {0}),
                        ArrayData.NO_BUFFER,
                        MemorySegment.ofArray(new byte[] {1}));
            case 2 -> ArrayData.booleans(true, true);
            case 3 -> ArrayData.booleans(true, false);
            case 4 -> ArrayData.ints(Datatype.INT32, 1);
            case 5, 6 -> ArrayData.booleans(false);
            default -> ArrayData.booleans(true);
        };
    }

    /// Type and all values, nulls included.
    static String text(final ArrayData array) {
        return array.type() + items(array);
    }

    private static String items(final ArrayData array) {
        final StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < array.length(); i++) {
            text.append(i == 0 ? "" : ", ").append(array.isNull(i) ? "null" : item(array, i));
        }
        return text.append(']').toString();
    }

    private static String item(final ArrayData array, final int index) {
        return switch (array.type().kind()) {
            case BOOL -> Boolean.toString(array.bool(index));
            case INT16 -> Short.toString(array.getShort(index));
            case INT32 -> Integer.toString(array.getInt(index));
            case INT64 -> Long.toString(array.getLong(index));
            case FLOAT32 -> Float.toString(array.getFloat(index));
            case UTF8 -> "'" + array.string(index) + "'";
            case LIST, FIXED_SIZE_LIST -> items(array.list(index));
            case STRUCT -> {
                final StringBuilder text = new StringBuilder("{");
                for (int i = 0; i < array.childCount(); i++) {
                    text.append(items(array.structField(i).slice(index, 1)));
                }
                yield text.append('}').toString();
            }
            case DENSE_UNION -> {
                final int child = array.unionChild(index);
                yield child + ":" + items(array.child(child).slice(array.unionOffset(index), 1));
            }
            default -> throw new IllegalArgumentException(array.type() + " is not among the tested types");
        };
    }
}
