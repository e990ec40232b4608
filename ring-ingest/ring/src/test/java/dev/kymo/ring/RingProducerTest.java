package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingProducerTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int[] TIMELINES = {0};
    private static final long[] TIMES = {1};

    @TempDir
    private Path temp;

    private RingConfig config;

    @BeforeEach
    void chooseFolder() {
        config = RingConfig.fromEnvironment()
                .withDirectory(temp.resolve("shm"))
                .withRingBytes(1 << 16)
                .withPayloadBytes(1 << 17);
    }

    private static int declareScalar(final RingProducer producer) {
        producer.declareStore(StoreId.recording("app", "rec"));
        producer.declareEntity(EntityPath.parse("/motor"));
        producer.declareTimeline(Timeline.LOG_TIME);
        return producer.declareComponent(ComponentDescriptor.of("Scalars:scalars"), Datatype.FLOAT64);
    }

    private static Commit log(final ScalarRows rows, final long inc) {
        return rows.commit(inc, inc, TIMELINES, TIMES, 1, inc * 0.5);
    }

    @Test
    void shouldMakeFoldersAndFilesThatOnlyTheUserCanEnter() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            assertEquals("rwx------", permissions(temp.resolve("shm")));
            assertEquals("rwx------", permissions(producer.folder()));
            try (Stream<Path> files = Files.list(producer.folder())) {
                final List<Path> all = files.toList();
                assertEquals(5, all.size(), all::toString);
                for (final Path file : all) {
                    assertEquals("rw-------", permissions(file), file::toString);
                }
            }
        }
    }

    private static String permissions(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldRefuseAFolderThatOthersMayEnterOrThatIsALink() throws IOException {
        final Path open = Files.createDirectory(
                temp.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        final IOException tooOpen =
                assertThrows(IOException.class, () -> RingProducer.open(config.withDirectory(open)));
        assertTrue(tooOpen.getMessage().contains("chmod 700"), tooOpen::getMessage);
        final Path mine = ShmDirectory.open(temp.resolve("mine")).path();
        final Path link = Files.createSymbolicLink(temp.resolve("link"), mine);
        assertThrows(IOException.class, () -> RingProducer.open(config.withDirectory(link)));
    }

    @Test
    void shouldAnswerTheSameIdForTheSameName() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            final int component = declareScalar(producer);
            assertEquals(component, declareScalar(producer));
            assertEquals(1, producer.declareEntity(EntityPath.parse("/other")));
            assertEquals(0, producer.declareEntity(EntityPath.parse("motor/")));
            final int asFloat = producer.declareComponent(ComponentDescriptor.of("Scalars:scalars"), Datatype.FLOAT32);
            assertEquals(component + 1, asFloat);
        }
    }

    @Test
    void shouldBufferWithoutARecorderAndLetTheOldestRowsGo() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            final ScalarRows rows = producer.scalarRows(0, 0, declareScalar(producer));
            for (int i = 0; i < 10_000; i++) {
                assertEquals(Commit.BUFFERED, log(rows, i));
            }
            final ProducerCounters counters = producer.counters();
            assertEquals(10_000, counters.bufferedRows());
            assertEquals(0, counters.committedRows());
            assertEquals(0, counters.droppedRows());
            final long kept = counters.bufferedRows() - counters.letGoRows();
            final long ringRows = (1 << 16) / 40;
            assertTrue(kept <= ringRows && kept > ringRows * 9 / 10, () -> "kept=" + kept);
            assertFalse(producer.hasRecorder());
            assertFalse(producer.awaitRecorder(SHORT));
            assertFalse(producer.flush(SHORT));
        }
    }

    @Test
    void shouldRemoveItsFilesWhenNobodyRecordsUnlessToldToLinger() throws IOException {
        final RingProducer leaving = RingProducer.open(config);
        leaving.close();
        assertFalse(Files.exists(leaving.folder()));
        final RingProducer lingering = RingProducer.open(config.withLinger(true));
        final ScalarRows rows = lingering.scalarRows(0, 0, declareScalar(lingering));
        lingering.close();
        assertTrue(Files.exists(lingering.folder()));
        assertThrows(IllegalStateException.class, () -> log(rows, 1));
    }

    @Test
    void shouldLetGoOfPayloadsWithTheirRows() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            declareScalar(producer);
            final Datatype type = Datatype.list(Field.required("item", Datatype.UINT8));
            final int blob = producer.declareComponent(ComponentDescriptor.of("blob"), type);
            final ArrayData[] cells = {ArrayData.oneList(type, ArrayData.bytes(Datatype.UINT8, new byte[30_000]))};
            for (int i = 0; i < 1_000; i++) {
                assertEquals(
                        Commit.BUFFERED, producer.commit(0, 0, i, i, TIMELINES, TIMES, 1, new int[] {blob}, cells, 1));
            }
            final ProducerCounters counters = producer.counters();
            assertEquals(1_000, counters.bufferedRows());
            final long kept = counters.bufferedRows() - counters.letGoRows();
            assertTrue(kept >= 3 && kept <= 4, () -> "kept=" + kept);
        }
    }

    @Test
    void shouldRefuseAPayloadThatCanNeverFitAndNameTheLimit() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            declareScalar(producer);
            final int blob = producer.declareComponent(ComponentDescriptor.of("blob"), Datatype.UINT8);
            final ArrayData[] cells = {ArrayData.bytes(Datatype.UINT8, new byte[1 << 17])};
            final IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> producer.commit(0, 0, 1, 1, TIMELINES, TIMES, 1, new int[] {blob}, cells, 1));
            assertTrue(refused.getMessage().contains("131136"), refused::getMessage);
            assertTrue(refused.getMessage().contains("max=131072"), refused::getMessage);
            assertTrue(refused.getMessage().contains("KYMO_PAYLOAD_BYTES"), refused::getMessage);
        }
    }

    @Test
    void shouldRefuseIdsAndTimesThatNobodyDeclared() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            final int component = declareScalar(producer);
            final int again =
                    producer.declareTimeline(new Timeline("log_time", dev.kymo.store.model.TimeType.SEQUENCE));
            assertThrows(IllegalArgumentException.class, () -> producer.scalarRows(1, 0, component));
            assertThrows(IllegalArgumentException.class, () -> producer.scalarRows(0, -1, component));
            assertThrows(IllegalArgumentException.class, () -> producer.scalarRows(0, 0, component + 1));
            final ScalarRows rows = producer.scalarRows(0, 0, component);
            assertThrows(IllegalArgumentException.class, () -> rows.commit(1, 1, new int[] {again + 1}, TIMES, 1, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> rows.commit(1, 1, TIMELINES, new long[] {Long.MIN_VALUE}, 1, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> rows.commit(1, 1, new int[] {0, again}, new long[] {1, 2}, 2, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> producer.commit(
                            0,
                            0,
                            1,
                            1,
                            TIMELINES,
                            TIMES,
                            1,
                            new int[] {component},
                            new ArrayData[] {ArrayData.ints(Datatype.INT32, 1)},
                            1));
            assertEquals(0, producer.counters().bufferedRows());
        }
    }

    @Test
    void shouldSayWhatToDoWhenTheJournalIsFull() throws IOException {
        try (RingProducer producer = RingProducer.open(config.withJournalBytes(1 << 17))) {
            declareScalar(producer);
            final int text = producer.declareComponent(ComponentDescriptor.of("text"), Datatype.UTF8);
            final ArrayData[] cells = {ArrayData.text("x".repeat(20_000))};
            Commit last = Commit.BUFFERED;
            for (int i = 0; i < 10 && last == Commit.BUFFERED; i++) {
                last = producer.commit(0, 0, i, i, TIMELINES, TIMES, 0, new int[] {text}, cells, 1);
            }
            assertEquals(Commit.DROPPED, last);
            assertEquals(1, producer.counters().droppedRows());
            final IllegalStateException full = assertThrows(IllegalStateException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    producer.declareEntity(EntityPath.of("entity" + i));
                }
            });
            assertTrue(full.getMessage().contains("KYMO_JOURNAL_BYTES"), full::getMessage);
        }
    }

    @Test
    void shouldAllocateNothingOnceWarm() throws IOException {
        try (RingProducer producer = RingProducer.open(config)) {
            final int component = declareScalar(producer);
            final com.sun.management.ThreadMXBean threads =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            final ScalarRows rows = producer.scalarRows(0, 0, component);
            final ArrayData[] cells = {ArrayData.doubles(Datatype.FLOAT64, 1.0)};
            final int[] components = {component};
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated != 0; round++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 50_000; i++) {
                    log(rows, i);
                    producer.commit(0, 0, i, i, TIMELINES, TIMES, 1, components, cells, 1);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, allocated);
        }
    }

    @Test
    void shouldOpenThoughFoldersAreRemovedBeforeTheyAreLocked() throws IOException, InterruptedException {
        final Path folder = temp.resolve("shm");
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(folder)
                .withRingBytes(RingConfig.MIN_RING_BYTES)
                .withPayloadBytes(RingConfig.MIN_PAYLOAD_BYTES);
        RingProducer.open(config).close();
        final java.util.concurrent.atomic.AtomicBoolean stop = new java.util.concurrent.atomic.AtomicBoolean();
        final java.util.concurrent.atomic.AtomicInteger removed = new java.util.concurrent.atomic.AtomicInteger();
        final Thread remover = new Thread(
                () -> {
                    while (!stop.get()) {
                        removeUnfinished(folder, removed);
                    }
                },
                "remover");
        remover.start();
        try {
            for (int i = 0; i < 300; i++) {
                try (RingProducer producer = RingProducer.open(config)) {
                    assertTrue(Files.isRegularFile(producer.folder().resolve(ProducerFiles.RING)));
                    assertFalse(ProcessLock.isFree(producer.folder().resolve(ProducerFiles.LOCK)));
                }
            }
        } finally {
            stop.set(true);
            remover.join();
        }
        try (java.util.stream.Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count(), "removed=" + removed);
        }
    }

    /// A recorder that gives nobody the two seconds which a real one does.
    private static void removeUnfinished(final Path folder, final java.util.concurrent.atomic.AtomicInteger removed) {
        try (java.nio.file.DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "new-*")) {
            for (final Path one : unfinished) {
                if (ProducerFiles.removeAbandoned(one)) {
                    removed.incrementAndGet();
                }
            }
        } catch (final IOException | java.nio.file.DirectoryIteratorException wasFinishedMeanwhile) {
            // The next round looks again
        }
    }
}
