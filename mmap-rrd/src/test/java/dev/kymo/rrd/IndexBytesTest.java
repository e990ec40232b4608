package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Bytes come out as they were put in, whatever is put when there is no more room.
final class IndexBytesTest {
    private static final int MOST = 3000;

    private interface Put {
        void into(IndexBytes bytes);
    }

    private static void shouldGrowBy(final Put put, final int expected) {
        for (int length = 0; length < MOST; length++) {
            final IndexBytes bytes = new IndexBytes();
            bytes.zeros(length);
            put.into(bytes);
            assertEquals(expected, bytes.all().get(ValueLayout.JAVA_BYTE, length), "behind " + length);
        }
    }

    @Test
    void shouldGrowByWhateverComesNext() {
        shouldGrowBy(bytes -> bytes.putByte(7), 7);
        shouldGrowBy(bytes -> bytes.putInt(8), 8);
        shouldGrowBy(bytes -> bytes.putLong(9), 9);
        shouldGrowBy(bytes -> bytes.putBytes(new byte[] {10, 11}), 10);
        shouldGrowBy(bytes -> bytes.putText("a"), 1);
    }

    @Test
    void shouldGiveBackWhatWasPut() {
        for (int seed = 0; seed < 50; seed++) {
            final IndexBytes bytes = new IndexBytes();
            final Random random = new Random(seed);
            final int count = random.nextInt(4000);
            for (int i = 0; i < count; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> bytes.putByte(random.nextInt() & 0xFF);
                    case 1 -> bytes.putInt(random.nextInt());
                    case 2 -> bytes.putLong(random.nextLong());
                    default -> bytes.putText("é" + random.nextInt());
                }
            }
            final IndexBytes.Cursor read = new IndexBytes.Cursor(bytes.all());
            final Random again = new Random(seed);
            assertEquals(count, again.nextInt(4000));
            for (int i = 0; i < count; i++) {
                switch (again.nextInt(4)) {
                    case 0 -> assertEquals(again.nextInt() & 0xFF, read.getByte());
                    case 1 -> assertEquals(again.nextInt(), read.getInt());
                    case 2 -> assertEquals(again.nextLong(), read.getLong());
                    default -> assertEquals("é" + again.nextInt(), read.getText());
                }
            }
        }
    }
}
