package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// `record --memory-limit` as a process of its own that is logged to as fast as it takes: what it holds, as the kernel
/// counts it, stays below the limit at every look.
final class RecordMemoryTest {
    private static final String LIMIT = "512MB";
    private static final int POINTS = 100_000;
    private static final int SCALARS_A_CLOUD = 20;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    private Path folder;

    @Test
    void shouldHoldLessThanItsLimitWhileASecondOfMuchIsLogged(final TestReporter reporter)
            throws IOException, InterruptedException {
        record(512L << 20, reporter);
    }

    @Test
    @Tag("long")
    void shouldHoldLessThanItsLimitWhileEightGigabytesAreLogged(final TestReporter reporter)
            throws IOException, InterruptedException {
        record(8L << 30, reporter);
    }

    private void record(final long bytes, final TestReporter reporter) throws IOException, InterruptedException {
        final Path shm = folder.resolve("shm");
        final Path file = folder.resolve("run.rrd");
        final Kymo.Running recorder = Kymo.start(
                folder, Map.of("KYMO_SHM_DIR", shm.toString()), "record", "-o", file, "--memory-limit", LIMIT);
        assertTrue(
                Kymo.await(() -> recorder.said().contains("recording to")
                        || !recorder.process().isAlive()),
                recorder.said());
        final AtomicBoolean isOver = new AtomicBoolean();
        final AtomicLong greatest = new AtomicLong();
        final Thread looking = Thread.ofPlatform().name("looking").start(() -> {
            while (!isOver.get()) {
                greatest.accumulateAndGet(heldBytes(recorder.process().pid()), Math::max);
                LockSupport.parkNanos(LOOK_NS);
            }
        });
        final long rows;
        try {
            rows = log(shm, bytes);
        } finally {
            isOver.set(true);
            looking.join();
            recorder.process().destroy();
        }
        final Kymo.Outcome outcome = recorder.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        final long limit = new ByteCount().convert(LIMIT);
        final String figures = String.format(
                Locale.ROOT,
                "%,d rows, %,d bytes filed; held at most %,d of %,d",
                rows,
                Files.size(file),
                greatest.get(),
                limit);
        reporter.publishEntry(figures);
        assertTrue(greatest.get() > 0 && greatest.get() <= limit, figures);
        // One row more: the recording's properties
        assertTrue(outcome.stderr().contains(String.format(Locale.ROOT, "%,d rows", rows + 1)), outcome.stderr());
    }

    private static long heldBytes(final long pid) {
        try {
            long kib = 0;
            for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kib += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return kib << 10;
        } catch (final IOException gone) {
            return 0;
        }
    }

    private static long log(final Path shm, final long bytes) throws IOException {
        final float[] points = new float[3 * POINTS];
        long rows = 0;
        try (RecordingStream out = RecordingStream.builder("much")
                .recordingId("much-1")
                .sharedMemory(RingConfig.fromEnvironment()
                        .withDirectory(shm)
                        .withOverflow(Overflow.block(Duration.ofSeconds(20))))
                .open()) {
            assertTrue(out.awaitRecorder(Duration.ofSeconds(20)), "no recorder");
            for (long logged = 0; logged < bytes; logged += points.length * 4L) {
                points[(int) (rows % points.length)]++;
                out.setTimeSequence("frame", rows);
                assertEquals(Commit.COMMITTED, out.log("cloud", Points3D.of(points)));
                rows++;
                for (int i = 0; i < SCALARS_A_CLOUD; i++) {
                    out.setTimeSequence("frame", rows);
                    assertEquals(Commit.COMMITTED, out.log("loop/value" + i, Scalars.of(i)));
                    rows++;
                }
            }
            assertTrue(out.flush(Duration.ofSeconds(60)), "not taken");
        }
        return rows;
    }
}
