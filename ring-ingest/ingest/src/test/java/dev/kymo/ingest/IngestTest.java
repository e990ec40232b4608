package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.Overflow;
import dev.kymo.ring.OwnerWord;
import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Producers and a recorder in one process, over real files.
final class IngestTest {
    private static final Overflow PATIENT = Overflow.block(Rig.DEADLINE);

    @TempDir
    private Path temp;

    private Rig rig;

    @BeforeEach
    void makeRig() {
        rig = new Rig(temp.resolve("shm"));
    }

    @Test
    void shouldDeliverEachCommittedRowOnceWithItsContent() throws IOException {
        try (IngestRunner recorder = rig.record();
                RingProducer producer = RingProducer.open(rig.ring().withOverflow(PATIENT))) {
            assertTrue(producer.awaitRecorder(Rig.DEADLINE));
            final Logger logger = new Logger(producer, "arm");
            for (int i = 0; i < 5_000; i++) {
                assertEquals(Commit.COMMITTED, logger.number(i));
            }
            assertTrue(producer.flush(Rig.DEADLINE));
            final List<Rig.Seen> rows = rig.sink.rows();
            assertEquals(5_000, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                assertEquals("/arm", rows.get(i).entity());
                assertEquals(i, rows.get(i).time());
                assertEquals(i, rows.get(i).inc());
                assertEquals(Logger.numberContent(i), rows.get(i).content());
            }
            assertTrue(recorder.takeLatencies().getTotalCount() == 5_000);
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldTakeTheBufferedRowsOfAProducerThatWasThereFirst() throws IOException {
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "early");
            for (int i = 0; i < 10_000; i++) {
                assertEquals(Commit.BUFFERED, logger.number(i));
            }
            final long kept = 10_000 - producer.counters().letGoRows();
            try (IngestRunner recorder = rig.record()) {
                assertTrue(producer.flush(Rig.DEADLINE));
                final List<Rig.Seen> rows = rig.sink.rows();
                assertEquals(kept, rows.size());
                for (int i = 0; i < kept; i++) {
                    assertEquals(10_000 - kept + i, rows.get(i).time());
                }
                assertTrue(Rig.await(() -> recorder.producers().get(0).letGoRows() == 10_000 - kept));
            }
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldKeepEachThreadsOrderThroughManyLaps() throws IOException, InterruptedException {
        final int threads = 4;
        final int perThread = 20_000;
        try (IngestRunner recorder = rig.record();
                RingProducer producer = RingProducer.open(rig.ring().withOverflow(PATIENT))) {
            assertTrue(producer.awaitRecorder(Rig.DEADLINE));
            assertEquals(1, Rig.await(() -> recorder.producers().size() == 1) ? 1 : 0);
            final Map<String, Long> committed = runThreads(producer, threads, perThread);
            assertTrue(producer.flush(Rig.DEADLINE));
            assertEquals(
                    (long) threads * perThread,
                    committed.values().stream().mapToLong(n -> n).sum());
            final Map<String, Long> next = new HashMap<>();
            for (final Rig.Seen row : rig.sink.rows()) {
                final long expected = next.getOrDefault(row.entity(), 0L);
                assertEquals(expected, row.time(), row.entity());
                next.put(row.entity(), expected + 1);
            }
            assertEquals(committed, next);
        }
        assertEquals(List.of(), rig.problems.all());
    }

    private static Map<String, Long> runThreads(final RingProducer producer, final int threads, final int perThread)
            throws InterruptedException {
        final Map<String, Long> committed = new HashMap<>();
        final List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            final String name = "thread" + t;
            final Thread thread = new Thread(
                    () -> {
                        final Logger logger = new Logger(producer, name);
                        long count = 0;
                        for (int i = 0; i < perThread; i++) {
                            count += logger.number(i) == Commit.COMMITTED ? 1 : 0;
                        }
                        synchronized (committed) {
                            committed.put("/" + name, count);
                        }
                    },
                    name);
            thread.start();
            running.add(thread);
        }
        for (final Thread thread : running) {
            thread.join();
        }
        return committed;
    }

    @Test
    void shouldRecyclePayloadsWithoutATornRow() throws IOException, InterruptedException {
        final int threads = 3;
        final int perThread = 1_500;
        try (IngestRunner recorder = rig.record();
                RingProducer producer = RingProducer.open(rig.ring().withOverflow(PATIENT))) {
            assertTrue(producer.awaitRecorder(Rig.DEADLINE));
            final List<Thread> running = new ArrayList<>();
            final AtomicBoolean allCommitted = new AtomicBoolean(true);
            for (int t = 0; t < threads; t++) {
                final int thread = t;
                final Thread writer = new Thread(
                        () -> {
                            final Logger logger = new Logger(producer, "camera" + thread);
                            for (int i = 0; i < perThread; i++) {
                                if (logger.blob(i, blobLength(i)) != Commit.COMMITTED) {
                                    allCommitted.set(false);
                                }
                            }
                        },
                        "camera" + t);
                writer.start();
                running.add(writer);
            }
            for (final Thread writer : running) {
                writer.join();
            }
            assertTrue(allCommitted.get());
            assertTrue(producer.flush(Rig.DEADLINE));
            assertEquals(threads * perThread, rig.sink.count());
            for (final Rig.Seen row : rig.sink.rows()) {
                final int frame = (int) row.inc();
                assertEquals(Logger.blobContent(frame, blobLength(frame)), row.content());
            }
            assertTrue(Rig.await(() -> recorder.producers().get(0).bytes() > 10L << 20));
        }
        assertEquals(List.of(), rig.problems.all());
    }

    /// From inline to a quarter of the payload area.
    private static int blobLength(final int frame) {
        return 100 + frame * 7919 % 60_000;
    }

    @Test
    void shouldGiveStaticRowsToEveryRecorderOnce() throws IOException {
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "sign");
            assertEquals(Commit.BUFFERED, logger.staticText(1, "before"));
            try (IngestRunner first = rig.record()) {
                assertTrue(producer.awaitRecorder(Rig.DEADLINE));
                assertEquals(Commit.COMMITTED, logger.staticText(2, "x".repeat(100_000)));
                assertTrue(producer.flush(Rig.DEADLINE));
                assertEquals(2, rig.sink.count());
                assertTrue(Rig.await(() -> first.producers().get(0).staticRows() == 2));
            }
            assertEquals(Commit.BUFFERED, logger.staticText(3, "between"));
            final Rig late = new Rig(rig.folder);
            try (IngestRunner second = late.record()) {
                assertTrue(Rig.await(() -> late.sink.count() == 3));
                assertTrue(late.sink.rows().stream().allMatch(Rig.Seen::isStatic));
                assertEquals(1, second.producers().size());
            }
            assertEquals(2, rig.sink.count());
        }
    }

    @Test
    void shouldDeliverWhatWasCommittedWhileRecordersComeAndGo() throws IOException, InterruptedException {
        final AtomicBoolean running = new AtomicBoolean(true);
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final List<Long> committed = new ArrayList<>();
            final List<Long> dropped = new ArrayList<>();
            final Thread writer = new Thread(
                    () -> {
                        final Logger logger = new Logger(producer, "steady");
                        for (long i = 0; running.get(); i++) {
                            switch (logger.number(i)) {
                                case COMMITTED -> committed.add(i);
                                case DROPPED -> dropped.add(i);
                                case BUFFERED -> {}
                            }
                            java.util.concurrent.locks.LockSupport.parkNanos(i % 64 == 0 ? 50_000 : 1);
                        }
                    },
                    "steady");
            writer.start();
            for (int round = 0; round < 15; round++) {
                final int before = rig.sink.count();
                try (IngestRunner recorder = rig.record()) {
                    assertTrue(Rig.await(() -> rig.sink.count() > before + 500), () -> "" + recorder.producers());
                }
                final long letGo = producer.counters().letGoRows();
                if (round % 5 == 0) {
                    assertTrue(Rig.await(() -> producer.counters().letGoRows() > letGo));
                }
            }
            running.set(false);
            writer.join();
            final List<Long> seen = rig.sink.rows().stream().map(Rig.Seen::inc).toList();
            assertEquals(seen.size(), seen.stream().distinct().count(), "a row came twice");
            assertEquals(seen, seen.stream().sorted().toList());
            final java.util.Set<Long> seenOnce = new java.util.HashSet<>(seen);
            assertTrue(seenOnce.containsAll(committed), "a committed row is missing");
            assertTrue(dropped.stream().noneMatch(seenOnce::contains), "a dropped row was delivered");
            assertTrue(committed.size() > 1_000, () -> "committed=" + committed.size());
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldDropAndCountWhenARecorderIsTooSlow() throws IOException {
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final IngestAgent agent = rig.agent();
            agent.doWork();
            assertTrue(producer.hasRecorder());
            final Logger logger = new Logger(producer, "fast");
            long committed = 0;
            for (int i = 0; i < 2_000; i++) {
                committed += logger.number(i) == Commit.COMMITTED ? 1 : 0;
            }
            assertEquals(2_000 - committed, producer.counters().droppedRows());
            assertTrue(committed > 1_000 && committed < 1_800, "committed=" + committed);
            final long start = System.nanoTime();
            agent.onClose();
            assertTrue(System.nanoTime() - start < Rig.DEADLINE.toNanos());
            assertEquals(committed, rig.sink.count());
            assertEquals(Commit.BUFFERED, logger.number(1));
        }
    }

    @Test
    void shouldRefuseASecondRecorderAndNameTheFirst() throws IOException {
        try (IngestRunner recorder = rig.record()) {
            final IOException refused = assertThrows(IOException.class, () -> rig.record());
            assertTrue(
                    refused.getMessage()
                            .contains("process " + ProcessHandle.current().pid()),
                    refused::getMessage);
            assertEquals(List.of(), recorder.producers());
        }
        rig.record().close();
    }

    @Test
    void shouldDrainAndClearAwayAProducerThatSaidGoodbye() throws IOException {
        try (IngestRunner recorder = rig.record()) {
            final RingProducer producer = RingProducer.open(rig.ring());
            assertTrue(producer.awaitRecorder(Rig.DEADLINE));
            final Logger logger = new Logger(producer, "brief");
            for (int i = 0; i < 100; i++) {
                logger.number(i);
            }
            producer.close();
            assertTrue(Rig.await(() -> !Files.exists(producer.folder())));
            assertTrue(Rig.await(() -> recorder.producers().isEmpty()));
            assertEquals(100, rig.sink.count());
        }
    }

    @Test
    void shouldTakeWhatALingeringProducerLeft() throws IOException {
        final RingProducer producer = RingProducer.open(rig.ring().withLinger(true));
        final Logger logger = new Logger(producer, "gone");
        for (int i = 0; i < 100; i++) {
            logger.number(i);
        }
        producer.close();
        try (IngestRunner recorder = rig.record()) {
            assertTrue(Rig.await(() -> rig.sink.count() == 100), () -> "" + recorder.producers());
            assertTrue(Rig.await(() -> !Files.exists(producer.folder())));
        }
        assertEquals(List.of(), rig.problems.all());
    }

    @Test
    void shouldLeaveNoFilesBehindAfterACleanStop() throws IOException {
        final RingProducer producer = RingProducer.open(rig.ring());
        final IngestRunner recorder = rig.record();
        assertTrue(producer.awaitRecorder(Rig.DEADLINE));
        producer.close();
        recorder.close();
        try (Stream<Path> left = Files.list(rig.folder)) {
            assertEquals(
                    List.of("recorder.lock"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
        assertFalse(Files.exists(producer.folder()));
    }

    @Test
    void shouldWaitForRoomWhenToldToBlock() throws IOException {
        try (RingProducer producer =
                RingProducer.open(rig.ring().withOverflow(Overflow.block(Duration.ofMillis(50))))) {
            final IngestAgent agent = rig.agent();
            agent.doWork();
            final Logger logger = new Logger(producer, "patient");
            Commit last = Commit.COMMITTED;
            long waitedNs = 0;
            while (last == Commit.COMMITTED) {
                final long start = System.nanoTime();
                last = logger.number(1);
                waitedNs = System.nanoTime() - start;
            }
            assertEquals(Commit.DROPPED, last);
            assertTrue(waitedNs >= Duration.ofMillis(50).toNanos());
            agent.onClose();
        }
    }

    @Test
    void shouldFinishTheRemovalOfFilesWhoseRemoverDied() throws IOException {
        final Path decided = closedProducer();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ring =
                    ProducerFiles.map(decided.resolve(ProducerFiles.RING), FileChannel.MapMode.READ_WRITE, arena);
            final long word = ring.get(Layouts.LONG, ControlDescriptor.OWNER_OFFSET);
            ring.set(Layouts.LONG, ControlDescriptor.OWNER_OFFSET, OwnerWord.withState(word, OwnerWord.GONE));
        }
        final Path begun = closedProducer();
        Files.delete(begun.resolve(ProducerFiles.RING));
        Files.delete(begun.resolve(ProducerFiles.PAYLOAD));
        final Path emptied = closedProducer();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(emptied)) {
            for (final Path file : files) {
                Files.delete(file);
            }
        }
        final Path locked = rig.folder.resolve(ProducerFiles.FOLDER_PREFIX + "living");
        Files.createDirectory(locked);
        try (ProcessLock _ = ProcessLock.tryAcquire(locked.resolve(ProducerFiles.LOCK))) {
            for (final Path folder : List.of(decided, begun, emptied, locked)) {
                Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(10)));
            }
            try (IngestRunner _ = rig.record()) {
                assertTrue(Rig.await(() -> !Files.exists(decided) && !Files.exists(begun) && !Files.exists(emptied)));
            }
            assertTrue(Files.exists(locked));
        }
        assertEquals(List.of(), rig.problems.all());
    }

    private Path closedProducer() throws IOException {
        try (RingProducer producer = RingProducer.open(rig.ring().withLinger(true))) {
            return producer.folder();
        }
    }

    @Test
    void shouldGiveRowsAgainToASinkThatFailedAndCountThoseItRefuses() throws IOException {
        final List<Long> taken = new ArrayList<>();
        final int[] calls = {0};
        final dev.kymo.store.model.RowSink moody = (store, row) -> {
            if (++calls[0] % 7 == 0) {
                throw new IllegalStateException("no room now");
            }
            if (row.id().inc() == 50) {
                throw new IllegalArgumentException("never this one");
            }
            taken.add(row.id().inc());
        };
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final Logger logger = new Logger(producer, "moody");
            final List<Long> expected = new ArrayList<>();
            for (long i = 0; i < 100; i++) {
                assertEquals(Commit.BUFFERED, i % 9 == 0 ? logger.staticText(i, "s") : logger.number(i));
                expected.add(i);
            }
            final IngestAgent agent =
                    IngestAgent.open(IngestConfig.defaults().withDirectory(rig.folder), moody, rig.problems);
            assertTrue(Rig.await(() -> {
                try {
                    return agent.doWork() == 0 && taken.size() == 99;
                } catch (final IllegalStateException again) {
                    return false;
                } catch (final IOException failure) {
                    throw new AssertionError(failure);
                }
            }));
            agent.onClose();
            expected.remove(50L);
            assertEquals(expected, taken.stream().sorted().toList());
            assertEquals(1, rig.problems.all().size(), () -> "" + rig.problems.all());
            assertTrue(rig.problems.all().get(0).contains("never this one"));
        }
    }
}
