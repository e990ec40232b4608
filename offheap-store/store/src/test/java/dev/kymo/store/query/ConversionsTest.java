package dev.kymo.store.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConversionsTest {
    private static final Datatype RGB = Datatype.vector(3, Datatype.FLOAT32);
    private static final Datatype RGBA = Datatype.vector(4, Datatype.FLOAT32);
    private static final Datatype RGBA_BYTES = Datatype.vector(4, Datatype.UINT8);
    private static final Conversions STANDARD = Conversions.standard();

    private static ArrayData converted(final ArrayData from, final Datatype to) {
        final ArrayData found = STANDARD.as(from, to).orElseThrow();
        found.validate();
        return found;
    }

    @Test
    void shouldHandOutWhatHasTheTypeAsItLies() {
        final ArrayData colors = ArrayData.ints(Datatype.UINT32, 1, 2);
        assertSame(colors, converted(colors, Datatype.UINT32));
    }

    @Test
    void shouldPackColoursFromFloatsAndBytes() {
        final ArrayData floats = ArrayData.floats(RGB, 1, 0.5f, 0, -1, 2, Float.NaN);
        assertEquals(0xFF8000FF, converted(floats, Datatype.UINT32).getInt(0));
        assertEquals(0x00FF00FF, converted(floats, Datatype.UINT32).getInt(1));
        assertEquals(0x00FF00FF, converted(floats.slice(1, 1), Datatype.UINT32).getInt(0));
        final ArrayData bytes = ArrayData.bytes(RGBA_BYTES, (byte) 1, (byte) 2, (byte) 3, (byte) 255);
        assertEquals(0x010203FF, converted(bytes, Datatype.UINT32).getInt(0));
        final ArrayData doubles = ArrayData.doubles(Datatype.vector(3, Datatype.FLOAT64), 0, 1, 0);
        assertEquals(0x00FF00FF, converted(doubles, Datatype.UINT32).getInt(0), "by way of 32-bit floats");
    }

    @Test
    void shouldGetPackedColoursBackFromAllTheyBecame() {
        final int[] colors = new Random(3).ints(500).toArray();
        final ArrayData packed = ArrayData.ints(Datatype.UINT32, colors).slice(7, 400);
        for (final Datatype way : new Datatype[] {RGBA, RGBA_BYTES}) {
            final ArrayData back = converted(converted(packed, way), Datatype.UINT32);
            for (int i = 0; i < back.length(); i++) {
                assertEquals(colors[7 + i], back.getInt(i), way.toString());
            }
        }
    }

    @Test
    void shouldWidenNumbersAsTheyAre() {
        assertEquals(
                255,
                converted(ArrayData.bytes(Datatype.UINT8, (byte) -1), Datatype.FLOAT32)
                        .getFloat(0));
        assertEquals(
                -1,
                converted(ArrayData.bytes(Datatype.INT8, (byte) -1), Datatype.FLOAT64)
                        .getDouble(0));
        assertEquals(
                0x1p64,
                converted(ArrayData.longs(Datatype.UINT64, -1), Datatype.FLOAT64)
                        .getDouble(0));
        assertEquals(
                4294967295.0,
                converted(ArrayData.ints(Datatype.UINT32, -1), Datatype.FLOAT64).getDouble(0));
        assertEquals(
                1.5,
                converted(ArrayData.shorts(Datatype.FLOAT16, (short) 0x3E00), Datatype.FLOAT64)
                        .getDouble(0));
        final ArrayData wide = ArrayData.doubles(Datatype.vector(2, Datatype.FLOAT64), 1, 2, 3, 4)
                .slice(1, 1);
        assertEquals(
                3f,
                converted(wide, Datatype.vector(2, Datatype.FLOAT32)).list(0).getFloat(0));
    }

    @Test
    void shouldKeepNullsAndWindows() {
        final ArrayData some = new ArrayData(
                        Datatype.INT32,
                        0,
                        4,
                        MemorySegment.ofArray(new byte[] {0b1011}),
                        ArrayData.NO_BUFFER,
                        MemorySegment.ofArray(new int[] {5, 6, 7, 8}))
                .slice(1, 3);
        final ArrayData found = converted(some, Datatype.FLOAT64);
        assertEquals(3, found.length());
        assertFalse(found.isNull(0));
        assertTrue(found.isNull(1));
        assertEquals(8, found.getDouble(2));
    }

    @Test
    void shouldNarrowOffsets() {
        final ArrayData wide = new ArrayData(
                        Datatype.of(Datatype.Kind.LARGE_UTF8),
                        0,
                        3,
                        ArrayData.NO_BUFFER,
                        MemorySegment.ofArray(new long[] {0, 1, 3, 6}),
                        MemorySegment.ofArray("abbccc".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .slice(1, 2);
        final ArrayData narrow = converted(wide, Datatype.UTF8);
        assertEquals("bb", narrow.string(0));
        assertEquals("ccc", narrow.string(1));
    }

    @Test
    void shouldUseWhatIsRegisteredAndSayWhereNothingLeads() {
        assertTrue(STANDARD.as(ArrayData.text("1"), Datatype.FLOAT32).isEmpty());
        final Conversions own = STANDARD.with(Datatype.UTF8, Datatype.INT32, texts -> {
            final int[] numbers = new int[texts.length()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(texts.string(i));
            }
            return ArrayData.ints(Datatype.INT32, numbers);
        });
        assertEquals(
                42f,
                own.as(ArrayData.text("42"), Datatype.FLOAT32).orElseThrow().getFloat(0));
        assertFalse(STANDARD.leads(Datatype.UTF8, Datatype.INT32), "the others stay as they were");
    }
}
