package dev.kymo.perf.query;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Latest-at over all entities, both components visited. One operation is one entity, or in the batch case one row of
/// 1000 points.
public final class LatestAtSide implements Side {
    public static final String MONO_REGULAR = "mono-regular";
    public static final String MONO_JITTER = "mono-jitter";
    public static final String MONO_REPEATED = "mono-repeated";
    /// As many rows in all, but entities log at rates up to 400 times apart.
    public static final String MONO_RATES = "mono-rates";
    public static final String BATCH = "batch";
    public static final String LONG_JITTER = "long-jitter";
    public static final String LONG_REGULAR = "long-regular";
    /// Colours in 1 of 100 rows.
    public static final String LONG_SPARSE = "long-sparse";
    /// Random entities at random times, one by one.
    public static final String ONE = "one-at-a-time";
    public static final String LONG_ONE = "long-one-at-a-time";

    private static final int SPARSE = 100;
    private static final int[] NO_COLOURS = {};
    /// So many questions of one entity are one operation of the clock.
    private static final int ONES = 16;
    /// Many components are asked for that no entity has.
    public static final String WIDE = "wide-86";

    private static final int CORE = 0;
    private static final long STEP = 1000;
    private static final int CHECKED_QUESTIONS = 20;
    private static final int BATCH_POINTS = 1000;
    private static final double MOST_TO_LEAST = 400;
    /// DuckDB takes up to ten times as long for a late time as for an early one: rounds of one or two questions would
    /// be quick or slow by their times.
    private static final int LEAST_QUESTIONS = 8;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final Supplier<PointStore> stores;
    private @Nullable PointStore store;
    private @Nullable CaseSpec prepared;
    private SplittableRandom times = new SplittableRandom(0);
    private int entities;
    private int rows;
    private int points;
    private int blackHole;
    private double place;

    public LatestAtSide(final Supplier<PointStore> stores) {
        this.stores = stores;
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        // What the store starts may run on any core; who asks is pinned, in rounds.
        Libc.unpinThread();
        final boolean isLong = bench.name().startsWith("long-");
        final boolean isBatch = bench.name().equals(BATCH);
        final CaseSpec former = prepared;
        // The same rows, other questions: nothing to build.
        final boolean isSameData = former != null && dataOf(former.name()).equals(dataOf(bench.name()));
        prepared = bench;
        if (!isSameData) {
            close();
            final PointStore fresh = stores.get();
            store = fresh;
            final boolean isWide = bench.name().equals(WIDE);
            entities = isBatch
                    ? 1
                    : isLong ? bench.size(10, 60) : isWide ? bench.size(5000, 5000) : bench.size(1000, 1000);
            rows = isLong ? bench.size(100_000, 100_000) : isWide ? bench.size(20, 20) : bench.size(1000, 1000);
            points = isBatch ? BATCH_POINTS : 1;
            if (!fresh.begin(bench, entities, points)) {
                fill(fresh, bench);
            }
            fresh.seal();
        }
        times = new SplittableRandom(bench.seed() + 1);
        place = times.nextDouble();
        long answer = 0;
        for (int i = 0; i < CHECKED_QUESTIONS; i++) {
            answer = 31 * answer + store.latestAt(randomTime());
        }
        return answer;
    }

    /// The case whose rows a case asks about.
    private static String dataOf(final String name) {
        return switch (name) {
            case MONO_REPEATED -> MONO_REGULAR;
            case ONE -> MONO_JITTER;
            case LONG_ONE -> LONG_JITTER;
            default -> name;
        };
    }

