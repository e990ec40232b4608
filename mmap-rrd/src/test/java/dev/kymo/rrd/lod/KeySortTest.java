package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Keys of all distributions, compared with the JDK's sort.
final class KeySortTest {
    private static final int ROUNDS = 400;

    private final long seed = Long.getLong("kymo.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final KeySort sort = new KeySort();

    @Test
    void shouldSortAsTheJdkDoes() {
        for (int round = 0; round < ROUNDS; round++) {
            final int count = 1 + random.nextInt(round % 20 == 0 ? 100_000 : 3000);
            final int numberBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
            final int codeBits = 3 * (1 + random.nextInt((Long.SIZE - 1 - numberBits) / 3));
            final int kind = random.nextInt(4);
            final long[] keys = new long[count + 5];
            for (int i = 0; i < count; i++) {
                final long any = random.nextLong() >>> (Long.SIZE - codeBits);
                final long code = switch (kind) {
                    case 0 -> any;
                    case 1 -> 0;
                    // Nearly all in one place, told apart by the last bits alone
                    case 2 -> random.nextInt(50) == 0 ? any : any & 0x3FF;
                    default -> any / 7 * 7 & ~0xFFL;
                };
                keys[i] = code << numberBits | i;
            }
            for (int i = 0; i < 5; i++) {
                keys[count + i] = -i;
            }
            final long[] expected = keys.clone();
            Arrays.sort(expected, 0, count);
            sort.sort(keys, count, numberBits, codeBits);
            assertArrayEquals(expected, keys, "seed " + seed + ", kind " + kind);
        }
    }
}
