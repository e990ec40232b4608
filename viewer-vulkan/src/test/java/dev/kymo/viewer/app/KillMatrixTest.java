package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.RrdException;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs and recorder are killed at random moments, again and again; every number that a program was told
/// is COMMITTED is then in the recordings exactly once.
final class KillMatrixTest {
    private static final System.Logger LOG = System.getLogger(KillMatrixTest.class.getName());
    private static final int SHORT_ROUNDS = 15;
    private static final int SPLIT_ROUNDS = 8;
    /// An image, compressed, or few thousand rows: many files a life.
    private static final long SPLIT_BYTES = 4_000;
    private static final int LONG_ROUNDS = 2_000;
    private static final long MAX_LIFE_NS = 1_400_000_000L;
    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final long POLL_NS = 1_000_000;
    /// Numbers of one life of a program.
    private static final long NUMBERS_PER_LIFE = 1_000_000_000L;
    private static final List<String> KINDS = List.of(NumberLogger.ROWS, NumberLogger.IMAGES);
    private static final StoreId STORE = StoreId.recording(NumberLogger.APPLICATION, "one");
    private static final String RECORDER = "recorder";
    private static final int COMMITTED_LEAST = 10;
    /// Below it are rows of the recorder's own, about what was dropped.
    private static final EntityPath RECORDER_ROWS = EntityPath.of("kymo");

    @TempDir
    private Path temp;

    private Path rings;
    private boolean continuesFile;
    private long splitBytes;
    private final Map<String, Process> running = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();

    @BeforeEach
    void makeFolders() throws IOException {
        // Where rings are in earnest: their files are written whole when a program begins
        rings = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-kill-");
        Files.createDirectory(temp.resolve("rrd"));
    }

