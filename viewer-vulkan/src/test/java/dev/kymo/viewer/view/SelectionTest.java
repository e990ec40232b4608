package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    @Test
    void shouldFindWhatSortingWouldPutThere() {
        final long seed = 20251128;
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2000; round++) {
            final int count = 1 + random.nextInt(200);
            final int distinct = 1 + random.nextInt(count);
            final double[] values = new double[count];
            Arrays.setAll(values, _ -> random.nextInt(distinct) - distinct / 2.0);
            final double[] sorted = values.clone();
            Arrays.sort(sorted);
            final int low = random.nextInt(count);
            final int high = low + random.nextInt(count - low);
            final String what = "seed " + seed + ", round " + round;
            assertEquals(sorted[low], Selection.nth(values, 0, count, low), what);
            assertEquals(sorted[high], Selection.nth(values, low, count, high), what + ", behind the first");
        }
    }
}
