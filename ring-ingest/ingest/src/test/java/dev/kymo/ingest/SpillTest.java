package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.ProducerCounters;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.SpillDescriptor;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows that find no room in shared memory wait on disk, and are filed once.
final class SpillTest {
    private static final int MUTATIONS =
            Integer.getInteger("kymo.fuzz.mutations", Boolean.getBoolean("kymo.test.long") ? 20_000 : 6_000);
    private static final long IDLE_NS = Duration.ofMillis(100).toNanos();

    @TempDir
    private Path temp;

    private Rig rig;
    private Path spilled;
    private RingConfig config;

    @BeforeEach
    void makeRig() {
        rig = new Rig(temp.resolve("shm"));
        spilled = temp.resolve("spill");
        config = rig.ring().withOverflow(Overflow.spill(spilled));
    }

    private IngestAgent agent() throws IOException {
        return IngestAgent.open(
                IngestConfig.defaults().withDirectory(rig.folder).withSpillDirectory(spilled), rig.sink, rig.problems);
    }

    /// Until nothing has come for longer than the agent takes from one look for producers to the next.
    private static void drain(final IngestAgent agent) {
        final AtomicLong lastNs = new AtomicLong(System.nanoTime());
        assertTrue(Rig.await(() -> {
            if (drainOnce(agent) > 0) {
                lastNs.set(System.nanoTime());
            }
            return System.nanoTime() - lastNs.get() > IDLE_NS;
        }));
    }