    @AfterEach
    void endAll() throws IOException, InterruptedException {
        for (final Process process : running.values()) {
            process.destroyForcibly().waitFor();
        }
        try (var left = Files.walk(rings)) {
            for (final Path path :
                    left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void shouldFileEachCommittedNumberExactlyOnceWhoeverIsKilled()
            throws IOException, InterruptedException, URISyntaxException {
        killAndCount(SHORT_ROUNDS, System.nanoTime());
    }

    @Test
    void shouldFileEachCommittedNumberExactlyOnceInOneFileThatIsContinued()
            throws IOException, InterruptedException, URISyntaxException {
        continuesFile = true;
        killAndCount(SHORT_ROUNDS, System.nanoTime());
    }

    @Test
    void shouldFileEachCommittedNumberExactlyOnceInFilesThatFollowEachOther()
            throws IOException, InterruptedException, URISyntaxException {
        continuesFile = true;
        splitBytes = SPLIT_BYTES;
        killAndCount(Integer.getInteger("kymo.kill.split.rounds", SPLIT_ROUNDS), System.nanoTime());
    }

    @Test
    @Tag("long")
    void shouldFileEachCommittedNumberExactlyOnceThroughTwoThousandRounds()
            throws IOException, InterruptedException, URISyntaxException {
        killAndCount(Integer.getInteger("kymo.kill.rounds", LONG_ROUNDS), System.nanoTime());
    }

    private void killAndCount(final int rounds, final long seed)
            throws IOException, InterruptedException, URISyntaxException {
        final List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
        try (LiveSource follower =
                LiveSource.follow(IngestConfig.defaults().withDirectory(rings), new LiveSourceTest.Problems(told))) {
            killAndCount(rounds, seed, follower);
            checkFollower(follower, seed);
        }
        assertEquals(List.of(), told, "seed=" + seed);
    }

    private void killAndCount(final int rounds, final long seed, final LiveSource follower)
            throws IOException, InterruptedException, URISyntaxException {
        final Random random = new Random(seed);
        final List<String> everybody = List.of(RECORDER, KINDS.get(0), KINDS.get(1));
        for (final String name : everybody) {
            start(name);
        }
        for (int round = 0; round < rounds; round++) {
            final int lifeNs = random.nextInt((int) MAX_LIFE_NS);
            // A subset that is not empty
            final int victims = 1 + random.nextInt((1 << everybody.size()) - 1);
            final long deadlineNs = System.nanoTime() + lifeNs;
            await(() -> System.nanoTime() - deadlineNs >= 0);
            lookAtNewest(follower, "seed=" + seed + ", round=" + round);
            final List<String> dead = new ArrayList<>();
            for (int i = 0; i < everybody.size(); i++) {
                if ((victims >> i & 1) != 0) {
                    dead.add(everybody.get(i));
                    process(everybody.get(i)).destroyForcibly();
                }
            }
            for (final String name : dead) {
                assertEquals(137, process(name).waitFor(), () -> "seed=" + seed + ": " + name + " ended by itself");
                start(name);
            }
        }
        awaitCommitted(seed);
        endInOrder(seed);
        final String result = count(seed);
        LOG.log(System.Logger.Level.INFO, "seed=" + seed + ", rounds=" + rounds + ", " + result);
    }

    /// On a busy machine all lives may have been too short for the programs to meet a recorder: until then rows are
    /// held, and none is committed.
    private void awaitCommitted(final long seed) {
        for (final String kind : KINDS) {
            assertTrue(
                    await(() -> accountBytes(kind) > COMMITTED_LEAST * Long.BYTES),
                    () -> "seed=" + seed + ": few " + kind + " were committed");
        }
    }

    private Process process(final String name) {
        return java.util.Objects.requireNonNull(running.get(name));
    }

    /// The programs die once more; a recorder takes what they left, removes their memory, and ends well.
    private void endInOrder(final long seed) throws IOException, InterruptedException, URISyntaxException {
        for (final String name : KINDS) {
            process(name).destroyForcibly().waitFor();
        }
        process(RECORDER).destroyForcibly().waitFor();
        start(RECORDER);
        assertTrue(
                await(() -> count(rings, "p-") == 0),
                () -> "seed=" + seed + ": memory of the dead is left: " + said(lives.get(RECORDER) - 1));
        process(RECORDER).getOutputStream().close();
        assertTrue(process(RECORDER).waitFor(DEADLINE_NS, TimeUnit.NANOSECONDS), "seed=" + seed);
        final int life = lives.get(RECORDER) - 1;
        assertEquals(0, process(RECORDER).exitValue(), () -> "seed=" + seed + ": " + said(life));
        assertEquals(0, count(rings, "recorder.files"), "seed=" + seed);
        for (int earlier = 0; earlier <= life; earlier++) {
            assertEquals("", said(earlier), "seed=" + seed + ", recorder " + earlier);
        }
    }

    private String said(final int life) {
        try {
            final Path problems = problems(life);
            return Files.readString(temp.resolve(RECORDER + life + ".txt"))
                    + (Files.exists(problems) ? Files.readString(problems) : "");
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private Path problems(final int life) {
        return temp.resolve("problems" + life + ".txt");
    }

    private static long count(final Path folder, final String prefix) {
        long count = 0;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, prefix + "*")) {
            for (final Path _ : paths) {
                count++;
            }
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return count;
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

    private void start(final String name) throws IOException, URISyntaxException {
        final int life = lives.merge(name, 1, Integer::sum) - 1;
        final Path output = temp.resolve(name + life + ".txt");
        if (name.equals(RECORDER)) {
            final Path file = temp.resolve("rrd").resolve(continuesFile ? "all.rrd" : life + ".rrd");
            running.put(name, RecorderProcess.start(rings, file, problems(life), output, splitBytes));
            return;
        }
        final ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                String.join(":", place(RingProducer.class), place(StoreId.class), place(NumberLogger.class)),
                NumberLogger.class.getName(),
                rings.toString(),
                name,
                Long.toString(life * NUMBERS_PER_LIFE),
                account(name).toString());
        running.put(
                name,
                program.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private Path account(final String kind) {
        return temp.resolve("committed-" + kind);
    }

    private long accountBytes(final String kind) {
        try {
            return Files.exists(account(kind)) ? Files.size(account(kind)) : 0;
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /// What a follower that has lived through it all sees of the last rows is whole.
    private static void lookAtNewest(final LiveSource follower, final String context) {
        try (StoreReader reader = follower.stores().getOrCreate(STORE).reader()) {
            reader.latestAt(EntityPath.of(NumberLogger.ROWS), "number", "seq", Long.MAX_VALUE)
                    .ifPresent(cell ->
                            assertEquals((double) cell.time(), cell.instances().getDouble(0), context));
            reader.latestAt(EntityPath.of(NumberLogger.IMAGES), "image", "seq", Long.MAX_VALUE)
                    .ifPresent(cell -> checkImage(cell.instances(), cell.time()));
        }
    }

    /// Each number that was committed is seen by the follower, once and whole.
    private void checkFollower(final LiveSource follower, final long seed) throws IOException {
        assertTrue(
                await(() -> follower.statistics().overlayRows() == 0),
                () -> "seed=" + seed + ": " + follower.statistics());
        try (StoreReader reader = follower.stores().getOrCreate(STORE).reader()) {
            for (final String kind : KINDS) {
                final long[] numbers = numbersSeen(reader, kind);
                final Account account = account(kind, numbers);
                assertTrue(
                        account.lost == 0 && account.twice == 0,
                        () -> "seed=" + seed + ": a follower saw of " + kind + " " + account + ", "
                                + follower.statistics());
            }
        }
        LOG.log(System.Logger.Level.INFO, "seed=" + seed + ", follower: " + follower.statistics());
    }

    /// The numbers of all rows that the follower shows, in order; images are looked at whole. Column by column:
    /// after thousands of rounds there are millions.
    private static long[] numbersSeen(final StoreReader reader, final String kind) {
        final boolean areImages = kind.equals(NumberLogger.IMAGES);
        final LongStream.Builder numbers = LongStream.builder();
        for (final StoredColumn stored : reader.storedColumns(
                EntityPath.of(kind), areImages ? "image" : "number", "seq", Long.MIN_VALUE, Long.MAX_VALUE)) {
            for (int row = 0; row < stored.chunk().rowCount(); row++) {
                if (stored.column().has(row)) {
                    final long number = stored.times().time(row);
                    numbers.add(number);
                    if (areImages) {
                        checkImage(stored.column().instances(row), number);
                    }
                }
            }
        }
        return numbers.build().sorted().toArray();
    }

    private record Account(long committed, long lost, long twice) {}

    /// @param numbers that were found, in order
    private Account account(final String kind, final long[] numbers) throws IOException {
        final ByteBuffer account =
                ByteBuffer.wrap(Files.readAllBytes(account(kind))).order(ByteOrder.LITTLE_ENDIAN);
        long committed = 0;
        long lost = 0;
        while (account.remaining() >= Long.BYTES) {
            committed++;
            lost += Arrays.binarySearch(numbers, account.getLong()) < 0 ? 1 : 0;
        }
        return new Account(
                committed,
                lost,
                numbers.length - Arrays.stream(numbers).distinct().count());
    }

    /// Reads recordings and accounts with nothing but the file reader.
    private String count(final long seed) throws IOException {
        final Map<String, LongStream.Builder> filed = new HashMap<>();
        final List<Path> files;
        try (var paths = Files.list(temp.resolve("rrd"))) {
            files = paths.toList();
        }
        final Set<ChunkId> seen = new HashSet<>();
        for (final Path file : files) {
            if (Files.size(file) > 0) {
                addFiled(file, seen, filed);
            }
        }
        assertTrue(splitBytes == 0 || files.size() > 5, () -> "seed=" + seed + ", recordings=" + files.size());
        final StringBuilder result = new StringBuilder("recordings=" + files.size());
        for (final String kind : KINDS) {
            final long[] numbers = filed.getOrDefault(kind, LongStream.builder())
                    .build()
                    .sorted()
                    .toArray();
            final Account account = account(kind, numbers);
            result.append(", ")
                    .append(kind)
                    .append(": committed=" + account.committed + " filed=" + numbers.length + " lost=" + account.lost)
                    .append(" twice=" + account.twice + " lives=" + lives.get(kind));
            assertTrue(account.lost == 0 && account.twice == 0, () -> "seed=" + seed + ", " + result);
            assertTrue(account.committed > COMMITTED_LEAST, () -> "seed=" + seed + ", " + result);
        }
        return result.toString();
    }

    /// What files of one recording repeat counts once, as for every reader.
    private static void addFiled(final Path file, final Set<ChunkId> seen, final Map<String, LongStream.Builder> filed)
            throws RrdException {
        try (RrdFile recording = RrdFile.open(file)) {
            for (final StoredChunk stored : recording.chunks()) {
                final Chunk chunk = stored.chunk();
                if (!seen.add(chunk.id())) {
                    assertTrue(chunk.isStatic(), file + " repeats " + chunk.id());
                    continue;
                }
                if (RECORDER_ROWS.contains(chunk.entity())) {
                    continue;
                }
                final String kind = chunk.entity().toString().substring(1);
                final var times = chunk.timeline("seq").orElseThrow();
                for (int row = 0; row < chunk.rowCount(); row++) {
                    filed.computeIfAbsent(kind, _ -> LongStream.builder()).add(times.time(row));
                    if (kind.equals(NumberLogger.IMAGES)) {
                        checkImage(chunk, row, times.time(row));
                    }
                }
            }
        }
    }

    private static void checkImage(final Chunk chunk, final int row, final long number) {
        checkImage(chunk.component("image").orElseThrow().instances(row), number);
    }

    private static void checkImage(final ArrayData pixels, final long number) {
        assertEquals(NumberLogger.IMAGE_BYTES, pixels.length());
        for (int i = 0; i < NumberLogger.IMAGE_BYTES; i += 1021) {
            assertEquals(NumberLogger.pixel(number), pixels.getByte(i), "image " + number + ", byte " + i);
        }
    }
}
