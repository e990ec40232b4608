package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Followers beside recorders and programs that are processes of their own, and may die or stand still.
final class LiveSourceTest {
    private static final System.Logger LOG = System.getLogger(LiveSourceTest.class.getName());
    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final long POLL_NS = 1_000_000;
    /// From one look at everything to the next, which takes longer than that itself.
    private static final long LOOK_NS = 20_000_000;
    private static final int MAX_BLOB_BYTES = 90_000;

    @TempDir
    private Path temp;

    private Path rings;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Process> programs = new HashMap<>();
    private int recorders;

    @BeforeEach
    void makeFolder() throws IOException {
        rings = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-live-");
    }

    @AfterEach
    void endAll() throws IOException, InterruptedException {
        for (final Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        try (var left = Files.walk(rings)) {
            for (final Path path :
                    left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private IngestConfig config() {
        return IngestConfig.defaults().withDirectory(rings);
    }

    private Process record() throws IOException {
        final int life = recorders++;
        final Process recorder = RecorderProcess.start(
                rings, temp.resolve(life + ".rrd"), temp.resolve("problems" + life), temp.resolve("said" + life));
        processes.add(recorder);
        return recorder;
    }

    private void log(final String name, final int burst, final long pauseNs, final int maxBlobBytes)
            throws IOException, URISyntaxException {
        final Process program = CheckedLogger.start(
                rings, name, temp.resolve(name), burst, pauseNs, maxBlobBytes, temp.resolve("said-" + name));
        processes.add(program);
        programs.put(name, program);
    }

    private static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    private static void signal(final Process process, final String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    /// Looks at what can be seen, again and again.
    private static void watch(final List<SeenRows> seen, final long durationNs) {
        final long untilNs = System.nanoTime() + durationNs;
        do {
            seen.forEach(SeenRows::checkNewest);
            LockSupport.parkNanos(LOOK_NS);
        } while (System.nanoTime() - untilNs < 0);
    }

    /// Sleeps, a millisecond at a time.
    ///
    /// @return by how many ns it woke up late: what the machine makes any thread wait
    private static Histogram sleep(final long durationNs) {
        final Histogram late = new Histogram(3);
        final long untilNs = System.nanoTime() + durationNs;
        long beforeNs = System.nanoTime();
        while (beforeNs - untilNs < 0) {
            LockSupport.parkNanos(POLL_NS);
            final long afterNs = System.nanoTime();
            late.recordValue(Math.max(0, afterNs - beforeNs - POLL_NS));
            beforeNs = afterNs;
        }
        return late;
    }

    /// How long, since the machine was started, some thread had to wait for a core; 0 where that is not counted.
    private static long cpuPressureNs() throws IOException {
        final Path pressure = Path.of("/proc/pressure/cpu");
        if (!Files.isReadable(pressure)) {
            return 0;
        }
        final String some = Files.readAllLines(pressure).getFirst();
        return Long.parseLong(some.substring(some.indexOf("total=") + "total=".length())) * 1_000;
    }

    private boolean areRingsGone() {
        try (var folders = Files.newDirectoryStream(rings, "p-*")) {
            return !folders.iterator().hasNext();
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private void stopPrograms(final String context) throws IOException, InterruptedException {
        for (final Map.Entry<String, Process> program : programs.entrySet()) {
            assertEquals(0, CheckedLogger.stop(program.getValue()), () -> context + ": " + said(program.getKey()));
        }
        assertTrue(await(this::areRingsGone), context + ": rings are left");
    }

    private String said(final String name) {
        try {
            return Files.readString(temp.resolve("said-" + name));
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /// Rows that all programs have committed so far.
    private long committed() {
        long rows = 0;
        for (final String name : programs.keySet()) {
            try {
                rows += committed(name);
            } catch (final IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        }
        return rows;
    }

    private long committed(final String name) throws IOException {
        final Path account = temp.resolve(name);
        return Files.exists(account) ? SeenRows.Account.countCommitted(account) : 0;
    }

    /// Each program commits some hundred rows more.
    private void awaitCommits(final List<SeenRows> seen, final String context) throws IOException {
        final Map<String, Long> before = new HashMap<>();
        for (final String name : programs.keySet()) {
            before.put(name, committed(name));
        }
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        for (final String name : programs.keySet()) {
            while (committed(name) < before.get(name) + 300) {
                assertTrue(System.nanoTime() - deadlineNs < 0, () -> context + ": " + name + " commits nothing");
                watch(seen, 100_000_000);
            }
        }
    }

    private List<SeenRows> seen(final LiveSource source, final String context) {
        return programs.keySet().stream()
                .map(name -> new SeenRows(source.stores(), name, MAX_BLOB_BYTES, context))
                .toList();
    }

    private void checkAll(final LiveSource source, final String context) throws IOException {
        for (final String name : programs.keySet()) {
            final SeenRows rows = new SeenRows(source.stores(), name, MAX_BLOB_BYTES, context);
            final SeenRows.Account account = SeenRows.Account.read(temp.resolve(name));
            account.check(rows.all(), context + ", " + name);
            assertTrue(account.committed().size() > 100, context);
            LOG.log(
                    System.Logger.Level.INFO,
                    context + ", " + name + ": committed=" + account.committed().size() + ", buffered="
                            + account.buffered().size() + ", " + source.statistics());
        }
    }

    @Test
    void shouldSeeEachCommittedRowOnceAndWholeWhateverHappensToRecorders()
            throws IOException, InterruptedException, URISyntaxException {
        followThroughDeaths(System.nanoTime(), 4);
    }

    @Test
    @Tag("long")
    void shouldSeeEachCommittedRowOnceAndWholeThroughManyDeathsOfRecorders()
            throws IOException, InterruptedException, URISyntaxException {
        followThroughDeaths(System.nanoTime(), Integer.getInteger("kymo.follow.rounds", 40));
    }

    private void followThroughDeaths(final long seed, final int rounds)
            throws IOException, InterruptedException, URISyntaxException {
        final Random random = new Random(seed);
        final String context = "seed=" + seed;
        Process recorder = record();
        for (final String name : List.of("left", "middle", "right")) {
            log(name, 20 + random.nextInt(60), 2_000_000, MAX_BLOB_BYTES);
        }
        try (LiveSource source = LiveSource.follow(config(), new Problems(problems))) {
            final List<SeenRows> seen = seen(source, context);
            for (int round = 0; round < rounds; round++) {
                final long enough = committed() + 1_000;
                assertTrue(await(() -> committed() > enough), () -> context + ": " + source.statistics());
                watch(seen, random.nextInt(1_000_000_000));
                if (round % 4 == 1) {
                    signal(recorder, "-STOP");
                    watch(seen, 2_000_000_000L);
                    signal(recorder, "-CONT");
                } else {
                    recorder.destroyForcibly().waitFor();
                    watch(seen, random.nextInt(300_000_000));
                    recorder = record();
                }
            }
            watch(seen, 500_000_000);
            stopPrograms(context);
            assertTrue(await(() -> source.statistics().overlayRows() == 0), () -> context + ": " + source.statistics());
            checkAll(source, context);
            recorder.getOutputStream().close();
            assertTrue(recorder.waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS), context);
        }
        assertEquals(List.of(), problems, context);
    }

    @Test
    void shouldSeeARowWithinFiftyMillisecondsOfItsCommitWithoutTinyChunks()
            throws IOException, InterruptedException, URISyntaxException {
        measureLatency(Long.getLong("kymo.follow.seconds", Boolean.getBoolean("kymo.test.long") ? 4 : 2));
    }

    private void measureLatency(final long seconds) throws IOException, InterruptedException, URISyntaxException {
        final Process recorder = record();
        try (LiveSource source = LiveSource.follow(config(), new Problems(problems))) {
            log("loop", 1, 1_000_000, 0);
            assertTrue(await(() -> source.statistics().ringRows() > 500));
            source.takeLatencies();
            final long beginNs = System.nanoTime();
            final long pressureBeforeNs = cpuPressureNs();
            final Histogram oversleeping = sleep(seconds * 1_000_000_000L);
            final Histogram latencies = source.takeLatencies();
            signal(recorder, "-STOP");
            oversleeping.add(sleep(1_000_000_000L));
            final Histogram withoutRecorder = source.takeLatencies();
            final double busyShare = (double) (cpuPressureNs() - pressureBeforeNs) / (System.nanoTime() - beginNs);
            signal(recorder, "-CONT");
            stopPrograms("latency");
            recorder.getOutputStream().close();
            assertTrue(recorder.waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS));
            final SeenRows.Account account = SeenRows.Account.read(temp.resolve("loop"));
            int chunks = 0;
            long rows = 0;
            try (RrdFile file = RrdFile.open(temp.resolve("0.rrd"))) {
                for (final StoredChunk stored : file.chunks()) {
                    if (!stored.chunk().isStatic()) {
                        chunks++;
                        rows += stored.chunk().rowCount();
                    }
                }
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "commit to visible in a follower, rows=" + latencies.getTotalCount() + ", ns: p50="
                            + latencies.getValueAtPercentile(50) + ", p90=" + latencies.getValueAtPercentile(90)
                            + ", p99=" + latencies.getValueAtPercentile(99) + ", p99.9="
                            + latencies.getValueAtPercentile(99.9) + ", max=" + latencies.getMaxValue()
                            + "; while the recorder stood still rows=" + withoutRecorder.getTotalCount() + ", p99="
                            + withoutRecorder.getValueAtPercentile(99) + ", max=" + withoutRecorder.getMaxValue()
                            + "; a thread that sleeps 1 ms oversleeps p99="
                            + oversleeping.getValueAtPercentile(99) + ", max=" + oversleeping.getMaxValue()
                            + "; somebody waited for a core in " + busyShare + " of the time; "
                            + rows + " rows in " + chunks + " chunks");
            assertTrue(
                    rows >= account.committed().size(),
                    rows + " rows filed of " + account.committed().size());
            // A recorder alone files when a chunk is full, 5 s old, or its producer leaves
            assertTrue(chunks <= 3 + seconds / 5, rows + " rows in " + chunks + " chunks");
            // Where threads wait for a core half of the time, what is measured is the machine's queue
            final long boundNs = busyShare > 0.5 ? 1_000_000_000 : 50_000_000;
            assertTrue(
                    latencies.getValueAtPercentile(99) < boundNs,
                    () -> "p99=" + latencies.getValueAtPercentile(99) + " ns");
            assertTrue(
                    withoutRecorder.getTotalCount() > 300 && withoutRecorder.getValueAtPercentile(99) < boundNs,
                    () -> "while the recorder stood still: " + withoutRecorder.getTotalCount() + " rows, p99="
                            + withoutRecorder.getValueAtPercentile(99) + " ns");
        }
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldOwnTheRingsWhileNobodyRecordsAndHandThemOver()
            throws IOException, InterruptedException, URISyntaxException {
        final String context = "handover";
        try (LiveSource source = LiveSource.start(config(), new Problems(problems))) {
            assertTrue(await(() -> source.statistics().owns()));
            log("left", 200, 2_000_000, MAX_BLOB_BYTES);
            log("right", 50, 1_000_000, MAX_BLOB_BYTES);
            final List<SeenRows> seen = seen(source, context);
            assertTrue(await(() -> source.statistics().keptRows() > 2_000), () -> "" + source.statistics());
            watch(seen, 500_000_000);
            final Process first = record();
            assertTrue(await(() -> isRecorded(first)), () -> "" + source.statistics());
            watch(seen, 300_000_000);
            final long ownedNs = wallClockNs();
            awaitCommits(seen, context);
            first.destroyForcibly().waitFor();
            assertTrue(await(() -> source.statistics().owns()));
            watch(seen, 1_000_000_000);
            final Process second = record();
            assertTrue(await(() -> isRecorded(second)));
            awaitCommits(seen, context);
            stopPrograms(context);
            assertTrue(await(() -> source.statistics().overlayRows() == 0), () -> "" + source.statistics());
            second.getOutputStream().close();
            assertTrue(second.waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS));
            assertEquals(0, second.exitValue(), () -> Files.exists(temp.resolve("problems1")) + "");
            checkAll(source, context);
            for (final String name : programs.keySet()) {
                final SeenRows.Account account = SeenRows.Account.read(temp.resolve(name));
                final TreeSet<Long> promised = new TreeSet<>();
                account.committed().forEach((n, timeNs) -> {
                    if (timeNs > ownedNs) {
                        promised.add(n);
                    }
                });
                assertTrue(promised.size() > 100, name);
                promised.removeAll(filed(name));
                assertEquals(new TreeSet<>(), promised, "committed since a recorder owned, and not filed: " + name);
            }
        }
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldLetOneOfTwoViewersOwnAndTheOtherFollow() throws IOException, InterruptedException, URISyntaxException {
        try (LiveSource second = LiveSource.follow(config(), new Problems(problems))) {
            try (LiveSource first = LiveSource.start(config(), new Problems(problems));
                    LiveSource third = LiveSource.start(config(), new Problems(problems))) {
                assertTrue(await(
                        () -> first.statistics().owns() || third.statistics().owns()));
                log("one", 5, 2_000_000, MAX_BLOB_BYTES);
                final List<SeenRows> seen = List.of(
                        new SeenRows(first.stores(), "one", MAX_BLOB_BYTES, "first"),
                        new SeenRows(second.stores(), "one", MAX_BLOB_BYTES, "second"),
                        new SeenRows(third.stores(), "one", MAX_BLOB_BYTES, "third"));
                assertTrue(await(() -> committed() > 500));
                watch(seen, 500_000_000);
                assertTrue(first.statistics().owns() != third.statistics().owns());
                stopPrograms("two viewers");
                checkAll(first.statistics().owns() ? first : third, "owner");
                for (final LiveSource other : List.of(first, second, third)) {
                    assertTrue(await(() -> other.statistics().producers() == 0));
                    // Nobody files here: what the owner has given back before another has read it, that one misses
                    if (other.statistics().missedBytes() == 0) {
                        checkAll(other, "follower");
                    } else {
                        LOG.log(System.Logger.Level.INFO, "a slow follower: " + other.statistics());
                    }
                }
            }
            assertTrue(!second.statistics().owns());
        }
        assertEquals(List.of(), problems);
    }

    private static long wallClockNs() {
        final java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private boolean isRecorded(final Process recorder) {
        try {
            return Files.readString(rings.resolve("recorder.pid")).equals(Long.toString(recorder.pid()));
        } catch (final IOException notYet) {
            return false;
        }
    }

    private java.util.NavigableSet<Long> filed(final String name) throws IOException {
        final TreeSet<Long> numbers = new TreeSet<>();
        for (int life = 0; life < recorders; life++) {
            try (RrdFile file = RrdFile.open(temp.resolve(life + ".rrd"))) {
                for (final StoredChunk stored : file.chunks()) {
                    if (stored.chunk().entity().toString().equals("/" + name)) {
                        final var times = stored.chunk().timeline("seq").orElseThrow();
                        for (int row = 0; row < stored.chunk().rowCount(); row++) {
                            assertTrue(numbers.add(times.time(row)), () -> name + " filed twice");
                        }
                    }
                }
            }
        }
        return numbers;
    }

    record Problems(List<String> all) implements IngestListener {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            all.add("cut off " + producer + ": " + reason.getMessage());
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            all.add("refused " + producer + ": " + reason);
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            all.add("left behind " + producer + ": " + bytes);
        }

        @Override
        public void failed(final Throwable reason) {
            all.add("failed " + reason);
        }
    }
}