    private void fill(final PointStore fresh, final CaseSpec bench) throws Exception {
        final String data = dataOf(bench.name());
        final boolean hasJitter = switch (data) {
            case MONO_JITTER, MONO_RATES, LONG_JITTER, LONG_SPARSE, WIDE -> true;
            default -> false;
        };
        final boolean isSparse = data.equals(LONG_SPARSE);
        final SplittableRandom random = new SplittableRandom(bench.seed());
        final int[] positions = new int[3 * points];
        final int[] colours = new int[points];
        final int[] rowsOf = rowsOf(bench);
        for (int entity = 0; entity < entities; entity++) {
            final long step = rows * STEP / rowsOf[entity];
            for (int row = 0; row < rowsOf[entity]; row++) {
                for (int i = 0; i < positions.length; i++) {
                    positions[i] = Float.floatToRawIntBits((float) random.nextDouble(-100, 100));
                }
                for (int i = 0; i < colours.length; i++) {
                    colours[i] = random.nextInt();
                }
                final long time = row * step + (hasJitter ? jitter(random, row, step) : 0);
                final boolean hasColours = !isSparse || row == 0 || random.nextInt(SPARSE) == 0;
                fresh.add(entity, time, positions, hasColours ? colours : NO_COLOURS);
            }
        }
    }

    /// An entity's first row is never later than the first question.
    private static long jitter(final SplittableRandom random, final int row, final long step) {
        return random.nextLong((row == 0 ? Math.min(step, STEP) : step) - 1);
    }

    /// How many rows entities have: as many each, or, where rates differ, of 1000 on average from 15 to 6000, the
    /// logarithm of the rate spread evenly.
    private int[] rowsOf(final CaseSpec bench) {
        final int[] rowsOf = new int[entities];
        Arrays.fill(rowsOf, rows);
        if (bench.name().equals(MONO_RATES)) {
            double weights = 0;
            for (int entity = 0; entity < entities; entity++) {
                weights += weight(entity);
            }
            for (int entity = 0; entity < entities; entity++) {
                rowsOf[entity] = (int) Math.max(1, Math.round((double) rows * entities * weight(entity) / weights));
            }
        }
        return rowsOf;
    }

    /// Neighbours have different rates.
    private double weight(final int entity) {
        final double place = (double) (entity * 617L % entities) / entities;
        return Math.pow(MOST_TO_LEAST, place);
    }

    /// Every entity has a row at or before it.
    private long randomTime() {
        return STEP + times.nextLong(rows * STEP);
    }

    /// Another time each question, far from the one before, and any few that follow each other are spread evenly: steps
    /// of the golden ratio around a circle (Knuth, TAOCP 3, 6.4).
    private long nextTime() {
        place += GOLDEN;
        place -= Math.floor(place);
        return STEP + (long) (place * (rows * STEP));
    }

    @Override
    public int leastUnits() {
        return LEAST_QUESTIONS;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        final PointStore asked = store;
        if (asked == null || prepared == null) {
            throw new IllegalStateException("no case was prepared");
        }
        if (prepared.name().equals(ONE) || prepared.name().equals(LONG_ONE)) {
            Libc.pinThread(CORE);
            oneByOne(asked, sample, units);
            return;
        }
        final int perQuestion = entities;
        Libc.pinThread(CORE);
        final boolean isRepeated = prepared.name().equals(MONO_REPEATED);
        final long middle = STEP + rows * STEP / 2;
        int sum = 0;
        sample.start();
        for (int i = 0; i < units; i++) {
            final long time = isRepeated ? middle : nextTime();
            final long beganNs = System.nanoTime();
            sum += asked.latestAt(time);
            sample.recordBatch(System.nanoTime() - beganNs, perQuestion);
        }
        sample.stop((long) units * perQuestion);
        blackHole += sum;
    }

    private void oneByOne(final PointStore asked, final Sample sample, final int units) throws Exception {
        int sum = 0;
        sample.start();
        for (int i = 0; i < units; i++) {
            final long beganNs = System.nanoTime();
            for (int one = 0; one < ONES; one++) {
                sum += asked.latestAt(times.nextInt(entities), randomTime());
            }
            sample.recordBatch(System.nanoTime() - beganNs, ONES);
        }
        sample.stop((long) units * ONES);
        blackHole += sum;
    }

    /// Keeps the answers from being computed for nobody.
    int blackHole() {
        return blackHole;
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
