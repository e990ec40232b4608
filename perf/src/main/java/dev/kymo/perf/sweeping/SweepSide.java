package dev.kymo.perf.sweeping;

import dev.kymo.perf.run.JvmPauses;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.run.Statistics;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A store is filled; one thread asks it without rest while another gives a quarter of it back, and fills it
/// again afterwards. A round is some times three windows of the asking thread, one after the other and equally
/// long: it only spins; it asks while nothing changes; it asks while the quarter goes. So each has been on the
/// machine's good and bad moments alike, and there are enough questions for the 10,000th part of them. One
/// operation is a question of the last.
public final class SweepSide implements Side {
    public static final String QUARTER = "quarter";
    public static final String GAP = "longest_gap_ns";
    public static final String SPIN_GAP = "spin_gap_ns";
    public static final String IDLE_GAP = "idle_gap_ns";
    public static final String ABOVE_SPIN = "above_spin_ns";
    /// Of the longest gap of each window the median: what the machine does to one window in some is not in it.
    public static final String WINDOW_GAP = "window_gap_ns";
    public static final String WINDOW_SPIN_GAP = "window_spin_gap_ns";
    public static final String WINDOW_IDLE_GAP = "window_idle_gap_ns";
    public static final String WINDOW_ABOVE_SPIN = "window_above_spin_ns";
    public static final String TAIL_RATIO = "p9999_ratio";
    public static final String LONGEST_STEP = "longest_step_ns";
    public static final String TAIL = "p9999_ns";
    public static final String STEP_P50 = "step_p50_ns";
    public static final String STEP_P99 = "step_p99_ns";
    public static final String FREED_RATE = "freed_bytes_per_s";
    public static final String STEP_P90 = "step_p90_ns";
    public static final String STEP_P999 = "step_p999_ns";
    public static final String STEPS = "steps";
    public static final String CORE_P50 = "step_on_core_p50_ns";
    public static final String CORE_P99 = "step_on_core_p99_ns";
    public static final String LONGEST_ON_CORE = "longest_step_on_core_ns";
    public static final String PAUSES = "jvm_pauses";
    public static final String LONGEST_PAUSE = "longest_jvm_pause_ns";
    public static final String PAUSED = "jvm_paused_ns";
    public static final String IDLE_LONGEST_PAUSE = "idle_longest_jvm_pause_ns";
    public static final String SPIN_LONGEST_PAUSE = "spin_longest_jvm_pause_ns";

    static final int PAYLOAD_WORDS = 128;
    private static final int ROWS_A_CHUNK = 256;
    private static final int WARM_ROWS_A_CHUNK = 8;
    private static final int ENTITIES = 64;
    private static final int QUICK_CHUNKS = 1024;
    private static final int FULL_CHUNKS = 16 * 1024;
    private static final int WRITER_CORE = 0;
    private static final int READER_CORE = 1;
    /// Of the first windows; from then on as long as a sweep took.
    private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long MIN_WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_WINDOW_NS = TimeUnit.SECONDS.toNanos(2);
    /// A quarter of the small store goes in some ten milliseconds.
    private static final int QUICK_SWEEPS = 12;

    private static final int FULL_SWEEPS = 3;
    private static final int CHECKED = 2000;
    private static final double TAIL_PERCENT = 99.99;
    /// Until nothing is compiled any more, which is done on the same two cores, and by how often something was called:
    /// many sweeps of small chunks.
    private static final int WARM_ROUNDS = 240;
    /// Of such as are measured.
    private static final int LAST_WARM_ROUNDS = 8;

    private static final int TOUCHED_PIECE_BYTES = 1 << 20;
    private static final long MAX_TOUCHED_BYTES = 1536L << 20;

