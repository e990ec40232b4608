package dev.kymo.perf.sweeping;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A store is filled; one thread asks it without rest while another gives a quarter of it back, and fills it again
/// afterwards. A round is three windows of the asking thread: it only spins; it asks while nothing changes; it asks
/// while the quarter goes. One operation is a question of the last.
public final class SweepSide implements Side {
    public static final String QUARTER = "quarter";
    public static final String GAP = "longest_gap_ns";
    public static final String SPIN_GAP = "spin_gap_ns";
    public static final String IDLE_GAP = "idle_gap_ns";
    public static final String ABOVE_SPIN = "above_spin_ns";
    public static final String TAIL_RATIO = "p9999_ratio";
    public static final String LONGEST_STEP = "longest_step_ns";
    public static final String STEP_P99 = "step_p99_ns";
    public static final String FREED_RATE = "freed_bytes_per_s";
    public static final String GC_PAUSES = "gc_pause_ms";

    static final int PAYLOAD_WORDS = 128;
    private static final int ROWS_A_CHUNK = 256;
    private static final int ENTITIES = 64;
    private static final int QUICK_CHUNKS = 1024;
    private static final int FULL_CHUNKS = 16 * 1024;
    private static final int WRITER_CORE = 0;
    private static final int READER_CORE = 1;
    private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int CHECKED = 2000;
    private static final int WARM_ROUNDS = 10;

    private final IntFunction<SweptStore> stores;
    private @Nullable SweptStore store;
    private SplittableRandom random = new SplittableRandom(0);
    private long wantedBytes;
    private long nextTime;
    private int nextEntity;
    private long blackHole;

    public SweepSide(final IntFunction<SweptStore> stores) {
        this.stores = stores;
    }

    /// For the provider of sides.
    public static SweepSide kymo() {
        return new SweepSide(KymoSwept::new);
    }

    /// As [#kymo].
    public static SweepSide skipList() {
        return new SweepSide(SkipListSwept::new);
    }

    /// A row's words follow from its entity and time.
    private static long word(final int entity, final long time) {
        return (time * ENTITIES + entity) * 0x9E37_79B9_7F4A_7C15L | 1;
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        warmUp(bench);
        final SweptStore fresh = stores.apply(ENTITIES);
        store = fresh;
        random = new SplittableRandom(bench.seed());
        nextTime = 0;
        nextEntity = 0;
        final int chunks = Math.max(ENTITIES, bench.size(QUICK_CHUNKS, FULL_CHUNKS));
        wantedBytes = (long) chunks * ROWS_A_CHUNK * PAYLOAD_WORDS * Long.BYTES;
        fill(fresh);
        long answer = 0;
        try (SweptStore.Asking asking = fresh.asking()) {
            for (int i = 0; i < CHECKED; i++) {
                final int entity = random.nextInt(ENTITIES);
                final long time = random.nextLong(nextTime);
                answer = 31 * answer + checked(asking, entity, time);
            }
        }
        return answer;
    }

    /// Some rounds with a small store: what is measured is the sweep, not the JIT.
    private void warmUp(final CaseSpec bench) throws Exception {
        close();
        final SweptStore small = stores.apply(ENTITIES);
        store = small;
        random = new SplittableRandom(bench.seed());
        nextTime = 0;
        nextEntity = 0;
        wantedBytes = (long) bench.size(QUICK_CHUNKS, QUICK_CHUNKS) * ROWS_A_CHUNK * PAYLOAD_WORDS * Long.BYTES;
        fill(small);
        for (int i = 0; i < WARM_ROUNDS; i++) {
            round(new Sample(), 1);
        }
        close();
    }

    private static long checked(final SweptStore.Asking asking, final int entity, final long time) {
        final long found = asking.ask(entity, time);
        if (found != word(entity, time)) {
            throw new IllegalStateException("entity " + entity + " at " + time + ": a wrong answer");
        }
        return found;
    }

    private void fill(final SweptStore into) {
        final long[] payloads = new long[ROWS_A_CHUNK * PAYLOAD_WORDS];
        while (into.heldBytes() < wantedBytes || nextEntity != 0) {
            for (int row = 0; row < ROWS_A_CHUNK; row++) {
                for (int i = 1; i < PAYLOAD_WORDS; i++) {
                    payloads[row * PAYLOAD_WORDS + i] = random.nextLong();
                }
                payloads[row * PAYLOAD_WORDS] = word(nextEntity, nextTime + row);
            }
            into.add(nextEntity, nextTime, payloads);
            nextEntity = (nextEntity + 1) % ENTITIES;
            if (nextEntity == 0) {
                nextTime += ROWS_A_CHUNK;
            }
        }
    }

