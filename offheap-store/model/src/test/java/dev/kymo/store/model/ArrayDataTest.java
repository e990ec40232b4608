package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ArrayDataTest {
    private static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    private static final Datatype STRIP = Datatype.list(Field.required("item", POSITION));

    @Test
    void shouldReadBackWhatItWasMadeOf() {
        assertEquals("[true false true]", RandomArrays.text(ArrayData.booleans(true, false, true)));
        assertEquals("['ü' '' '😀']", RandomArrays.text(ArrayData.text("ü", "", "😀")));
        assertEquals(
                "[[1 2] [3 4]]", RandomArrays.text(ArrayData.ints(Datatype.vector(2, Datatype.INT32), 1, 2, 3, 4)));
        assertEquals("[-1 7]", RandomArrays.text(ArrayData.longs(Datatype.INT64, -1, 7)));
        assertEquals("[-1 7]", RandomArrays.text(ArrayData.shorts(Datatype.INT16, (short) -1, (short) 7)));
        assertEquals(
                "[x0102 x0304]",
                RandomArrays.text(ArrayData.bytes(Datatype.fixedSizeBinary(2), new byte[] {1, 2, 3, 4})));
        final ArrayData floats = ArrayData.floats(POSITION, 1, 2, 3, 4, 5, 6);
        assertEquals(2, floats.length());
        assertEquals(6f, floats.list(1).getFloat(2));
        assertEquals(2.5, ArrayData.doubles(Datatype.FLOAT64, 1, 2.5).getDouble(1));
        final ArrayData strips = ArrayData.lists(STRIP, floats, 0, 0, 2);
        assertEquals(0, strips.list(0).length());
        assertEquals(2, strips.list(1).length());
        assertEquals(1, ArrayData.oneList(STRIP, floats).length());
    }

    @Test
    void shouldRefuseValuesThatDoNotFillTheType() {
        assertThrows(IllegalArgumentException.class, () -> ArrayData.floats(POSITION, 1, 2, 3, 4));
        assertThrows(IllegalArgumentException.class, () -> ArrayData.ints(Datatype.INT64, 1));
        assertThrows(IllegalArgumentException.class, () -> ArrayData.bytes(Datatype.UTF8, (byte) 1));
        assertThrows(
                IllegalArgumentException.class, () -> ArrayData.bytes(Datatype.vector(0, Datatype.INT8), (byte) 1));
        assertEquals(0, ArrayData.floats(POSITION).length());
    }

    @Test
    void shouldRefuseNegativeWindowsAndWrongChildren() {
        final MemorySegment none = ArrayData.NO_BUFFER;
        assertThrows(IllegalArgumentException.class, () -> new ArrayData(Datatype.NULL, -1, 0, none, none, none));
        assertThrows(IllegalArgumentException.class, () -> new ArrayData(Datatype.NULL, 0, -1, none, none, none));
        assertThrows(IllegalArgumentException.class, () -> new ArrayData(POSITION, 0, 0, none, none, none));
        assertThrows(IllegalArgumentException.class, () -> ArrayData.flat(Datatype.INT32, 3, none));
        assertThrows(IllegalArgumentException.class, () -> ArrayData.flat(Datatype.UTF8, 0, none));
        final ArrayData three = ArrayData.ints(Datatype.INT32, 1, 2, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> three.slice(2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> three.slice(-1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> three.slice(1, 1).slice(0, 2));
    }

    @Test
    void shouldShowTheSameValuesThroughSlicesOfSlices() {
        final Random random = new Random(7);
        for (int seed = 0; seed < 3_000; seed++) {
            random.setSeed(seed);
            final ArrayData whole = RandomArrays.array(random, RandomArrays.type(random, 3), random.nextInt(12));
            whole.validate();
            final int from = random.nextInt(whole.length() + 1);
            final int count = random.nextInt(whole.length() - from + 1);
            final int innerFrom = random.nextInt(count + 1);
            final ArrayData slice = whole.slice(from, count).slice(innerFrom, count - innerFrom);
            slice.validate();
            final StringBuilder expected = new StringBuilder("[");
            for (int i = from + innerFrom; i < from + count; i++) {
                final String one = RandomArrays.text(whole.slice(i, 1));
                expected.append(expected.length() == 1 ? "" : " ").append(one, 1, one.length() - 1);
            }
            assertEquals(expected.append(']').toString(), RandomArrays.text(slice), "seed=" + seed);
        }
    }

    @Test
    void shouldCountNullsAsAPlainWalkOverTheBitmapDoes() {
        final Random random = new Random(8);
        for (int seed = 0; seed < 5_000; seed++) {
            random.setSeed(seed);
            final byte[] bitmap = new byte[1 + random.nextInt(60)];
            random.nextBytes(bitmap);
            final BitSet present = BitSet.valueOf(bitmap);
            final int offset = random.nextInt(bitmap.length * 8);
            final int length = random.nextInt(bitmap.length * 8 - offset + 1);
            final ArrayData array = new ArrayData(
                    Datatype.INT8,
                    offset,
                    length,
                    MemorySegment.ofArray(bitmap),
                    ArrayData.NO_BUFFER,
                    MemorySegment.ofArray(new byte[offset + length]));
            assertEquals(
                    length - present.get(offset, offset + length).cardinality(), array.nullCount(), "seed=" + seed);
            for (int i = 0; i < length; i++) {
                assertEquals(!present.get(offset + i), array.isNull(i), "seed=" + seed + " i=" + i);
            }
        }
    }

    @Test
    void shouldCountNullTypeAsAllNullAndNoBitmapAsNone() {
        final MemorySegment none = ArrayData.NO_BUFFER;
        assertEquals(5, new ArrayData(Datatype.NULL, 2, 5, none, none, none).nullCount());
        assertTrue(new ArrayData(Datatype.NULL, 2, 5, none, none, none).isNull(4));
        assertEquals(0, ArrayData.ints(Datatype.INT32, 1, 2).nullCount());
    }

    @Test
    void shouldHandOutFlatBytesOfTheWindowOnly() {
        final float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        final Datatype matrix = Datatype.vector(2, POSITION);
        final ArrayData matrices = ArrayData.floats(matrix, values);
        assertArrayEquals(
                new float[] {6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
                matrices.slice(1, 2).flatBytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
        final ArrayData shifted = new ArrayData(
                POSITION,
                1,
                2,
                ArrayData.NO_BUFFER,
                ArrayData.NO_BUFFER,
                ArrayData.NO_BUFFER,
                ArrayData.floats(Datatype.FLOAT32, values).slice(3, 20));
        assertArrayEquals(
                new float[] {6, 7, 8, 9, 10, 11}, shifted.flatBytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
        assertEquals(6f, shifted.list(0).getFloat(0));
        assertEquals(0, ArrayData.empty(matrix).flatBytes().byteSize());
        assertThrows(IllegalArgumentException.class, () -> ArrayData.text("a").flatBytes());
        assertThrows(
                IllegalArgumentException.class, () -> ArrayData.booleans(true).flatBytes());
    }

    @Test
    void shouldAgreeBetweenFlatBytesAndValues() {
        final Random random = new Random(9);
        for (int seed = 0; seed < 2_000; seed++) {
            random.setSeed(seed);
            Datatype type = Datatype.INT8;
            for (int depth = random.nextInt(3); depth > 0; depth--) {
                type = Datatype.vector(1 + random.nextInt(3), type);
            }
            final ArrayData array = RandomArrays.array(random, Datatype.struct(Field.required("v", type)), 9)
                    .structField(0)
                    .slice(random.nextInt(5), 4);
            final byte[] flat = array.flatBytes().toArray(ValueLayout.JAVA_BYTE);
            assertEquals(4 * type.byteWidth(), flat.length, "seed=" + seed);
            for (int i = 0; i < 4; i++) {
                ArrayData node = array.slice(i, 1);
                while (node.type().kind() == Datatype.Kind.FIXED_SIZE_LIST) {
                    node = node.child(0)
                            .slice(
                                    node.offset() * node.type().size(),
                                    node.length() * node.type().size());
                }
                for (int j = 0; j < node.length(); j++) {
                    assertEquals(flat[i * type.byteWidth() + j], node.getByte(j), "seed=" + seed);
                }
            }
        }
    }

    @Test
    void shouldBeginAtZeroOnlyWhenEveryLevelDoes() {
        final ArrayData positions = ArrayData.floats(POSITION, 1, 2, 3, 4, 5, 6);
        assertTrue(positions.beginsAtZero());
        assertTrue(positions.slice(0, 1).beginsAtZero());
        assertFalse(positions.slice(1, 1).beginsAtZero());
        assertTrue(ArrayData.lists(STRIP, positions, 0, 1, 2).beginsAtZero());
        assertFalse(ArrayData.lists(STRIP, positions, 1, 2).beginsAtZero());
        assertFalse(ArrayData.lists(STRIP, positions, 1).beginsAtZero());
        assertFalse(ArrayData.oneList(STRIP, positions.slice(1, 1)).beginsAtZero());
        assertTrue(ArrayData.empty(STRIP).beginsAtZero());
        assertFalse(ArrayData.text("a", "b").slice(1, 1).beginsAtZero());
        final Datatype pair = Datatype.struct(Field.required("p", POSITION));
        assertTrue(ArrayData.struct(pair, 2, positions).beginsAtZero());
        assertFalse(ArrayData.struct(pair, 1, positions.slice(1, 1)).beginsAtZero());
    }

    @Test
    void shouldTakeTheGreatestCellAsARowsInstanceCount() {
        final List<DataCell> cells = List.of(
                new DataCell(ComponentDescriptor.of("a"), ArrayData.ints(Datatype.INT32, 1)),
                new DataCell(ComponentDescriptor.of("b"), ArrayData.ints(Datatype.INT32, 1, 2, 3)));
        final RowId id = new RowId(1, 1);
        assertEquals(3, new DataRow(id, EntityPath.ROOT, TimePoint.STATIC, cells).instanceCount());
        assertEquals(0, new DataRow(id, EntityPath.ROOT, TimePoint.STATIC, List.of()).instanceCount());
        assertThrows(
                IllegalArgumentException.class,
                () -> new DataRow(id, EntityPath.ROOT, TimePoint.STATIC, List.of(cells.get(0), cells.get(0))));
        assertThrows(IllegalArgumentException.class, () -> ComponentDescriptor.of(""));
    }

    @Test
    void shouldSayWhatItHas() {
        assertEquals(
                Datatype.FLOAT64 + " x 3: [1.0, 2.0, 3.0]",
                ArrayData.doubles(Datatype.FLOAT64, 1, 2, 3).toString());
        assertEquals(
                Datatype.INT32 + " x 9: [0, 1, 2, 3, 4, 5, 6, 7, …]",
                ArrayData.ints(Datatype.INT32, 0, 1, 2, 3, 4, 5, 6, 7, 8).toString());
        assertEquals("Utf8 x 1: [a]", ArrayData.text("a").toString());
        final Datatype blob = Datatype.list(Field.required("item", Datatype.UINT8));
        assertEquals(
                blob + " x 1",
                ArrayData.oneList(blob, ArrayData.bytes(Datatype.UINT8, new byte[1000]))
                        .toString());
    }

    @Test
    void shouldSayThatItsMemoryIsGone() {
        final ArrayData gone;
        try (Arena arena = Arena.ofConfined()) {
            gone = ArrayData.flat(Datatype.INT32, 1, arena.allocate(4));
        }

        assertEquals("Int32 x 1: Already closed", gone.toString());
    }
}