    private final IntFunction<SweptStore> stores;
    private @Nullable SweptStore store;
    private @Nullable JvmPauses pauses;
    private SplittableRandom random = new SplittableRandom(0);
    private int sweeps = 1;
    private int rowsAChunk = ROWS_A_CHUNK;
    private long windowNs = WINDOW_NS;
    private long wantedBytes;
    private long nextTime;
    /// Of each entity.
    private long wantedRows;
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
        pauses = JvmPauses.into(bench.folder().resolve("pauses.log"));
        warmUp(bench);
        final SweptStore fresh = stores.apply(ENTITIES);
        store = fresh;
        random = new SplittableRandom(bench.seed());
        nextTime = 0;
        sweeps = bench.size(QUICK_SWEEPS, FULL_SWEEPS);
        windowNs = WINDOW_NS;
        begin(fresh, bench.size(QUICK_CHUNKS, FULL_CHUNKS));
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
        touchHeap(bench);
        sweeps = 1;
        windowNs = MIN_WINDOW_NS;
        warmUp(bench, WARM_ROWS_A_CHUNK, WARM_ROUNDS);
        warmUp(bench, ROWS_A_CHUNK, LAST_WARM_ROUNDS);
    }

    private void warmUp(final CaseSpec bench, final int rows, final int rounds) throws Exception {
        final SweptStore small = stores.apply(ENTITIES);
        store = small;
        rowsAChunk = rows;
        random = new SplittableRandom(bench.seed());
        nextTime = 0;
        begin(small, bench.size(QUICK_CHUNKS, QUICK_CHUNKS));
        final Sample sample = new Sample();
        for (int i = 0; i < bench.size(rounds, rounds); i++) {
            round(sample, 1);
            sample.clear();
        }
        close();
    }

    /// Has the JVM take its heap from the kernel, as that of a program that has run for a while: else what is
    /// seen is the kernel making pages for objects, 2 MiB in some 0.6 ms.
    private void touchHeap(final CaseSpec bench) {
        final long most = Math.min(MAX_TOUCHED_BYTES, Runtime.getRuntime().maxMemory() / 4 * 3);
        final byte[][] pieces = new byte[(int) (most * Math.min(1, bench.scale()) / TOUCHED_PIECE_BYTES)][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new byte[TOUCHED_PIECE_BYTES];
            blackHole += pieces[i].length;
        }
    }

    private static long checked(final SweptStore.Asking asking, final int entity, final long time) {
        final long found = asking.ask(entity, time);
        if (found != word(entity, time)) {
            throw new IllegalStateException("entity " + entity + " at " + time + ": a wrong answer");
        }
        return found;
    }

    /// The same rows for every side, however many bytes it holds for them; later it is filled up to that again.
    private void begin(final SweptStore into, final int chunks) {
        wantedRows = (long) Math.ceilDiv(chunks, ENTITIES) * rowsAChunk;
        wantedBytes = 0;
        while (nextTime < wantedRows) {
            fillOnce(into);
        }
        wantedBytes = into.heldBytes();
    }

    private void fill(final SweptStore into) {
        while (into.heldBytes() < wantedBytes) {
            fillOnce(into);
        }
    }

    /// A chunk of each entity.
    private void fillOnce(final SweptStore into) {
        final long[] payloads = new long[rowsAChunk * PAYLOAD_WORDS];
        for (int entity = 0; entity < ENTITIES; entity++) {
            for (int row = 0; row < rowsAChunk; row++) {
                for (int i = 1; i < PAYLOAD_WORDS; i++) {
                    payloads[row * PAYLOAD_WORDS + i] = random.nextLong();
                }
                payloads[row * PAYLOAD_WORDS] = word(entity, nextTime + row);
            }
            into.add(entity, nextTime, payloads);
        }
        nextTime += rowsAChunk;
    }

    /// What the asking thread saw in a window.
    private static final class Window {
        private final Histogram gaps = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        private final long beganNs = System.nanoTime();
        private long endedNs;
        private long questions;
        private long sum;
        private @Nullable Throwable failure;

        private JvmPauses.Span span() {
            return new JvmPauses.Span(beganNs, endedNs);
        }
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
            window.endedNs = System.nanoTime();
        }
        if (window.failure != null) {
            throw new IllegalStateException("the asking thread failed", window.failure);
        }
        return window;
    }

    private void rest() {
        LockSupport.parkNanos(windowNs);
    }

    private static long spin(final SplittableRandom random) {
        long sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += random.nextLong();
        }
        return sum;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        final SweptStore swept = java.util.Objects.requireNonNull(store);
        Libc.pinThread(WRITER_CORE);
        final Seen seen = new Seen();
        for (int i = 0; i < sweeps; i++) {
            sweep(swept, sample, seen);
            fill(swept);
        }
        seen.tell(sample, java.util.Objects.requireNonNull(pauses));
    }

    /// What a round's windows have seen together.
    private static final class Seen {
        private final Histogram spun = histogram();
        private final Histogram idle = histogram();
        private final Histogram busy = histogram();
        private final Histogram steps = histogram();
        private final Histogram onCore = histogram();
        private final StepTimer timer = new StepTimer(steps, onCore);
        private final List<Double> spunGaps = new ArrayList<>();
        private final List<Double> idleGaps = new ArrayList<>();
        private final List<Double> busyGaps = new ArrayList<>();
        private double freedBytes;
        private double sweptS;
        private final List<JvmPauses.Span> spunTimes = new ArrayList<>();
        private final List<JvmPauses.Span> idleTimes = new ArrayList<>();
        private final List<JvmPauses.Span> busyTimes = new ArrayList<>();

        private static Histogram histogram() {
            return new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        }

        private static double median(final List<Double> gaps) {
            return Statistics.median(
                    gaps.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private void tell(final Sample sample, final JvmPauses pauses) throws IOException {
            final JvmPauses.Total stopped = pauses.during(busyTimes);
            busy.recordedValues()
                    .forEach(each -> sample.latencies()
                            .recordValueWithCount(
                                    each.getValueIteratedTo() * Sample.PER_NS, each.getCountAtValueIteratedTo()));
            sample.figure(GAP, (double) busy.getMaxValue());
            sample.figure(IDLE_GAP, (double) idle.getMaxValue());
            sample.figure(SPIN_GAP, (double) spun.getMaxValue());
            sample.figure(ABOVE_SPIN, (double) Math.max(0, busy.getMaxValue() - spun.getMaxValue()));
            final double spunGap = median(spunGaps);
            final double busyGap = median(busyGaps);
            sample.figure(WINDOW_GAP, busyGap);
            sample.figure(WINDOW_IDLE_GAP, median(idleGaps));
            sample.figure(WINDOW_SPIN_GAP, spunGap);
            sample.figure(WINDOW_ABOVE_SPIN, Math.max(0, busyGap - spunGap));
            sample.figure(TAIL, (double) busy.getValueAtPercentile(TAIL_PERCENT));
            sample.figure(
                    TAIL_RATIO,
                    busy.getValueAtPercentile(TAIL_PERCENT) / (double) idle.getValueAtPercentile(TAIL_PERCENT));
            sample.figure(LONGEST_STEP, (double) steps.getMaxValue());
            sample.figure(STEP_P50, (double) steps.getValueAtPercentile(50));
            sample.figure(STEPS, (double) steps.getTotalCount());
            sample.figure(STEP_P90, (double) steps.getValueAtPercentile(90));
            sample.figure(STEP_P99, (double) steps.getValueAtPercentile(99));
            sample.figure(STEP_P999, (double) steps.getValueAtPercentile(99.9));
            sample.figure(CORE_P50, (double) onCore.getValueAtPercentile(50));
            sample.figure(CORE_P99, (double) onCore.getValueAtPercentile(99));
            sample.figure(LONGEST_ON_CORE, (double) onCore.getMaxValue());
            sample.figure(FREED_RATE, freedBytes / sweptS);
            sample.figure(PAUSES, (double) stopped.count());
            sample.figure(LONGEST_PAUSE, (double) stopped.longestNs());
            sample.figure(PAUSED, (double) stopped.ns());
            sample.figure(IDLE_LONGEST_PAUSE, (double) pauses.during(idleTimes).longestNs());
            sample.figure(SPIN_LONGEST_PAUSE, (double) pauses.during(spunTimes).longestNs());
        }
    }

    private void sweep(final SweptStore swept, final Sample sample, final Seen seen) throws Exception {
        final long newest = nextTime;
        final long stays = newest - wantedRows / 2;
        final Window spun = window(SweepSide::spin, this::rest);
        try (SweptStore.Asking asking = swept.asking()) {
            // Of the newer half, which stays: answers must not change
            final Work ask = own -> {
                final int entity = own.nextInt(ENTITIES);
                final long time = stays + own.nextLong(newest - stays);
                return checked(asking, entity, time);
            };
            // What was filled in is looked at for the first time
            window(ask, this::rest);
            final Window idle = window(ask, this::rest);
            final long before = swept.heldBytes();
            final long beganNs = System.nanoTime();
            sample.start();
            final Window busy = window(ask, () -> swept.sweepQuarter(seen.timer));
            sample.stop(busy.questions);
            final long tookNs = System.nanoTime() - beganNs;
            windowNs = Math.clamp(tookNs, MIN_WINDOW_NS, MAX_WINDOW_NS);
            blackHole += busy.sum + idle.sum + spun.sum;
            seen.spun.add(spun.gaps);
            seen.idle.add(idle.gaps);
            seen.busy.add(busy.gaps);
            seen.spunGaps.add((double) spun.gaps.getMaxValue());
            seen.idleGaps.add((double) idle.gaps.getMaxValue());
            seen.busyGaps.add((double) busy.gaps.getMaxValue());
            seen.freedBytes += before - swept.heldBytes();
            seen.sweptS += tookNs / 1e9;
            seen.spunTimes.add(spun.span());
            seen.idleTimes.add(idle.span());
            seen.busyTimes.add(busy.span());
        }
        if (swept.cut() > stays) {
            throw new IllegalStateException("cut at " + swept.cut() + " of " + newest + ": more than a quarter went");
        }
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
