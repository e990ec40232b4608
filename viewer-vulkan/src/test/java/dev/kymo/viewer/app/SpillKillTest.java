package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that spills loses nothing: not while its recorder stands still, and no number that it was told is
/// COMMITTED whoever is killed in the middle of it.
final class SpillKillTest {
    private static final System.Logger LOG = System.getLogger(SpillKillTest.class.getName());
    private static final int SHORT_ROUNDS = 7;
    private static final int LONG_ROUNDS = 500;
    private static final long MAX_LIFE_NS = 1_500_000_000L;
    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final long POLL_NS = 1_000_000;
    private static final long NUMBERS_PER_LIFE = 1_000_000_000L;
    private static final int KILLED = 137;
    private static final int RECORDER = 1;
    private static final int PROGRAM = 2;

    @TempDir
    private Path temp;

    private Path rings = Path.of("");
    private Path spilled = Path.of("");
    private final List<Process> recorders = new ArrayList<>();
    private final List<Process> programs = new ArrayList<>();

    @BeforeEach
    void makeFolders() throws IOException {
        rings = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-spill-");
        // On a disk: no program spills to shared memory
        spilled = temp.resolve("spill");
        Files.createDirectory(temp.resolve("rrd"));
    }

    @AfterEach
    void endAll() throws IOException, InterruptedException {
        for (final Process process :
                Stream.concat(recorders.stream(), programs.stream()).toList()) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.walk(rings)) {
            for (final Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void startRecorder() throws IOException {
        final int life = recorders.size();
        recorders.add(RecorderProcess.start(
                rings, temp.resolve("rrd").resolve(life + ".rrd"), problems(life), temp.resolve("recorder" + life)));
    }

    private Path problems(final int life) {
        return temp.resolve("problems" + life + ".txt");
    }

    private void startProgram() throws IOException, URISyntaxException {
        final int life = programs.size();
        final ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                String.join(":", place(RingProducer.class), place(StoreId.class), place(NumberLogger.class)),
                NumberLogger.class.getName(),
                rings.toString(),
                NumberLogger.ROWS,
                Long.toString(life * NUMBERS_PER_LIFE),
                temp.resolve("committed").toString(),
                spilled.toString());
        // Many small segments, so that their ends are met too
        program.environment().put("KYMO_SPILL_SEGMENT_BYTES", "64k");
        programs.add(program.redirectErrorStream(true)
                .redirectOutput(temp.resolve("program" + life).toFile())
                .start());
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static void signal(final Process process, final String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
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

    private static long count(final Path folder, final String part) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .count();
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void shouldFileEachRowOnceThatWasLoggedWhileTheRecorderStoodStill()
            throws IOException, InterruptedException, URISyntaxException {
        startRecorder();
        startProgram();
        assertTrue(await(() -> committed().length > 1_000), "nothing is committed");
        signal(recorders.getLast(), "-STOP");
        assertTrue(await(() -> count(spilled, ".spill") >= 4), "nothing is spilled");
        signal(recorders.getLast(), "-CONT");
        final int before = committed().length;
        assertTrue(await(() -> committed().length > before + 1_000));
        endInOrder("stalled");
    }

    @Test
    void shouldFileEachCommittedNumberOnceWhoeverIsKilled()
            throws IOException, InterruptedException, URISyntaxException {
        killAndCount(SHORT_ROUNDS);
    }

    @Test
    @Tag("long")
    void shouldFileEachCommittedNumberOnceThroughManyRounds()
            throws IOException, InterruptedException, URISyntaxException {
        killAndCount(Integer.getInteger("kymo.kill.rounds", LONG_ROUNDS));
    }

    private void killAndCount(final int rounds) throws IOException, InterruptedException, URISyntaxException {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        startRecorder();
        startProgram();
        long spills = 0;
        for (int round = 0; round < rounds; round++) {
            final long stallNs = random.nextInt((int) MAX_LIFE_NS);
            // Stands still first, so that the ring fills, and goes on before somebody dies
            final boolean stalls = random.nextInt(3) > 0;
            if (stalls) {
                signal(recorders.getLast(), "-STOP");
            }
            final long untilNs = System.nanoTime() + stallNs;
            await(() -> System.nanoTime() - untilNs >= 0);
            spills += count(spilled, ".spill");
            if (stalls && random.nextBoolean()) {
                signal(recorders.getLast(), "-CONT");
                final long catchUpUntilNs = System.nanoTime() + random.nextInt(300_000_000);
                await(() -> System.nanoTime() - catchUpUntilNs >= 0);
            }
            final int victims = 1 + random.nextInt(RECORDER | PROGRAM);
            if ((victims & RECORDER) != 0) {
                kill(recorders.getLast(), "seed=" + seed + ", recorder " + recorders.size());
                startRecorder();
            }
            if ((victims & PROGRAM) != 0) {
                kill(programs.getLast(), "seed=" + seed + ", program " + programs.size());
                startProgram();
            }
            signal(recorders.getLast(), "-CONT");
        }
        assertTrue(spills > 0, "seed=" + seed + ": nothing was spilled");
        endInOrder("seed=" + seed + ", rounds=" + rounds + ", segments seen=" + spills);
    }

    private static void kill(final Process process, final String who) throws InterruptedException {
        process.destroyForcibly();
        assertEquals(KILLED, process.waitFor(), who + " ended by itself");
    }

    private void endInOrder(final String what) throws IOException, InterruptedException {
        kill(programs.getLast(), what);
        assertTrue(await(() -> count(rings, "p-") == 0), () -> what + ": memory of the dead is left");
        assertTrue(await(() -> count(spilled, ".spill") == 0), () -> what + ": segments of the dead are left");
        recorders.getLast().getOutputStream().close();
        assertTrue(recorders.getLast().waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS), what);
        assertEquals(0, recorders.getLast().exitValue(), () -> what + ": " + said());
        assertEquals("", said(), what);
        final long[] committed = committed();
        final long[] filed = filed();
        final long twice = filed.length - Arrays.stream(filed).distinct().count();
        final long lost = Arrays.stream(committed)
                .filter(number -> Arrays.binarySearch(filed, number) < 0)
                .count();
        final String result = what + ": committed=" + committed.length + ", filed=" + filed.length + ", lost=" + lost
                + ", twice=" + twice + ", recorders=" + recorders.size() + ", programs=" + programs.size();
        LOG.log(System.Logger.Level.INFO, result);
        // On a machine that is busy enough no recorder may live long enough to be answered COMMITTED to
        assertTrue(lost == 0 && twice == 0 && filed.length > 1_000, result);
    }

    private String said() {
        final StringBuilder all = new StringBuilder();
        try {
            for (int life = 0; life < recorders.size(); life++) {
                all.append(Files.readString(temp.resolve("recorder" + life)));
                all.append(Files.exists(problems(life)) ? Files.readString(problems(life)) : "");
            }
            for (int life = 0; life < programs.size(); life++) {
                all.append(Files.readString(temp.resolve("program" + life)));
            }
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return all.toString();
    }

    private long[] committed() {
        final LongStream.Builder numbers = LongStream.builder();
        try {
            final Path account = temp.resolve("committed");
            final ByteBuffer bytes = ByteBuffer.wrap(Files.exists(account) ? Files.readAllBytes(account) : new byte[0])
                    .order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.remaining() >= Long.BYTES) {
                numbers.add(bytes.getLong());
            }
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return numbers.build().toArray();
    }

    private long[] filed() throws IOException {
        final LongStream.Builder numbers = LongStream.builder();
        final List<Path> files;
        try (Stream<Path> all = Files.list(temp.resolve("rrd"))) {
            files = all.toList();
        }
        for (final Path file : files) {
            if (Files.size(file) == 0) {
                continue;
            }
            try (RrdFile recording = RrdFile.open(file)) {
                for (final StoredChunk stored : recording.chunks()) {
                    if (!stored.chunk().entity().equals(EntityPath.of(NumberLogger.ROWS))) {
                        continue;
                    }
                    final var times = stored.chunk().timeline("seq").orElseThrow();
                    for (int row = 0; row < stored.chunk().rowCount(); row++) {
                        numbers.add(times.time(row));
                    }
                }
            }
        }
        return numbers.build().sorted().toArray();
    }
}
