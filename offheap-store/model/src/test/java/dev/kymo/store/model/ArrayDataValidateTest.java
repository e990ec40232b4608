package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What passes [ArrayData#validate] can be read to the last value; what can't is refused.
final class ArrayDataValidateTest {
    private static final MemorySegment NONE = ArrayData.NO_BUFFER;

    private static void assertRefused(final ArrayData array) {
        final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, array::validate);
        assertTrue(refusal.getMessage().startsWith(array.type().toString().substring(0, 4)), refusal.getMessage());
    }

    private static MemorySegment ints(final int... values) {
        return MemorySegment.ofArray(values);
    }

    private static MemorySegment bytes(final int count) {
        return MemorySegment.ofArray(new byte[count]);
    }

    @Test
    void shouldRefuseBuffersTooShortForTheWindow() {
        assertRefused(new ArrayData(Datatype.INT32, 0, 3, NONE, NONE, bytes(11)));
        assertRefused(new ArrayData(Datatype.INT32, 1, 2, NONE, NONE, bytes(11)));
        assertRefused(new ArrayData(Datatype.BOOL, 0, 9, NONE, NONE, bytes(1)));
        assertRefused(new ArrayData(Datatype.INT8, 0, 9, bytes(1), NONE, bytes(9)));
        assertRefused(new ArrayData(Datatype.fixedSizeBinary(16), 0, 2, NONE, NONE, bytes(31)));
        assertRefused(new ArrayData(Datatype.UTF8, 0, 2, NONE, ints(0, 0), bytes(4)));
        assertRefused(new ArrayData(Datatype.UTF8, 0, 1, NONE, NONE, bytes(4)));
        assertRefused(new ArrayData(Datatype.INT64, Integer.MAX_VALUE, Integer.MAX_VALUE, NONE, NONE, bytes(64)));
    }

    @Test
    void shouldRefuseOffsetsThatDescendOrLeaveTheValues() {
        assertRefused(new ArrayData(Datatype.UTF8, 0, 2, NONE, ints(0, 3, 2), bytes(4)));
        assertRefused(new ArrayData(Datatype.UTF8, 0, 2, NONE, ints(0, 2, 5), bytes(4)));
        assertRefused(new ArrayData(Datatype.UTF8, 0, 2, NONE, ints(-1, 2, 3), bytes(4)));
        final ArrayData items = ArrayData.ints(Datatype.INT32, 1, 2);
        assertRefused(ArrayData.lists(Datatype.list(Field.nullable("item", Datatype.INT32)), items, 0, 3));
        final MemorySegment wide = MemorySegment.ofArray(new long[] {0, 1L << 32});
        assertRefused(new ArrayData(Datatype.of(Datatype.Kind.LARGE_UTF8), 0, 1, NONE, wide, bytes(4)));
    }

    @Test
    void shouldRefuseChildrenTooShort() {
        final ArrayData two = ArrayData.ints(Datatype.INT32, 1, 2);
        assertRefused(new ArrayData(Datatype.vector(3, Datatype.INT32), 0, 1, NONE, NONE, NONE, two));
        assertRefused(ArrayData.struct(Datatype.struct(Field.required("a", Datatype.INT32)), 3, two));
        final ArrayData lying = new ArrayData(Datatype.INT32, 0, 4, NONE, NONE, bytes(8));
        assertThrows(
                IllegalArgumentException.class,
                ArrayData.struct(Datatype.struct(Field.required("a", Datatype.INT32)), 3, lying)::validate);
    }

    @Test
    void shouldRefuseUnionValuesThatPointNowhere() {
        final Datatype type = Datatype.denseUnion(
                new byte[] {0, 4},
                java.util.List.of(Field.nullable("a", Datatype.INT32), Field.nullable("b", Datatype.UTF8)));
        final ArrayData[] children = {ArrayData.ints(Datatype.INT32, 1), ArrayData.text("x")};
        assertDoesNotThrow(union(type, new byte[] {0, 4}, ints(0, 0), children)::validate);
        assertRefused(union(type, new byte[] {0, 1}, ints(0, 0), children));
        assertRefused(union(type, new byte[] {0, 4}, ints(0, 1), children));
        assertRefused(union(type, new byte[] {0, 4}, ints(-1, 0), children));
        assertRefused(union(type, new byte[] {0, 4}, ints(0), children));
    }

    private static ArrayData union(
            final Datatype type, final byte[] ids, final MemorySegment offsets, final ArrayData... children) {
        return new ArrayData(type, 0, 2, NONE, offsets, MemorySegment.ofArray(ids), children);
    }

    @Test
    void shouldAcceptEveryHonestArray() {
        final Random random = new Random(10);
        for (int seed = 0; seed < 5_000; seed++) {
            random.setSeed(seed);
            final ArrayData array = RandomArrays.array(random, RandomArrays.type(random, 3), random.nextInt(12));
            assertDoesNotThrow(array::validate, "seed=" + seed);
            RandomArrays.text(array);
        }
    }

    @Test
    void shouldRefuseALieOrReadItWithoutFailing() {
        final Random random = new Random(11);
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            random.setSeed(seed);
            final ArrayData honest = RandomArrays.array(random, RandomArrays.type(random, 3), 1 + random.nextInt(12));
            final ArrayData lie = corrupted(random, honest);
            boolean accepted = true;
            try {
                lie.validate();
            } catch (final IllegalArgumentException e) {
                accepted = false;
                refused++;
            }
            if (accepted) {
                assertDoesNotThrow(() -> RandomArrays.text(lie), "seed=" + seed + " " + lie.type());
            }
        }
        assertTrue(refused > 5_000, "refused=" + refused);
    }

    /// The array with one node made wrong: a longer window, a cut buffer, other offsets or ids.
    private static ArrayData corrupted(final Random random, final ArrayData array) {
        final ArrayData[] children = new ArrayData[array.childCount()];
        for (int i = 0; i < children.length; i++) {
            children[i] = array.child(i);
        }
        int offset = array.offset();
        int length = array.length();
        MemorySegment validity = array.validityBuffer();
        MemorySegment offsets = array.offsetsBuffer();
        MemorySegment data = array.dataBuffer();
        if (children.length > 0 && random.nextInt(3) > 0) {
            final int child = random.nextInt(children.length);
            children[child] = corrupted(random, children[child]);
        } else {
            switch (random.nextInt(6)) {
                case 0 -> offset += 1 + random.nextInt(random.nextBoolean() ? 10 : Integer.MAX_VALUE - 1000);
                case 1 -> length += 1 + random.nextInt(random.nextBoolean() ? 10 : 1_000_000);
                case 2 -> validity = cut(random, validity);
                case 3 -> offsets = cut(random, offsets);
                case 4 -> data = cut(random, data);
                default -> {
                    offsets = changed(random, offsets);
                    data = array.type().kind() == Datatype.Kind.DENSE_UNION ? changed(random, data) : data;
                }
            }
        }
        return new ArrayData(array.type(), offset, length, validity, offsets, data, children);
    }

    private static MemorySegment cut(final Random random, final MemorySegment buffer) {
        return buffer.byteSize() == 0 ? buffer : buffer.asSlice(0, random.nextInt((int) buffer.byteSize()));
    }

    private static MemorySegment changed(final Random random, final MemorySegment buffer) {
        final byte[] bytes = buffer.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return MemorySegment.ofArray(bytes);
    }
}