    /// What the asking thread saw in a window.
    private static final class Window {
        private final Histogram gaps = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        private long questions;
        private long sum;
        private @Nullable Throwable failure;
    }

    private interface Work {
        long once(SplittableRandom random);
    }

    /// Runs `work` flat out on the other core until `isOver`, and keeps the time from the end of one to the end of the
    /// next.
    private static Thread watch(final Window window, final AtomicBoolean isOver, final Work work, final long seed) {
        return Thread.ofPlatform().name("asking").start(() -> {
            final SplittableRandom own = new SplittableRandom(seed);
            try {
                Libc.pinThread(READER_CORE);
                long last = System.nanoTime();
                while (!isOver.get()) {
                    window.sum += work.once(own);
                    window.questions++;
                    final long now = System.nanoTime();
                    window.gaps.recordValue(Math.max(1, now - last));
                    last = now;
                }
            } catch (final Throwable e) {
                window.failure = e;
            }
        });
    }

    private Window window(final Work work, final Runnable meanwhile) throws InterruptedException {
        final Window window = new Window();
        final AtomicBoolean isOver = new AtomicBoolean();
        final Thread asking = watch(window, isOver, work, random.nextLong());
        try {
            meanwhile.run();
        } finally {
            isOver.set(true);
            asking.join();
        }
        if (window.failure != null) {
            throw new IllegalStateException("the asking thread failed", window.failure);
        }
        return window;
    }

    private static void rest() {
        try {
            Thread.sleep(TimeUnit.NANOSECONDS.toMillis(WINDOW_NS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long spin(final SplittableRandom random) {
        long sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += random.nextLong();
        }
        return sum;
    }

    private static long pausesMs() {
        long all = 0;
        for (final GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            all += collector.getName().contains("Pauses") ? collector.getCollectionTime() : 0;
        }
        return all;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        final SweptStore swept = java.util.Objects.requireNonNull(store);
        Libc.pinThread(WRITER_CORE);
        final long newest = nextTime;
        final long stays = newest - wantedBytes / ((long) ENTITIES * PAYLOAD_WORDS * Long.BYTES) / 2;
        final Histogram steps = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        final Window spun = window(SweepSide::spin, SweepSide::rest);
        try (SweptStore.Asking asking = swept.asking()) {
            // Of the newer half, which stays: answers must not change
            final Work ask = own -> {
                final int entity = own.nextInt(ENTITIES);
                final long time = stays + own.nextLong(newest - stays);
                return checked(asking, entity, time);
            };
            window(ask, SweepSide::rest);
            final Window idle = window(ask, SweepSide::rest);
            final long before = swept.heldBytes();
            final long pausedMs = pausesMs();
            final long beganNs = System.nanoTime();
            sample.start();
            final Window busy = window(ask, () -> swept.sweepQuarter(steps::recordValue));
            sample.stop(busy.questions);
            final double tookS = (System.nanoTime() - beganNs) / 1e9;
            blackHole += busy.sum + idle.sum + spun.sum;
            busy.gaps
                    .recordedValues()
                    .forEach(each -> sample.latencies()
                            .recordValueWithCount(
                                    each.getValueIteratedTo() * Sample.PER_NS, each.getCountAtValueIteratedTo()));
            sample.figure(GAP, (double) busy.gaps.getMaxValue());
            sample.figure(IDLE_GAP, (double) idle.gaps.getMaxValue());
            sample.figure(SPIN_GAP, (double) spun.gaps.getMaxValue());
            sample.figure(ABOVE_SPIN, (double) Math.max(0, busy.gaps.getMaxValue() - spun.gaps.getMaxValue()));
            sample.figure(
                    TAIL_RATIO, busy.gaps.getValueAtPercentile(99.99) / (double) idle.gaps.getValueAtPercentile(99.99));
            sample.figure(LONGEST_STEP, (double) steps.getMaxValue());
            sample.figure(STEP_P99, (double) steps.getValueAtPercentile(99));
            sample.figure(FREED_RATE, (before - swept.heldBytes()) / tookS);
            sample.figure(GC_PAUSES, (double) (pausesMs() - pausedMs));
        }
        if (swept.cut() > stays) {
            throw new IllegalStateException("cut at " + swept.cut() + " of " + newest + ": more than a quarter went");
        }
        fill(swept);
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    /// Keeps the answers from being computed for nobody.
    long blackHole() {
        return blackHole;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
