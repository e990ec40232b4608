package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a producer's memory holds, the recorder lives and everybody else's rows arrive.
final class HostileRecordTest {
    private static final long SEED = 4_711;
    private static final boolean IS_LONG = Boolean.getBoolean("kymo.test.long");
    private static final int MUTATIONS = IS_LONG ? 20_000 : 8_000;
    private static final int FILE_MUTATIONS = IS_LONG ? 150 : 75;
    private static final int RECORDED_BYTES = 12_000;

    @TempDir
    private Path temp;

    static void logMixed(final Logger logger) {
        for (int i = 0; i < 30; i++) {
            logger.number(i);
            logger.blob(i, 60 + i * 3);
        }
        logger.blob(31, 20_000);
        logger.blob(32, 5_000);
    }

    @Test
    void shouldSurviveRandomBytesInRecordsAndBlocks() throws IOException, BadRecordException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (Arena arena = Arena.ofConfined();
                RingProducer producer = RingProducer.open(rig.ring())) {
            logMixed(new Logger(producer, "source"));
            final ProducerFiles files = ProducerMapping.map(producer.folder(), arena);
            final Names names = Names.ofJournal();
            final JournalReader journal = new JournalReader(producer.folder(), files.control(), arena);
            while (journal.hasNext()) {
                final MemorySegment body = journal.next();
                names.add(journal.kind(), body);
            }
            final Random random = new Random(SEED);
            final MemorySegment copy = ProducerMapping.recordCopy(files.ring(), arena);
            int bad = 0;
            int rows = 0;
            for (int i = 0; i < MUTATIONS; i++) {
                final MemorySegment ring = duplicate(files.ring());
                final MemorySegment payload = duplicate(files.payload());
                mutate(random, ring, payload);
                final PayloadReader blocks = new PayloadReader(payload);
                final RingReader reader = new RingReader(duplicate(files.control()), ring, blocks, names, copy);
                try {
                    reader.begin();
                    rows += readAll(reader, new RowDecoder(names, blocks));
                    reader.giveBack(0);
                } catch (final IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException refused) {
                    bad++;
                }
            }
            final String counts = "seed=" + SEED + ", bad=" + bad + ", rows=" + rows;
            assertTrue(bad > MUTATIONS / 10 && rows > MUTATIONS, counts);
        }
    }

    private static MemorySegment duplicate(final MemorySegment memory) {
        final MemorySegment words = MemorySegment.ofArray(new long[(int) (memory.byteSize() / Long.BYTES)]);
        return words.copyFrom(memory);
    }

    private static void mutate(final Random random, final MemorySegment ring, final MemorySegment payload) {
        for (int n = random.nextInt(4); n >= 0; n--) {
            final boolean inRing = random.nextInt(5) != 0;
            final MemorySegment target = inRing ? ring : payload;
            final long at = random.nextInt(inRing ? RECORDED_BYTES : 200);
            switch (random.nextInt(3)) {
                case 0 -> target.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                case 1 -> target.set(Layouts.INT, at & ~3, random.nextInt());
                default -> target.set(Layouts.INT, at & ~3, random.nextInt(100) - 50);
            }
        }
    }

    /// Reads every value of every row as a sink would.
    private static int readAll(final RingReader reader, final RowDecoder decoder) {
        int rows = 0;
        int length = reader.next();
        while (length != RingReader.NOTHING) {
            final MemorySegment body = reader.copy(length);
            final DataRow row = decoder.decode(body, false);
            decoder.store(body);
            for (final DataCell cell : row.cells()) {
                readValues(cell.instances());
            }
            reader.advance(length, 0, decoder.blocks(), decoder.blockBytes());
            rows++;
            length = reader.next();
        }
        return rows;
    }

    private static void readValues(final ArrayData instances) {
        for (int i = 0; i < instances.length(); i++) {
            if (!instances.isNull(i)) {
                switch (instances.type().kind()) {
                    case FLOAT64 -> instances.getDouble(i);
                    case UINT8 -> instances.getByte(i);
                    default -> instances.string(i);
                }
            }
        }
    }

    @Test
    void shouldCutOffABadProducerByNameAndLeaveTheOthersAlone() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final Random random = new Random(SEED);
        final IngestAgent agent = rig.agent();
        try (RingProducer healthy = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(healthy, "healthy");
            await(agent, healthy);
            for (int i = 0; i < FILE_MUTATIONS; i++) {
                try (RingProducer hostile = RingProducer.open(rig.ring())) {
                    logMixed(new Logger(hostile, "hostile"));
                    scribble(random, hostile.folder());
                    // Attaches, drains and meets what is bad, if the bytes that changed matter at all
                    await(agent, hostile);
                    agent.doWork();
                }
                assertEquals(Commit.COMMITTED, logger.number(i), "seed=" + SEED + ", mutation=" + i);
                agent.doWork();
            }
            final long arrived = rig.sink.rows().stream()
                    .filter(row -> row.entity().equals("/healthy"))
                    .count();
            assertEquals(FILE_MUTATIONS, arrived);
            final List<String> problems = rig.problems.all();
            final String healthyFolder = healthy.folder().toString();
            assertTrue(problems.stream().noneMatch(text -> text.contains(healthyFolder)), "seed=" + SEED);
            assertTrue(problems.stream().allMatch(text -> text.startsWith("cut off producer ")), "seed=" + SEED);
            assertTrue(problems.size() > FILE_MUTATIONS / 10, "seed=" + SEED + ", cut=" + problems.size());
        } finally {
            agent.onClose();
        }
    }

    private static void await(final IngestAgent agent, final RingProducer producer) {
        assertTrue(Rig.await(() -> {
            try {
                agent.doWork();
            } catch (final IOException failure) {
                throw new AssertionError(failure);
            }
            return producer.hasRecorder()
                    || agent.producers().stream()
                            .anyMatch(one -> one.folder().equals(producer.folder()) && one.isCutOff())
                    || isRefused(producer.folder());
        }));
    }

    private static boolean isRefused(final Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment control =
                    ProducerFiles.map(folder.resolve(ProducerFiles.RING), FileChannel.MapMode.READ_ONLY, arena);
            return dev.kymo.ring.OwnerWord.state(control.get(Layouts.LONG, ControlDescriptor.OWNER_OFFSET))
                    >= dev.kymo.ring.OwnerWord.REFUSED;
        } catch (final IOException gone) {
            throw new AssertionError(gone);
        }
    }

    /// Changes three random bytes of ring or journal.
    static void scribble(final Random random, final Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final boolean inJournal = random.nextInt(4) == 0;
            final Path file = folder.resolve(inJournal ? ProducerFiles.journal(0) : ProducerFiles.RING);
            final MemorySegment memory = ProducerFiles.map(file, FileChannel.MapMode.READ_WRITE, arena);
            final long base = inJournal ? JournalDescriptor.FIRST_RECORD_OFFSET : ControlDescriptor.RING_OFFSET;
            for (int n = 0; n < 3; n++) {
                final long at = base + random.nextInt(inJournal ? 300 : RECORDED_BYTES);
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            }
        }
    }

    @Test
    void shouldNameProcessFileAndByteOfWhatIsBad() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (RingProducer producer = RingProducer.open(rig.ring());
                Arena arena = Arena.ofConfined()) {
            new Logger(producer, "bad").blob(1, 20);
            final MemorySegment ring = ProducerFiles.map(
                    producer.folder().resolve(ProducerFiles.RING), FileChannel.MapMode.READ_WRITE, arena);
            final long store = ControlDescriptor.RING_OFFSET + RingDescriptor.HEADER_LENGTH + 16L;
            ring.set(Layouts.INT, store, 99);
            final IngestAgent agent = rig.agent();
            agent.doWork();
            assertEquals(
                    List.of("cut off producer " + ProcessHandle.current().pid() + " (" + producer.folder()
                            + "): producer " + ProcessHandle.current().pid() + " (" + producer.folder()
                            + "): ring byte 4096: store id 99, 1 are declared"),
                    rig.problems.all());
            assertEquals(Commit.DROPPED, new Logger(producer, "bad").number(2));
            assertTrue(agent.producers().get(0).isCutOff());
            agent.onClose();
        }
    }

    /// Again and again, because compiled code meets the fault at other places than interpreted code.
    @RepeatedTest(60)
    void shouldOutliveAProducerThatCutsItsFiles() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        final RingProducer producer = RingProducer.open(rig.ring().withLinger(true));
        new Logger(producer, "cut").number(1);
        final IngestAgent agent = rig.agent();
        await(agent, producer);
        producer.close();
        // Closed and drained by the scan to come; another one is cut while it is attached
        final RingProducer second = RingProducer.open(rig.ring());
        await(agent, second);
        try (FileChannel channel =
                FileChannel.open(second.folder().resolve(ProducerFiles.RING), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        agent.doWork();
        agent.doWork();
        assertTrue(agent.producers().stream().anyMatch(ProducerStatistics::isCutOff));
        agent.onClose();
        // Else its lock file's inode, given to another file, would still count as locked by this process
        assertThrows(InternalError.class, second::close);
        assertTrue(rig.problems.all().get(0).contains("cut while"), () -> "" + rig.problems.all());
    }
}
