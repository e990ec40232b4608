package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TuidTest {
    private static final List<Long> EDGES =
            List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0x00FFL, 0xFF00000000000000L);

    private static long word(final Random random) {
        return random.nextBoolean() ? EDGES.get(random.nextInt(EDGES.size())) : random.nextLong();
    }

    @Test
    void shouldOrderAsOneUnsignedNumberOf128Bits() {
        final Random random = new Random(5);
        for (int seed = 0; seed < 20_000; seed++) {
            random.setSeed(seed);
            final RowId a = new RowId(word(random), word(random));
            final RowId b = new RowId(random.nextBoolean() ? a.timeNs() : word(random), word(random));
            final int expected = new BigInteger(a.toString(), 16).compareTo(new BigInteger(b.toString(), 16));
            assertEquals(expected, Integer.signum(a.compareTo(b)), "seed=" + seed + " " + a + " " + b);
            assertEquals(
                    expected,
                    Integer.signum(new ChunkId(a.timeNs(), a.inc()).compareTo(new ChunkId(b.timeNs(), b.inc()))));
        }
    }

    @Test
    void shouldOrderItsBytesAsItself() {
        final Random random = new Random(6);
        final MemorySegment bytes = MemorySegment.ofArray(new byte[40]);
        for (int seed = 0; seed < 5_000; seed++) {
            random.setSeed(seed);
            final RowId a = new RowId(word(random), word(random));
            final RowId b = new RowId(word(random), word(random));
            a.write(bytes, 3);
            b.write(bytes, 20);
            assertEquals(a, RowId.read(bytes, 3), "seed=" + seed);
            final byte[] all = bytes.toArray(ValueLayout.JAVA_BYTE);
            assertEquals(
                    Integer.signum(a.compareTo(b)),
                    Integer.signum(Arrays.compareUnsigned(all, 3, 19, all, 20, 36)),
                    "seed=" + seed);
        }
    }

    @Test
    void shouldReadBackItsHexTextInEitherCase() {
        final RowId id = new RowId(0x0123456789abcdefL, -2);
        assertEquals("0123456789abcdeffffffffffffffffe", id.toString());
        assertEquals(id, RowId.parse(id.toString()));
        assertEquals(id, RowId.parse(id.toString().toUpperCase(Locale.ROOT)));
        final ChunkId chunk = new ChunkId(id.timeNs(), id.inc());
        assertEquals("0123456789ABCDEFfffffffffffffffe", chunk.toFileText());
        assertEquals(chunk, ChunkId.parse(chunk.toFileText()));
    }

    @Test
    void shouldRefuseTextThatIsNot32HexDigits() {
        for (final String text : List.of(
                "",
                "0123",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789abcdeg0123456789abcdef",
                "+123456789abcdef0123456789abcdef",
                "0123456789abcdef+123456789abcdef",
                "-123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcde\uff11")) {
            assertThrows(IllegalArgumentException.class, () -> RowId.parse(text), text);
            assertThrows(IllegalArgumentException.class, () -> ChunkId.parse(text), text);
        }
    }

    @Test
    void shouldMakeChunkIdsThatGrow() {
        ChunkId last = ChunkId.next();
        for (int i = 0; i < 10_000; i++) {
            final ChunkId next = ChunkId.next();
            assertTrue(next.compareTo(last) > 0);
            last = next;
        }
    }
}
