package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SeriesReducerTest {
    private static final EntityPath SPEED = EntityPath.parse("/speed");

    private record Sample(long time, double value) {}

    @Test
    void shouldKeepFirstLeastGreatestAndLastOfEveryColumn() {
        for (long seed = 1; seed <= 40; seed++) {
            checkAgainstAllSamples(seed);
        }
    }

    /// Out of order, some twice at one time, partly in an open chunk, looked at in windows that slide and zoom
    /// while rows go on coming.
    private static void checkAgainstAllSamples(final long seed) {
        final Random random = new Random(seed);
        final List<Sample> samples = new ArrayList<>();
        try (LiveStore live = new LiveStore(50 + random.nextInt(200))) {
            final SeriesReducer reducer = new SeriesReducer(SPEED, 0, "t");
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < 150; i++) {
                    final long time = random.nextInt(4) == 0
                            ? random.nextLong(-1_000_000, 1_000_000)
                            : samples.size() * 1000L - 500_000;
                    final double value = random.nextGaussian() * 100;
                    live.scalars("/speed", time, value);
                    samples.add(new Sample(time, value));
                }
                final long from = random.nextLong(-1_200_000, 900_000);
                final long to = from + 1 + random.nextLong(600_000);
                final int columns = 1 + random.nextInt(300);
                for (int look = 0; look < 3; look++) {
                    try (StoreReader reader = live.store().reader()) {
                        final ReducedSeries reduced = reducer.reduce(reader, from, to, columns, from);
                        check(samples, reduced, from, to, columns, "seed=" + seed + ", round=" + round);
                    }
                    // The same window again: what has come since goes behind what was computed
                    final long time = random.nextLong(from, to);
                    live.scalars("/speed", time, look);
                    samples.add(new Sample(time, look));
                }
            }
        }
    }

    private static void check(
            final List<Sample> samples,
            final ReducedSeries reduced,
            final long from,
            final long to,
            final int columns,
            final String what) {
        final long width = Long.highestOneBit(Math.max(1, (to - from) / columns));
        final long buckets = (to - from) / width + 4;
        assertTrue(reduced.count() <= 4 * buckets, what + ": points=" + reduced.count() + ", buckets=" + buckets);
        for (int i = 1; i < reduced.count(); i++) {
            assertTrue(reduced.x()[i] >= reduced.x()[i - 1], what + ": points are not by time");
        }
        for (long bucket = Math.floorDiv(from, width); bucket <= Math.floorDiv(to, width); bucket++) {
            final long start = bucket * width;
            final List<Sample> inside = samples.stream()
                    .filter(s -> s.time >= start && s.time < start + width)
                    .sorted(Comparator.comparingLong(Sample::time))
                    .toList();
            final List<Double> shown = new ArrayList<>();
            for (int i = 0; i < reduced.count(); i++) {
                final double time = reduced.x()[i] + from;
                if (time >= start && time < start + width) {
                    shown.add(reduced.y()[i]);
                }
            }
            assertEquals(inside.isEmpty(), shown.isEmpty(), what + ": bucket " + bucket);
            if (!inside.isEmpty()) {
                assertEquals(
                        inside.stream().mapToDouble(Sample::value).min().orElseThrow(),
                        shown.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                        what);
                assertEquals(
                        inside.stream().mapToDouble(Sample::value).max().orElseThrow(),
                        shown.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                        what);
                final long first = inside.getFirst().time;
                assertTrue(
                        inside.stream().anyMatch(s -> s.time == first && s.value == shown.getFirst()),
                        what + ": the first point is not a first sample");
                final long last = inside.getLast().time;
                assertTrue(
                        inside.stream().anyMatch(s -> s.time == last && s.value == shown.getLast()),
                        what + ": the last point is not a last sample");
            }
        }
    }

    @Test
    void shouldShowEverySampleWhenThereAreFewerThanColumns() {
        try (LiveStore live = new LiveStore(3)) {
            for (int i = 0; i < 10; i++) {
                live.scalars("/speed", i * 10L, i, -i);
            }
            try (StoreReader reader = live.store().reader()) {
                assertEquals(2, SeriesReducer.seriesCount(reader, SPEED, "t"));
                final ReducedSeries second = new SeriesReducer(SPEED, 1, "t").reduce(reader, 0, 90, 1000, 0);
                assertArrayEquals(new double[] {0, 10, 20, 30, 40, 50, 60, 70, 80, 90}, second.x());
                assertArrayEquals(new double[] {0, -1, -2, -3, -4, -5, -6, -7, -8, -9}, second.y());
            }
        }
    }

    @Test
    void shouldInterruptLinesAtWhatIsNotANumberAndBearTheEndsOfTime() {
        try (LiveStore live = new LiveStore(100)) {
            live.scalars("/speed", 1, Double.NaN);
            live.scalars("/speed", 2, 7);
            live.scalars("/speed", 3, Double.POSITIVE_INFINITY);
            live.scalars("/speed", Long.MAX_VALUE, 8);
            live.scalars("/speed", Long.MIN_VALUE + 1, 6);
            try (StoreReader reader = live.store().reader()) {
                final SeriesReducer reducer = new SeriesReducer(SPEED, 0, "t");
                assertArrayEquals(
                        new double[] {6, Double.NaN, 7, Double.NaN, 8},
                        reducer.reduce(reader, Long.MIN_VALUE, Long.MAX_VALUE, 100, 0)
                                .y());
                assertArrayEquals(
                        new double[] {Double.NaN, 7, Double.NaN},
                        reducer.reduce(reader, 1, 3, 100, 0).y());
                assertEquals(0, reducer.reduce(reader, 5, 4, 100, 0).count());
            }
        }
    }
}
