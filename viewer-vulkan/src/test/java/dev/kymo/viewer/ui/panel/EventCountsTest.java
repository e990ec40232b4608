package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class EventCountsTest {
    /// Adds times after all before, some of them twice; so long as they are few each is kept.
    @Test
    void shouldKeepEachTimeOnceWhileTheyAreFew() {
        final Random random = new Random(3);
        final TreeSet<Long> model = new TreeSet<>();
        EventCounts counts = EventCounts.NONE;
        long now = -1000;
        for (int step = 0; step < 200; step++) {
            final long[] more = new long[100];
            final int count = random.nextInt(more.length);
            for (int i = 0; i < count; i++) {
                more[i] = now + random.nextInt(50);
                model.add(more[i]);
            }
            counts = counts.with(more, count);
            now += 50;
        }
        assertEquals(model.size(), counts.size(), "seed=3");
        assertEquals(model.last(), counts.last());
        for (long from = -1100; from < now; from += 77) {
            final int first = counts.indexOf((double) from);
            final int end = counts.indexOf((double) (from + 500));
            assertEquals(model.subSet(from, from + 500).size(), counts.between(first, end), "seed=3 from=" + from);
        }
    }

    @Test
    void shouldCountAllInABoundedNumberOfSpansWhenTheyAreMany() {
        EventCounts counts = EventCounts.NONE;
        final int steps = 300;
        final int each = 2000;
        for (int step = 0; step < steps; step++) {
            final long[] more = new long[each];
            for (int i = 0; i < each; i++) {
                more[i] = 3L * ((long) step * each + i);
            }
            counts = counts.with(more, each);
            assertTrue(counts.size() <= EventCounts.MAX_SPANS, "step=" + step + " spans=" + counts.size());
        }
        assertEquals(steps * each, counts.between(0, counts.size()));
        final double all = 3.0 * steps * each;
        final int tenth = counts.between(counts.indexOf(all * 0.2), counts.indexOf(all * 0.3));
        assertEquals(steps * each / 10.0, tenth, 32, "a tenth of the time");
        assertTrue(counts.size() > EventCounts.MAX_SPANS / 4, "spans=" + counts.size());
    }
}
