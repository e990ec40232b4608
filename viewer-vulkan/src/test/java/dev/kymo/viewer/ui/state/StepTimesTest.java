package dev.kymo.viewer.ui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class StepTimesTest {
    private static final double TOLERANCE = 0.01;
    private static final int STEPS = 20_000;

    private static Histogram histogram() {
        return new Histogram(TimeUnit.HOURS.toNanos(1), 2);
    }

    private static StepTimes of(final long... micros) {
        final Histogram histogram = histogram();
        for (final long us : micros) {
            histogram.recordValue(us * 1000);
        }
        return StepTimes.of(histogram);
    }

    @Test
    void shouldSayNothingWithoutAStep() {
        assertEquals(StepTimes.NONE, StepTimes.of(histogram()));
        assertEquals("", StepTimes.NONE.percentiles());
        assertEquals("", StepTimes.NONE.histogram());
    }

    @Test
    void shouldCountStepsByTheLeastBoundThatTheyKeep() {
        assertEquals(
                "10:2,200:3,500:1,5000:1", of(1, 9, 150, 190, 110, 300, 4300).histogram());
    }

    @Test
    void shouldHaveABoundForTheShortestAndTheLongest() {
        final Histogram histogram = histogram();
        histogram.recordValue(0);
        histogram.recordValue(TimeUnit.HOURS.toNanos(1));
        assertEquals("10:1,5000000000:1", StepTimes.of(histogram).histogram());
    }

    @Test
    void shouldWritePercentilesInOrder() {
        final StepTimes times = of(100, 100, 100, 100, 100, 100, 100, 100, 100, 4000);
        final List<Double> said = List.of(times.percentiles().split(",")).stream()
                .map(Double::valueOf)
                .toList();
        assertEquals(5, said.size());
        assertEquals(100, said.get(0), 1);
        assertEquals(100, said.get(1), 1);
        assertEquals(4000, said.get(2), 40);
        assertEquals(4000, said.get(4), 40);
    }

    @Test
    void shouldAgreeWithAPlainListOfStepsAtRandom(final TestReporter reporter) {
        final long seed = System.nanoTime();
        reporter.publishEntry("seed " + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final Histogram histogram = histogram();
        final List<Double> all = new ArrayList<>();
        final Map<Long, Long> expected = new TreeMap<>();
        while (all.size() < STEPS) {
            // From a microsecond to a second, every order of magnitude as often
            final double us = Math.pow(10, random.nextDouble() * 6);
            final long bound = bound(us);
            if (us > bound * (1 - TOLERANCE) || us < below(bound) * (1 + TOLERANCE)) {
                // So near to a bound that it may be counted on either side
                continue;
            }
            histogram.recordValue(Math.round(us * 1000));
            all.add(us);
            expected.merge(bound, 1L, Long::sum);
        }
        Collections.sort(all);
        final StepTimes times = StepTimes.of(histogram);
        assertEquals(
                expected,
                times.buckets().stream()
                        .collect(Collectors.toMap(
                                StepTimes.Bucket::toUs, StepTimes.Bucket::count, Long::sum, TreeMap::new)));
        assertEquals(STEPS, times.count());
        assertNear(all.get(STEPS / 2 - 1), times.p50Us());
        assertNear(all.get(STEPS / 10 * 9 - 1), times.p90Us());
        assertNear(all.get(STEPS / 100 * 99 - 1), times.p99Us());
        assertNear(all.get(STEPS / 1000 * 999 - 1), times.p999Us());
        assertNear(all.getLast(), times.maxUs());
    }

    private static void assertNear(final double expected, final double found) {
        assertTrue(Math.abs(found / expected - 1) <= TOLERANCE, () -> found + " in the place of " + expected);
    }

    private static final long[] BOUNDS = {
        10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000
    };

    private static long bound(final double us) {
        for (final long bound : BOUNDS) {
            if (us <= bound) {
                return bound;
            }
        }
        throw new IllegalArgumentException(us + " µs");
    }

    private static long below(final long bound) {
        long below = 0;
        for (final long each : BOUNDS) {
            below = each < bound ? each : below;
        }
        return below;
    }
}
