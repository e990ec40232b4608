package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ring.RingConfig;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.viewer.app.remote.RecorderFiles;
import dev.kymo.viewer.app.remote.RemoteServer;
import dev.kymo.viewer.app.remote.ServerListener;
import dev.kymo.viewer.app.remote.ServerOptions;
import dev.kymo.viewer.ui.state.LiveNumbers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a window sees of programs that log while nobody records.
final class LiveRecordingTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    /// A recorder files twice a second; one of some forty times that falls into the moment that matters.
    private static final int FRAMES = Boolean.getBoolean("kymo.test.long") ? 180 : 108;

    @TempDir
    private Path folder;

    private final IngestListener listener = new IngestListener() {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            throw new AssertionError(producer + ": " + bytes);
        }

        @Override
        public void failed(final Throwable reason) {
            throw new AssertionError(reason);
        }
    };

    private RecordingStream open(final String application) {
        return RecordingStream.builder(application)
                .recordingId(application + "-1")
                .sharedMemory(RingConfig.fromEnvironment()
                        .withDirectory(folder.resolve("shm"))
                        .withRingBytes(1 << 16)
                        .withPayloadBytes(1 << 18))
                .open();
    }

    private LiveRecording attach(final StoreId wanted) throws IOException {
        return LiveRecording.attach(config(), wanted, listener, Long.MAX_VALUE, _ -> {});
    }

    private IngestConfig config() {
        return IngestConfig.defaults().withDirectory(folder.resolve("shm"));
    }

    private static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(1_000_000);
        }
        return condition.getAsBoolean();
    }

    @Test
    void shouldShowTheNewestRecordingUnlessAnotherIsChosen() throws IOException {
        try (RecordingStream older = open("older");
                RecordingStream newer = open("newer")) {
            older.log("value", Scalars.of(1));
            newer.log("value", Scalars.of(2));
            try (LiveRecording shown = LiveRecording.attach(config(), null, listener, Long.MAX_VALUE, _ -> {})) {
                assertEquals("newer", shown.store().id().applicationId());
            }
            try (LiveRecording shown = attach(StoreId.recording("older", "older-1"))) {
                assertEquals("older", shown.store().id().applicationId());
            }
        }
    }

    @Test
    void shouldShowWhatARecorderElsewhereHasAndThenFollowIt() throws IOException {
        final Path file = folder.resolve("there.rrd");
        try (RecordingStream out = open("there");
                Recorder recorder = Recorder.start(file, RrdWriterOptions.DEFAULT, config(), listener);
                RemoteServer server = RemoteServer.start(
                        new RemoteAddress("127.0.0.1", 0),
                        ServerOptions.DEFAULT,
                        new MemorySink(),
                        new RecorderFiles(recorder),
                        _ -> false,
                        new ServerListener() {
                            @Override
                            public void cut(final String peer, final String reason) {
                                throw new AssertionError(reason);
                            }

                            @Override
                            public void rowRefused(final String peer, final String reason) {
                                throw new AssertionError(reason);
                            }
                        })) {
            assertTrue(out.awaitRecorder(Duration.ofSeconds(30)));
            for (int i = 0; i < 100; i++) {
                out.setTimeSequence("frame", i);
                out.log("value", Scalars.of(i));
            }
            assertTrue(out.flush(Duration.ofSeconds(30)));
            final RemoteAddress address = new RemoteAddress("127.0.0.1", server.port());
            try (LiveRecording shown = LiveRecording.attach(address, null, listener, Long.MAX_VALUE, _ -> {})) {
                assertEquals("there", shown.store().id().applicationId());
                assertEquals(99, newestFrame(shown.store()));
                final AtomicInteger wakes = new AtomicInteger();
                shown.newRows().wakeWith(wakes::incrementAndGet);
                // However it comes, by reading on, or while it is found out what no file will have: each is told of
                for (int i = 100; i < FRAMES; i++) {
                    final int frame = i;
                    shown.newRows().await();
                    final long generation = shown.generation();
                    final int before = wakes.get();
                    out.setTimeSequence("frame", frame);
                    out.log("value", Scalars.of(frame));
                    assertTrue(out.flush(Duration.ofSeconds(30)));
                    assertTrue(
                            await(() -> newestFrame(shown.store()) == frame), "newest: " + newestFrame(shown.store()));
                    assertTrue(await(() -> wakes.get() > before), "never woken by frame " + frame);
                    assertTrue(shown.generation() != generation);
                }
            }
        }
    }

    private static long newestFrame(final RecordingStore store) {
        try (StoreReader reader = store.reader()) {
            return reader.latestAt(EntityPath.of("value"), "Scalars:scalars", "frame", Long.MAX_VALUE)
                    .map(Cell::time)
                    .orElse(-1L);
        }
    }

    @Test
    void shouldTellOfNewRowsAndHowFastTheyCome() throws IOException, InterruptedException {
        final AtomicBoolean isLogging = new AtomicBoolean(true);
        final AtomicInteger wakes = new AtomicInteger();
        final AtomicInteger rows = new AtomicInteger();
        try (RecordingStream out = open("rates")) {
            out.log("value", Scalars.of(0));
            final Thread logger = Thread.ofPlatform().daemon().start(() -> {
                while (isLogging.get()) {
                    out.log("value", Scalars.of(1));
                    LockSupport.parkNanos(2_000_000);
                }
            });
            try (LiveRecording shown = attach(StoreId.recording("rates", "rates-1"))) {
                shown.newRows().wakeWith(wakes::incrementAndGet);
                shown.newRows().await();
                assertTrue(await(() -> wakes.get() > 0), "never woken");
                assertTrue(
                        await(() -> {
                            shown.newRows().take((made, visible) -> {
                                assertTrue(made <= visible, made + " after " + visible);
                                rows.incrementAndGet();
                            });
                            return rows.get() > 50;
                        }),
                        "rows told of: " + rows);
                assertTrue(
                        await(() -> {
                            final LiveNumbers.Sample sample = shown.numbers().sample();
                            return sample.rowsPerSecond() > 10 && sample.visibleP99Us() > 0;
                        }),
                        "numbers: " + shown.numbers().sample());
                assertEquals(0, shown.numbers().sample().dropped());
            } finally {
                isLogging.set(false);
                logger.join();
            }
        }
    }
}
