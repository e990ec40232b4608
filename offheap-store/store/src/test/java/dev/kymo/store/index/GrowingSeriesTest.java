package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Index buckets beside a plain sorted list.
final class GrowingSeriesTest {
    private static final int SEEDS = 200;

    private record Entry(long from, long to, int chunk) {}

    private final long usedBefore = OffHeap.usedBytes();

    @Test
    void shouldBeASortedListHoweverChunksCome() {
        for (int seed = 0; seed < SEEDS; seed++) {
            final Epochs epochs = new Epochs();
            try (IndexMemory memory = new IndexMemory()) {
                run(seed, new GrowingSeries(new SeriesMemory(memory), epochs, 0), epochs);
            }
            assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        }
    }

    private static void run(final int seed, final GrowingSeries series, final Epochs epochs) {
        final Random random = new Random(seed);
        final List<Entry> model = new ArrayList<>();
        final int count = 1 + random.nextInt(random.nextBoolean() ? 40 : 3000);
        final int outOfOrder = random.nextInt(4) * random.nextInt(34);
        long now = 0;
        for (int chunk = 0; chunk < count; chunk++) {
            now += random.nextInt(3);
            final long from = random.nextInt(100) < outOfOrder ? random.nextLong(now + 1) : now;
            final Entry entry = new Entry(from, from + random.nextInt(random.nextBoolean() ? 2 : 200), chunk);
            series.add(entry.from, entry.to, chunk);
            model.add(entry);
            if (random.nextInt(20) == 0) {
                epochs.reclaim();
            }
            if (chunk == count - 1 || random.nextInt(200) == 0) {
                model.sort(Comparator.comparingLong(Entry::from).thenComparingInt(Entry::chunk));
                assertSame(model, series, random, "seed=" + seed + " chunks=" + (chunk + 1));
            }
        }
        assertEquals(0, epochs.reclaim());
    }

    private static void assertSame(
            final List<Entry> model, final GrowingSeries series, final Random random, final String where) {
        final GrowingSeries.Buckets found = series.buckets();
        assertEquals(model.size(), found.count(), where);
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < model.size(); i++) {
            final Entry expected = model.get(i);
            greatest = Math.max(greatest, expected.to);
            assertEquals(expected, new Entry(found.minTime(i), found.maxTime(i), found.chunk(i)), where);
            assertEquals(greatest, found.maxTimeUpTo(i), where);
        }
        for (int i = 0; i < 20; i++) {
            final long time = i == 0 ? Long.MIN_VALUE : random.nextLong(model.getLast().from + 3) - 1;
            final long expected =
                    model.stream().filter(entry -> entry.from <= time).count();
            assertEquals(expected - 1, found.lastBeginningUpTo(time, found.count()), where + " time=" + time);
        }
        assertTrue(series.isAllBelow(model.size()), where);
        assertFalse(series.isAllBelow(model.size() - 1), where);
    }

    @Test
    void shouldUseBucketsAgainThatNobodySees() {
        final Epochs epochs = new Epochs();
        try (IndexMemory memory = new IndexMemory()) {
            final GrowingSeries series = new GrowingSeries(new SeriesMemory(memory), epochs, 0);
            series.add(1_000_000, 1_000_000, 0);
            final long settled;
            for (int chunk = 1; chunk < 200; chunk++) {
                series.add(1_000_000 - chunk, 1_000_000, chunk);
                epochs.reclaim();
            }
            settled = OffHeap.usedBytes(MemoryTag.INDEX);
            for (int chunk = 200; chunk < 250; chunk++) {
                series.add(1_000_000 - chunk, 1_000_000, chunk);
                epochs.reclaim();
            }
            assertEquals(settled, OffHeap.usedBytes(MemoryTag.INDEX), "a copy for each chunk");
        }
    }

    @Test
    void shouldLeaveAReaderWhatItHas() {
        final Epochs epochs = new Epochs();
        try (IndexMemory memory = new IndexMemory();
                Epochs.Reader reader = epochs.register()) {
            final GrowingSeries series = new GrowingSeries(new SeriesMemory(memory), epochs, 0);
            for (int chunk = 0; chunk < 100; chunk++) {
                series.add(10L * chunk, 10L * chunk + 5, chunk);
            }
            reader.enter();
            final GrowingSeries.Buckets seen = series.buckets();
            final int count = seen.count();
            for (int chunk = 100; chunk < 2000; chunk++) {
                series.add(chunk % 977, chunk, chunk);
                epochs.reclaim();
            }
            for (int i = 0; i < count; i++) {
                assertEquals(10L * i, seen.minTime(i));
                assertEquals(i, seen.chunk(i));
            }
            assertTrue(epochs.reclaim() > 0);
            reader.leave();
            assertEquals(0, epochs.reclaim());
        }
    }
}
