package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShareOrderTest {
    private static final int[] COUNTS = {1, 2, 257, 2048, 4095, 4096, 4097, 20_000, 100_000, 1_000_003, 3_000_000};

    @Test
    void shouldHaveEveryPointInExactlyOneShare() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < COUNTS.length + 20; i++) {
            final int count = i < COUNTS.length ? COUNTS[i] : 1 + random.nextInt(200_000);
            final ShareOrder order = new ShareOrder(count);
            final BitSet seen = new BitSet(count);
            for (int share = 0; share < order.shares(); share++) {
                final int before = seen.cardinality();
                final int[] last = {-1, 0};
                order.forEach(share, point -> {
                    assertTrue(point < count && !seen.get(point), "point " + point + " of " + count);
                    seen.set(point);
                    last[1]++;
                });
                assertEquals(before + last[1], seen.cardinality());
                assertTrue(last[1] <= order.pointsMax(share), "share " + share + " of " + count);
                assertTrue(last[1] <= 1 << 18, "share " + share + " of " + count + " has " + last[1]);
                assertEquals(
                        (double) order.pointsUpTo(share + 1),
                        seen.cardinality(),
                        0.001 * count + 256,
                        "share " + share + " of " + count);
            }
            assertEquals(count, seen.cardinality());
        }
    }

    /// Of every hundredth of the row the first shares have their part, whatever their number.
    @Test
    void shouldBeAFairSampleHoweverManySharesAreTaken() {
        for (final int count : new int[] {100_000, 1_000_003}) {
            final ShareOrder order = new ShareOrder(count);
            final int[] found = new int[100];
            long points = 0;
            for (int share = 0; share < order.shares(); share++) {
                final int[] more = {0};
                order.forEach(share, point -> {
                    found[(int) (100L * point / count)]++;
                    more[0]++;
                });
                points += more[0];
                for (int part = 0; part < 100; part++) {
                    assertEquals(
                            (double) points / 100,
                            found[part],
                            4 + (double) points / 1000,
                            "part " + part + " after share " + share);
                }
            }
        }
    }

    /// A scanner's rows and columns, of any width: no column is left out.
    @Test
    void shouldNotFallInStepWithRowsOfAScanner() {
        for (final int width : new int[] {64, 100, 128, 1024, 1900}) {
            final int count = width * (200_000 / width);
            final ShareOrder order = new ShareOrder(count);
            final int[] found = new int[width];
            order.forEach(0, point -> found[point % width]++);
            int empty = 0;
            long all = 0;
            for (final int each : found) {
                empty += each == 0 ? 1 : 0;
                all += each;
            }
            // At random so many would be
            final double expected = width * Math.exp(-(double) all / width);
            assertTrue(
                    empty <= 3 + 1.5 * expected, empty + " of " + width + " columns are empty, at random " + expected);
        }
    }

    @Test
    void shouldFindHowManySharesAFractionHas() {
        final ShareOrder order = new ShareOrder(1_000_000);
        assertEquals(0, order.sharesWithin(0));
        assertEquals(order.shares(), order.sharesWithin(1_000_000));
        for (double points = 10; points < 1_000_000; points *= 1.3) {
            final int shares = order.sharesWithin(points);
            assertTrue(order.pointsUpTo(shares) <= points && order.pointsUpTo(shares + 1) > points);
        }
    }
}
