package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemorySinkTest {
    @TempDir
    private Path folder;

    private RingConfig config;

    @BeforeEach
    void makeFolder() throws IOException {
        config = SmallRing.in(folder);
    }

    private RecordingStream open() {
        return RecordingStream.builder("test").sharedMemory(config).open();
    }

    private long producerFolders() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("shm"))) {
            return entries.filter(Files::isDirectory).count();
        }
    }

    @Test
    void shouldBufferWhileNobodyRecords() {
        try (var rec = open()) {
            assertEquals(Commit.BUFFERED, rec.log("a", Points3D.of(1, 2, 3).colors(Color.RED)));
            assertEquals(Commit.BUFFERED, rec.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP));
            assertEquals(Commit.BUFFERED, rec.scalar("s").log(1));
            assertEquals(Commit.BUFFERED, rec.scalars("two", 2).log(1, 2));
            assertEquals(Commit.BUFFERED, rec.log("camera", Image.rgb8(new byte[100 * 100 * 3], 100, 100)));
            assertFalse(rec.awaitRecorder(Duration.ZERO));
            assertFalse(rec.flush(Duration.ofMillis(1)));
        }
    }

    @Test
    void shouldCountRowsOfAllSinksOfTheRing() {
        try (var sink = SharedMemorySink.open(config);
                var rec = open()) {
            rec.log("a", Scalars.of(1));

            assertEquals(2, sink.counters().bufferedRows(), "the recording's properties, and the row");
            assertFalse(sink.hasRecorder());
        }
    }

    @Test
    void shouldAllocateNothingForAPreparedScalar() {
        try (var rec = open()) {
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, rec.scalar("s")));
        }
    }

    @Test
    void shouldAllocateNothingForPreparedScalarsOfAnArrayOfOnesOwn() {
        try (var rec = open()) {
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, rec.scalars("s", 3), new double[3]));
        }
    }

    @Test
    void shouldAllocateNothingForPreparedTextPosesAndPoints() {
        try (var rec = open()) {
            final StringBuilder line = new StringBuilder();
            final TextStream text = rec.text("log");
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, i -> {
                line.setLength(0);
                line.append("step ").append(i).append(" took long");
                text.log(TextLogLevel.WARN, line);
                text.info("12 µs");
            }));
            final PoseStream pose = rec.pose("robot");
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, i -> pose.log(i, 0, 0, 0, 0, 0, 1)));
            final PointsStream points = rec.points("feet", 4);
            final float[] xyz = new float[12];
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, i -> {
                xyz[0] = i;
                points.log(xyz);
            }));
        }
    }

    @Test
    void shouldAllocateNothingForSpansAndForValuesOfAHistogram() {
        try (var rec = open()) {
            final SpanStream step = rec.span("step");
            final SpanStream solve = rec.span("solve");
            final HistogramStream took = rec.histogram("took");
            assertEquals(0, AllocationTest.bytesAllocatedBy(rec, i -> {
                try (var _ = step.begin();
                        var _ = solve.begin()) {
                    took.record(i);
                }
            }));
        }
    }

    @Test
    void shouldShareOneRingAmongRecordings() throws IOException {
        final RecordingStream one = open();
        final RecordingStream two = open();
        assertEquals(1, producerFolders());

        one.close();
        assertEquals(Commit.DROPPED, one.log("a", Scalars.of(1)));
        assertEquals(Commit.BUFFERED, two.log("a", Scalars.of(1)));
        assertEquals(1, producerFolders());

        two.close();
        assertEquals(0, producerFolders());

        try (var three = open()) {
            assertEquals(Commit.BUFFERED, three.log("a", Scalars.of(1)));
        }
    }

    @Test
    void shouldTakeAComponentWhoseTypeChanges() {
        try (var rec = open()) {
            assertEquals(Commit.BUFFERED, rec.log("a", AnyValues.of().with("x", 1.0)));
            assertEquals(Commit.BUFFERED, rec.log("a", AnyValues.of().with("x", 1L)));
            assertEquals(Commit.BUFFERED, rec.log("a", AnyValues.of().with("x", 2.0)));
        }
    }

    @Test
    void shouldTakeRowsOfManyComponents() {
        AnyValues values = AnyValues.of();
        for (int i = 0; i < 100; i++) {
            values = values.with("value" + i, i);
        }
        try (var rec = open()) {
            assertEquals(Commit.BUFFERED, rec.log("a", values));
        }
    }

    @Test
    void shouldSayWhatARowTooLargeMayHave() {
        try (var rec = open()) {
            final String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> rec.log("camera", Image.rgb8(new byte[1000 * 1000 * 3], 1000, 1000)))
                    .getMessage();
            assertTrue(message.contains("KYMO_PAYLOAD_BYTES"), message);
            assertEquals(Commit.BUFFERED, rec.log("a", Scalars.of(1)));
        }
    }

    @Test
    void shouldSayWhySharedMemoryCannotBeHad() {
        final RingConfig nowhere = config.withDirectory(folder.resolve("no/such"));

        assertThrows(
                UncheckedIOException.class,
                () -> RecordingStream.builder("test").sharedMemory(nowhere).open());
    }

    @Test
    void shouldOnlyDropRowsOfThreadsThatLogWhileTheRecordingCloses() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            final RecordingStream rec = open();
            final ScalarStream scalar = rec.scalar("s");
            final LinkedBlockingDeque<Throwable> failures = new LinkedBlockingDeque<>(2);
            final CountDownLatch logging = new CountDownLatch(2);
            final List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                final Thread thread = Thread.ofPlatform().name("logger " + t).unstarted(() -> {
                    scalar.log(0);
                    logging.countDown();
                    while (scalar.log(1) != Commit.DROPPED || rec.log("p", Points3D.of(1, 2, 3)) != Commit.DROPPED) {
                        Thread.onSpinWait();
                    }
                });
                thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
                thread.start();
                threads.add(thread);
            }
            logging.await();
            rec.close();
            for (final Thread thread : threads) {
                thread.join(Duration.ofSeconds(30));
                assertFalse(thread.isAlive(), "round " + round);
            }
            assertEquals(List.of(), List.copyOf(failures), "round " + round);
        }
    }
}