    private static int drainOnce(final IngestAgent agent) {
        try {
            return agent.doWork();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Long> incs() {
        return rig.sink.rows().stream().map(Rig.Seen::inc).sorted().toList();
    }

    private static List<Long> upTo(final long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private List<String> left() {
        try (Stream<Path> files = Files.list(spilled)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void shouldKeepAllRowsWhileNobodyRecordsAndFileThemInTheEnd() throws IOException {
        final RingProducer producer = RingProducer.open(config);
        final Logger logger = new Logger(producer, "kept");
        for (long i = 0; i < 5_000; i++) {
            final Commit answer = i % 100 == 7
                    ? logger.blob(i, ChildLogger.blobLength(i))
                    : i % 100 == 8 ? logger.staticText(i, "s" + i) : logger.number(i);
            assertEquals(Commit.BUFFERED, answer);
        }
        final ProducerCounters counters = producer.counters();
        assertEquals(0, counters.droppedRows() + counters.letGoRows());
        assertTrue(counters.spilledRows() > 3_000, counters::toString);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(spilled)));
        for (final String file : left()) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(spilled.resolve(file))));
        }
        final IngestAgent agent = agent();
        drain(agent);
        assertTrue(producer.flush(Duration.ofSeconds(1)));
        assertEquals(upTo(5_000), incs());
        for (final Rig.Seen row : rig.sink.rows()) {
            if (row.inc() % 100 == 7) {
                assertEquals(Logger.blobContent(row.inc(), ChildLogger.blobLength(row.inc())), row.content());
            } else if (row.inc() % 100 != 8) {
                assertEquals(Logger.numberContent(row.inc()), row.content());
                assertEquals(row.inc(), row.time());
            }
        }
        producer.close();
        assertTrue(
                Rig.await(() -> {
                    drainOnce(agent);
                    return left().isEmpty();
                }),
                () -> "segments of a producer that is gone: " + left());
        agent.onClose();
        assertEquals(5_000, rig.sink.count());
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldSpillRowsThatAreTooLargeForSharedMemoryAndRefuseThoseTooLargeForAll() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            final IngestAgent agent = agent();
            agent.doWork();
            final Logger logger = new Logger(producer, "large");
            assertEquals(Commit.COMMITTED, logger.blob(0, 3 << 20));
            assertEquals(Commit.COMMITTED, logger.number(1));
            assertEquals(1, producer.counters().spilledRows());
            drain(agent);
            assertEquals(upTo(2), incs());
            final IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> logger.blob(2, SpillDescriptor.MAX_BODY_LENGTH));
            assertTrue(refused.getMessage().contains("max=268435456"), refused::getMessage);
            assertEquals(0, producer.counters().droppedRows());
            agent.onClose();
        }
    }

    @Test
    void shouldKeepRowsOfManyThreadsApart() throws IOException, InterruptedException {
        try (RingProducer producer = RingProducer.open(config)) {
            final IngestAgent agent = agent();
            agent.doWork();
            final List<Thread> threads = new ArrayList<>();
            final AtomicInteger notCommitted = new AtomicInteger();
            for (int t = 0; t < 4; t++) {
                final long first = t * 2_000L;
                final Logger logger = new Logger(producer, "thread" + t);
                threads.add(Thread.ofPlatform().name("spills-" + t).start(() -> {
                    for (long i = first; i < first + 2_000; i++) {
                        if (logger.number(i) != Commit.COMMITTED) {
                            notCommitted.incrementAndGet();
                        }
                        if (i % 500 == 0) {
                            Thread.currentThread().interrupt();
                        }
                    }
                }));
            }
            for (final Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, notCommitted.get());
            assertTrue(producer.counters().spilledRows() > 1_000);
            agent.onClose();
            assertEquals(upTo(8_000), incs());
            assertEquals(List.of(), rig.problems.all());
        }
    }

    /// A segment of 40 rows, as a producer leaves them that died with the machine.
    private Path segmentWithoutItsProducer() throws IOException {
        final RingProducer producer = RingProducer.open(config.withLinger(true));
        final Logger logger = new Logger(producer, "orphan");
        long buffered = 0;
        while (producer.counters().spilledRows() < 40) {
            logger.number(buffered++);
        }
        producer.close();
        ProducerFiles.remove(producer.folder());
        try (Stream<Path> files = Files.list(spilled)) {
            return files.filter(file -> file.toString().endsWith(SpillDescriptor.SEGMENT_SUFFIX))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void shouldFileWhatTheDeadLeftWithoutSharedMemory() throws IOException {
        segmentWithoutItsProducer();
        final IngestAgent agent = agent();
        drain(agent);
        agent.onClose();
        assertEquals(40, rig.sink.count());
        assertEquals(List.of(), left());
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldLeaveSegmentsOfAnotherFolderOfRingsAlone() throws IOException {
        segmentWithoutItsProducer();
        final Rig other = new Rig(temp.resolve("other"));
        final IngestAgent agent = IngestAgent.open(
                IngestConfig.defaults().withDirectory(other.folder).withSpillDirectory(spilled),
                other.sink,
                other.problems);
        drain(agent);
        agent.onClose();
        assertEquals(0, other.sink.count());
        assertEquals(2, left().size());
    }

    @Test
    void shouldTakeTheWholeRowsOfASegmentCutAtEachByte() throws IOException {
        final Path segment = segmentWithoutItsProducer();
        final byte[] whole = Files.readAllBytes(segment);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(segment, java.util.Arrays.copyOf(whole, length));
            final Rig one = new Rig(rig.folder);
            final SpillReader reader = new SpillReader(spilled, group(segment), one.sink, one.problems);
            while (reader.poll(16, true) > 0) {
                assertTrue(reader.rows() <= 40, "length=" + length);
            }
            assertTrue(reader.isAtEnd());
            assertTrue(reader.remove());
            assertFalse(Files.exists(segment));
            assertEquals(wholeRows(whole, length), one.sink.count(), "length=" + length);
            assertEquals(List.of(), one.problems.all(), "length=" + length);
        }
    }

    private static String group(final Path segment) {
        final String name = segment.getFileName().toString();
        return name.substring(0, name.lastIndexOf('-'));
    }

    private static int wholeRows(final byte[] bytes, final int length) {
        final ByteBuffer segment = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) SpillDescriptor.aligned(
                SpillDescriptor.HEADER_LENGTH + (long) segment.getInt(SpillDescriptor.HOME_LENGTH_OFFSET));
        int rows = 0;
        while (at + SpillDescriptor.RECORD_HEADER_LENGTH <= length) {
            final int body = segment.getInt(at + SpillDescriptor.LENGTH_OFFSET);
            final int end = (int) (at + SpillDescriptor.aligned(SpillDescriptor.RECORD_HEADER_LENGTH + (long) body));
            if (end > length) {
                break;
            }
            rows += segment.getInt(at) == SpillDescriptor.ROW ? 1 : 0;
            at = end;
        }
        return rows;
    }

    @Test
    void shouldSurviveHostileSegments() throws IOException {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final Path segment = segmentWithoutItsProducer();
        final byte[] whole = java.util.Arrays.copyOf(Files.readAllBytes(segment), 2_000);
        int bad = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] mutated = mutate(whole.clone(), random);
            Files.write(segment, mutated);
            final Rig one = new Rig(rig.folder);
            final SpillReader reader = new SpillReader(spilled, group(segment), one.sink, one.problems);
            reader.addWaiting(new RowIdSet());
            int polls = 0;
            while (reader.poll(16, true) > 0) {
                assertTrue(polls++ < 100, "seed=" + seed + ", mutation=" + i);
            }
            assertTrue(reader.remove(), "seed=" + seed + ", mutation=" + i);
            assertTrue(one.sink.count() <= 40, "seed=" + seed + ", mutation=" + i);
            final int mutation = i;
            for (final String problem : one.problems.all()) {
                assertTrue(
                        problem.startsWith("cut off") || problem.startsWith("refused"),
                        () -> "seed=" + seed + ", mutation=" + mutation + ": " + problem);
            }
            bad += one.problems.all().isEmpty() ? 0 : 1;
            Files.deleteIfExists(segment.resolveSibling(segment.getFileName() + ".bad"));
        }
        assertTrue(bad > MUTATIONS / 3, "seed=" + seed + ", bad=" + bad);
    }

    /// Half of the mutations get sound checksums, so that what is behind those is reached.
    private static byte[] mutate(final byte[] bytes, final Random random) {
        for (int n = random.nextInt(3); n >= 0; n--) {
            final int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> {
                    final int word = Math.min(at & -4, bytes.length - 4);
                    final int[] odd = {-1, 0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20, 0xffff, 7};
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(word, odd[random.nextInt(odd.length)]);
                }
                default -> System.arraycopy(bytes, 0, bytes, at, Math.min(at, bytes.length - at) / 2);
            }
        }
        if (random.nextBoolean()) {
            mendChecksums(bytes);
        }
        return bytes;
    }

    private static void mendChecksums(final byte[] bytes) {
        final ByteBuffer segment = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int home = segment.getInt(SpillDescriptor.HOME_LENGTH_OFFSET);
        if (home < 0 || home > bytes.length) {
            return;
        }
        long at = SpillDescriptor.aligned(SpillDescriptor.HEADER_LENGTH + (long) home);
        while (at + SpillDescriptor.RECORD_HEADER_LENGTH <= bytes.length) {
            final int from = (int) at;
            final int length = segment.getInt(from + SpillDescriptor.LENGTH_OFFSET);
            if (length < 0 || from + SpillDescriptor.RECORD_HEADER_LENGTH + (long) length > bytes.length) {
                return;
            }
            final java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(bytes, from, SpillDescriptor.CHECKED_HEADER_LENGTH);
            crc.update(bytes, from + SpillDescriptor.RECORD_HEADER_LENGTH, length);
            segment.putInt(from + SpillDescriptor.CRC_OFFSET, (int) crc.getValue());
            at += SpillDescriptor.aligned(SpillDescriptor.RECORD_HEADER_LENGTH + (long) length);
        }
    }

    @Test
    void shouldTellTheIdsOfRowsThatARecorderMayHaveFiledAndGoOnBehindItsMark() throws IOException {
        final Path segment = segmentWithoutItsProducer();
        final SpillReader dying = new SpillReader(spilled, group(segment), rig.sink, rig.problems);
        assertEquals(16, dying.poll(16, true));
        // This sink files at once; what is read now is marked, the next sixteen are not
        dying.settle();
        assertEquals(16, dying.poll(16, true));
        dying.close();
        final Rig next = new Rig(rig.folder);
        final SpillReader heir = new SpillReader(spilled, group(segment), next.sink, next.problems);
        final RowIdSet waiting = new RowIdSet();
        heir.addWaiting(waiting);
        assertEquals(24, waiting.size());
        assertFalse(heir.hasGivenBackWhatItFound());
        assertEquals(16, heir.poll(16, true));
        assertEquals(8, heir.poll(16, true));
        heir.poll(16, true);
        assertTrue(heir.remove());
        assertTrue(heir.hasGivenBackWhatItFound());
        final Set<Long> all = new HashSet<>(incs());
        next.sink.rows().forEach(row -> all.add(row.inc()));
        assertEquals(40, all.size());
        assertEquals(24, next.sink.count());
    }

    @Test
    void shouldDropAndCountWhenTheDiskIsFullAndGoOnWhenItIsNot() throws IOException, InterruptedException {
        final Path small = Files.createDirectory(temp.resolve("small"));
        if (!run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", small.toString())) {
            Assumptions.abort("only root can mount a small file system");
        }
        try {
            spilled = small.resolve("spill");
            try (RingProducer producer = RingProducer.open(rig.ring().withOverflow(Overflow.spill(spilled)))) {
                final Logger logger = new Logger(producer, "full");
                final List<Long> kept = new ArrayList<>();
                long dropped = 0;
                long next = 0;
                while (dropped < 100) {
                    if (logger.number(next) == Commit.DROPPED) {
                        dropped++;
                    } else {
                        kept.add(next);
                    }
                    next++;
                }
                assertEquals(dropped, producer.counters().droppedRows());
                final IngestAgent agent = agent();
                drain(agent);
                // A fresh segment, since what was written in part was taken back
                assertEquals(kept, incs());
                agent.onClose();
                assertEquals(List.of(), rig.problems.all());
            }
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean run(final String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (final IOException notThere) {
            return false;
        }
    }
}
