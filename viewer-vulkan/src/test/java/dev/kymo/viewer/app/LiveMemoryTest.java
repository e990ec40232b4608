package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ring.RingConfig;
import dev.kymo.rrd.HeldMemory;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.sweep.SweepPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A process looks on for long while nobody records: what it holds stays below its limit, and the newest is there.
final class LiveMemoryTest {
    private static final long LIMIT_BYTES = 384L << 20;
    private static final long LOGGED_BYTES =
            Long.getLong("kymo.live.bytes", Boolean.getBoolean("kymo.test.long") ? 2L << 30 : 5L << 28);
    private static final int POINTS = 50_000;
    private static final long FRAME_BYTES = POINTS * 12L;
    private static final long FRAMES = LOGGED_BYTES / FRAME_BYTES;
    private static final StoreId ID = StoreId.recording("much", "much-1");
    private static final EntityPath CLOUD = EntityPath.of("cloud");
    private static final long SHOWN = 4;
    private static final String POSITIONS = "Points3D:positions";
    private static final long TIMEOUT_S = 120;
    private static final long INTERVAL_NS = 2_000_000;

    @TempDir
    private Path folder;

    /// The process that looks on: until it has seen the last frame.
    static final class Watcher {
        private Watcher() {}

        public static void main(final String[] arguments) throws IOException {
            final IngestConfig config = IngestConfig.defaults().withDirectory(Path.of(arguments[0]));
            final long last = Long.parseLong(arguments[1]);
            final HeldMemory process = new HeldMemory();
            long greatest = 0;
            try (LiveSource source = LiveSource.start(config, new Loud(), LIMIT_BYTES)) {
                source.caches().attend(() -> {});
                int asked = 0;
                int shownThen = 0;
                long shownTo = -1;
                long newest = -1;
                while (newest < last) {
                    newest = newest(source);
                    asked += source.caches().take() == null ? 0 : 1;
                    if (shownTo < 0 && newest >= 0) {
                        // As a window does that is turned to some frames and left there
                        shownTo = newest;
                        source.protect(List.of(new SweepPolicy.ProtectedRange("frame", shownTo - SHOWN, shownTo)));
                        shownThen = shown(source, shownTo);
                    }
                    greatest = Math.max(greatest, process.heldBytes());
                    LockSupport.parkNanos(INTERVAL_NS);
                }
                final RecordingStore store = source.stores().find(ID).orElseThrow();
                try (StoreReader reader = store.reader()) {
                    final long cut = reader.cut(CLOUD, POSITIONS, "frame").orElse(-1);
                    final long atCut = reader.latestAt(CLOUD, POSITIONS, "frame", cut)
                            .map(Cell::time)
                            .orElse(-1L);
                    System.out.println(greatest + " " + cut + " " + atCut + " "
                            + source.statistics().refusedRows() + " "
                            + source.takeSweepSteps().getMaxValue() + " " + asked + " " + shownThen + " "
                            + shown(source, shownTo) + " "
                            + source.sweeps().sweeps() + " "
                            + source.sweeps().steps().count() + " "
                            + source.sweeps().steps().histogram());
                }
            }
        }

        private static int shown(final LiveSource source, final long to) {
            try (StoreReader reader = source.stores().find(ID).orElseThrow().reader()) {
                return reader.range(CLOUD, POSITIONS, "frame", to - SHOWN, to).size();
            }
        }

        private static long newest(final LiveSource source) {
            final RecordingStore store = source.stores().find(ID).orElse(null);
            if (store == null) {
                return -1;
            }
            try (StoreReader reader = store.reader()) {
                final Optional<Cell> cell = reader.latestAt(CLOUD, POSITIONS, "frame", Long.MAX_VALUE);
                return cell.map(found -> {
                            assertEquals(POINTS, found.instances().length());
                            return found.time();
                        })
                        .orElse(-1L);
            }
        }
    }

    private static final class Loud implements IngestListener {
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
            // It looks on: what it could not read in time has been let go
        }

        @Override
        public void failed(final Throwable reason) {
            throw new AssertionError(reason);
        }
    }

    private Process watch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of(System.getProperty("kymo.root")).resolve(".mvn/java.flags"),
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Watcher.class.getName(),
                        folder.resolve("shm").toString(),
                        Long.toString(FRAMES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void shouldStayBelowItsLimitWhileManyTimesAsMuchComes(final TestReporter reporter)
            throws IOException, InterruptedException {
        final float[] points = new float[3 * POINTS];
        try (RecordingStream out = RecordingStream.builder("much")
                .recordingId("much-1")
                .sharedMemory(RingConfig.fromEnvironment()
                        .withDirectory(folder.resolve("shm"))
                        .withPayloadBytes(16 << 20))
                .open()) {
            final Process watcher = watch();
            try {
                final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
                for (long frame = 1; watcher.isAlive() && System.nanoTime() < deadlineNs; frame++) {
                    out.setTimeSequence("frame", Math.min(frame, FRAMES));
                    out.log(CLOUD, Points3D.of(points));
                    LockSupport.parkNanos(INTERVAL_NS);
                }
                assertTrue(watcher.waitFor(1, TimeUnit.SECONDS), "the last frame was not seen");
                final String said = new String(watcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                assertEquals(0, watcher.exitValue(), said);
                final String[] figures = said.split(" ");
                reporter.publishEntry(String.format(
                        java.util.Locale.ROOT,
                        "limit %,d bytes, held at most %,d; %,d frames of %,d bytes, cut at %s, longest step of the sweep %s ns, steps by their bounds in µs: %s",
                        LIMIT_BYTES,
                        Long.parseLong(figures[0]),
                        FRAMES,
                        FRAME_BYTES,
                        figures[1],
                        figures[4],
                        figures[10]));
                assertTrue(Long.parseLong(figures[0]) <= LIMIT_BYTES, said);
                assertTrue(Long.parseLong(figures[1]) > FRAMES / 2, said);
                assertEquals(figures[1], figures[2], "latest-at at the cut");
                assertEquals("0", figures[3], "rows refused");
                assertTrue(Long.parseLong(figures[5]) > 0, "the window was never asked for its caches: " + said);
                assertTrue(Long.parseLong(figures[6]) > 0, said);
                assertEquals(figures[6], figures[7], "frames on the screen");
                assertTrue(Long.parseLong(figures[8]) > 1, "sweeps: " + said);
                long steps = 0;
                for (final String bucket : figures[10].split(",")) {
                    steps += Long.parseLong(bucket.substring(bucket.indexOf(':') + 1));
                }
                assertEquals(figures[9], Long.toString(steps), "steps by their bounds: " + said);
            } finally {
                watcher.destroyForcibly();
            }
        }
    }
}
