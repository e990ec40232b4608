package dev.kymo.perf.query;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sums of one series: all of it, or random windows. One operation is one row.
public final class RangeSide implements Side {
    public static final String FULL = "full-1m";
    public static final String WINDOW = "window-10k";
    /// The same window in a series a quarter as long: a window's cost must not follow the series.
    public static final String WINDOW_OF_QUARTER = "window-10k-of-quarter";

    private static final int ROWS = 1_000_000;
    private static final int WINDOW_ROWS = 10_000;
    private static final int CORE = 0;
    private static final long STEP = 1000;
    private static final int CHECKED = 5;

    private final Supplier<ScalarStore> stores;
    private @Nullable ScalarStore store;
    private SplittableRandom windows = new SplittableRandom(0);
    private int rows;
    private int asked;
    private double blackHole;

    public RangeSide(final Supplier<ScalarStore> stores) {
        this.stores = stores;
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        // What the store starts may run on any core; who asks is pinned, in rounds.
        Libc.unpinThread();
        final int wanted = bench.name().equals(WINDOW_OF_QUARTER) ? bench.size(ROWS, ROWS) / 4 : bench.size(ROWS, ROWS);
        if (store == null || wanted != rows) {
            close();
            rows = wanted;
            final ScalarStore fresh = stores.get();
            store = fresh;
            if (!fresh.begin(bench, rows)) {
                final SplittableRandom values = new SplittableRandom(bench.seed());
                for (int row = 0; row < rows; row++) {
                    fresh.add(row * STEP + values.nextLong(STEP), values.nextInt(1 << 20));
                }
            }
            fresh.seal();
        }
        asked = bench.name().equals(FULL) ? rows : Math.min(rows, bench.size(WINDOW_ROWS, WINDOW_ROWS));
        windows = new SplittableRandom(bench.seed() + 1);
        long answer = 0;
        for (int i = 0; i < CHECKED; i++) {
            answer = 31 * answer + (long) ask();
        }
        return answer;
    }

    private double ask() throws Exception {
        final long first = asked == rows ? 0 : windows.nextLong(rows - asked);
        return store.sum(first * STEP, (first + asked) * STEP - 1);
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        double sum = 0;
        Libc.pinThread(CORE);
        sample.start();
        for (int i = 0; i < units; i++) {
            final long beganNs = System.nanoTime();
            sum += ask();
            sample.recordBatch(System.nanoTime() - beganNs, asked);
        }
        sample.stop((long) units * asked);
        sample.addBytes((long) units * asked * Double.BYTES);
        blackHole += sum;
    }

    /// Keeps the answers from being computed for nobody.
    double blackHole() {
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
