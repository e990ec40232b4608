package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Sums, extremes and copies are those of the numbers, one by one.
final class RunNumbersTest {
    @Test
    void shouldReduceAnyRunOfWholeDoublesExactly() {
        final Random random = new Random(1);
        final double[] values = random.ints(100, -1000, 1000).asDoubleStream().toArray();
        final ArrayData items = ArrayData.doubles(Datatype.FLOAT64, values).slice(3, 90);
        for (int from = 0; from < 20; from++) {
            for (int count = 0; count < 60; count++) {
                final double[] plain = Arrays.copyOfRange(values, 3 + from, 3 + from + count);
                final String where = "from=" + from + " count=" + count;
                assertEquals(DoubleStream.of(plain).sum(), RunNumbers.sum(items, from, count), where);
                assertEquals(
                        DoubleStream.of(plain).min().orElse(Double.POSITIVE_INFINITY),
                        RunNumbers.least(items, from, count),
                        where);
                assertEquals(
                        DoubleStream.of(plain).max().orElse(Double.NEGATIVE_INFINITY),
                        RunNumbers.greatest(items, from, count),
                        where);
                final double[] copied = new double[count + 2];
                RunNumbers.copy(items, from, count, copied, 1);
                assertArrayEquals(plain, Arrays.copyOfRange(copied, 1, count + 1), where);
                assertEquals(0, copied[count + 1], where);
            }
        }
    }

    @Test
    void shouldReadEveryKindOfNumberBySignAndWidth() {
        assertEquals(-1, RunNumbers.number(ArrayData.ints(Datatype.INT32, -1), 0));
        assertEquals(4_294_967_295.0, RunNumbers.number(ArrayData.ints(Datatype.UINT32, -1), 0));
        assertEquals(-1, RunNumbers.number(ArrayData.shorts(Datatype.INT16, (short) -1), 0));
        assertEquals(65_535, RunNumbers.number(ArrayData.shorts(Datatype.UINT16, (short) -1), 0));
        assertEquals(-1, RunNumbers.number(ArrayData.bytes(Datatype.INT8, (byte) -1), 0));
        assertEquals(255, RunNumbers.number(ArrayData.bytes(Datatype.UINT8, (byte) -1), 0));
        assertEquals(-7, RunNumbers.number(ArrayData.longs(Datatype.INT64, -7), 0));
        assertEquals(1.5, RunNumbers.number(ArrayData.floats(Datatype.FLOAT32, 1.5f), 0));
        assertThrows(IllegalArgumentException.class, () -> RunNumbers.require(Datatype.UTF8));
    }

    @Test
    void shouldTakeANullForNoNumber() {
        final ArrayData items = new ArrayData(
                Datatype.FLOAT64,
                0,
                2,
                MemorySegment.ofArray(new byte[] {1}),
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(new double[] {2, 3}));
        assertEquals(2, RunNumbers.sum(items, 0, 1));
        assertEquals(Double.NaN, RunNumbers.sum(items, 0, 2));
        assertEquals(Double.NaN, RunNumbers.least(items, 0, 2));
    }
}
