package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows stay in shared memory until the sink says that they are filed.
final class FilingTest {
    @TempDir
    private Path temp;

    private Rig rig;

    @BeforeEach
    void makeRig() {
        rig = new Rig(temp.resolve("shm"));
    }

    /// Takes rows, and files them when told.
    private static final class FilingSink implements RowSink {
        private final List<Long> rows = new ArrayList<>();
        private long filed;
        private int requests;
        private boolean filesOnRequest = true;
        private boolean isFull;
        private boolean complainsWhenTaking;

        @Override
        public void append(final StoreId store, final DataRow row) {
            if (DropLog.OWN.contains(row.entity())) {
                return;
            }
            rows.add(row.id().inc());
            if (complainsWhenTaking) {
                throw new IllegalStateException("the row's chunk could not be sealed");
            }
        }

        @Override
        public long appendedMark() {
            return rows.size();
        }

        @Override
        public long filedMark() {
            return filed;
        }

        @Override
        public void requestFiling() {
            requests++;
            if (isFull) {
                throw new IllegalStateException("no space left");
            }
            if (filesOnRequest) {
                filed = rows.size();
            }
        }
    }

    private IngestAgent agent(final RowSink sink) throws IOException {
        final IngestAgent agent =
                IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), sink, rig.problems);
        agent.doWork();
        return agent;
    }

    private static void drain(final IngestAgent agent) throws IOException {
        while (agent.doWork() > 0) {
            // Until nothing is left
        }
    }

    private static List<Long> upTo(final long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    @Test
    void shouldGiveRingMemoryBackOnlyUpToTheMarkThatIsFiled() throws IOException {
        final FilingSink sink = new FilingSink();
        sink.filesOnRequest = false;
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final IngestAgent agent = agent(sink);
            final Logger logger = new Logger(producer, "held");
            long committed = 0;
            while (logger.number(committed) == Commit.COMMITTED) {
                committed++;
                drain(agent);
            }
            assertEquals(upTo(committed), sink.rows);
            assertTrue(producer.flush(Duration.ofSeconds(1)), "what was taken counts as flushed");
            assertTrue(sink.requests > 0, "nobody asked for room");
            assertEquals(Commit.DROPPED, logger.number(-1), "all of it is read, and none of it filed");
            // Entries are as coarse as a thousandth of the ring
            sink.filed = committed / 2;
            drain(agent);
            long again = 0;
            while (logger.number(committed + again) == Commit.COMMITTED) {
                again++;
            }
            assertTrue(again > committed / 2 - 4 && again <= committed / 2, "room for " + again + " of " + committed);
            sink.filesOnRequest = true;
            drain(agent);
            assertEquals(upTo(committed + again), sink.rows);
            agent.onClose();
            assertEquals(sink.rows.size(), sink.filed);
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldHoldPayloadBlocksUntilTheirRowsAreFiled() throws IOException {
        final long seed = 5;
        final Random random = new Random(seed);
        final FilingSink sink = new FilingSink();
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final IngestAgent agent = agent(sink);
            final Logger logger = new Logger(producer, "camera");
            for (long i = 0; i < 2_000; i++) {
                final Commit answer =
                        random.nextInt(4) == 0 ? logger.blob(i, 5_000 + random.nextInt(50_000)) : logger.number(i);
                assertEquals(Commit.COMMITTED, answer, "seed=" + seed + ", row " + i);
                drain(agent);
            }
            assertEquals(upTo(2_000), sink.rows);
            assertTrue(sink.requests > 100 && sink.requests < 700, "requests=" + sink.requests);
            agent.onClose();
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldFileBeforeTheMemoryOfAProducerIsRemoved() throws IOException {
        final FilingSink sink = new FilingSink();
        sink.isFull = true;
        final IngestAgent agent;
        final Path folder;
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            folder = producer.folder();
            agent = agent(sink);
            final Logger logger = new Logger(producer, "brief");
            assertEquals(Commit.COMMITTED, logger.number(0));
            assertEquals(Commit.COMMITTED, logger.staticText(1, "also"));
        }
        drain(agent);
        assertTrue(Rig.await(() -> work(agent) && !rig.problems.all().isEmpty()));
        assertTrue(Files.exists(folder));
        sink.isFull = false;
        assertTrue(Rig.await(() -> work(agent) && !Files.exists(folder)));
        assertEquals(2, sink.filed);
        agent.onClose();
        assertTrue(rig.problems.all().stream().allMatch(problem -> problem.contains("no space left")));
    }

    private static boolean work(final IngestAgent agent) {
        try {
            agent.doWork();
            return true;
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void shouldLeaveToTheNextRecorderWhatCouldNotBeFiled() throws IOException {
        final FilingSink full = new FilingSink();
        full.isFull = true;
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "kept");
            final IngestAgent agent = agent(full);
            for (long i = 0; i < 100; i++) {
                assertEquals(Commit.COMMITTED, logger.number(i));
            }
            drain(agent);
            agent.onClose();
            assertEquals(upTo(100), full.rows);
            assertTrue(rig.problems.all().stream().anyMatch(problem -> problem.startsWith("left behind")));
            // Nobody records now, and still these rows must not give way to newer ones
            long buffered = 100;
            while (logger.number(buffered) == Commit.BUFFERED) {
                buffered++;
            }
            assertEquals(0, producer.counters().letGoRows());
            final FilingSink next = new FilingSink();
            final IngestAgent successor = agent(next);
            drain(successor);
            assertEquals(upTo(buffered), next.rows);
            successor.onClose();
            assertFalse(producer.hasRecorder());
        }
    }

    @Test
    void shouldNotGiveARowTwiceToASinkThatTookItAndComplained() throws IOException {
        final FilingSink sink = new FilingSink();
        sink.complainsWhenTaking = true;
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "once");
            for (long i = 0; i < 10; i++) {
                assertEquals(Commit.BUFFERED, i % 3 == 0 ? logger.staticText(i, "s") : logger.number(i));
            }
            final IngestAgent agent =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), sink, rig.problems);
            int complaints = 0;
            while (complaints < 10) {
                try {
                    agent.doWork();
                } catch (final IllegalStateException complaint) {
                    complaints++;
                }
            }
            drain(agent);
            assertEquals(upTo(10), sink.rows.stream().sorted().toList());
            agent.onClose();
        }
    }
}
