package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/// A real window looks on while nobody records and many times its limit comes: what it holds, as the kernel counts it,
/// stays below; it shows the newest, and what it has then can be saved.
final class LiveWindowMemoryTest {
    private static final String LIMIT = "512MB";
    private static final long LIMIT_BYTES = 512_000_000;
    private static final int POINTS = 50_000;
    private static final long FRAME_BYTES = POINTS * 12L;
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    private Path folder;

    @Test
    void shouldStayBelowItsLimitWhileThriceAsMuchComes(final TestReporter reporter)
            throws IOException, InterruptedException {
        look(3L << 29, reporter);
    }

    @Test
    @Tag("long")
    void shouldStayBelowItsLimitWhileEightGigabytesCome(final TestReporter reporter)
            throws IOException, InterruptedException {
        look(8L << 30, reporter);
    }

    private void look(final long bytes, final TestReporter reporter) throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final WindowState state = WindowState.in(folder);
        final Path saved = folder.resolve("saved.rrd");
        final AtomicBoolean isOver = new AtomicBoolean();
        final AtomicLong greatest = new AtomicLong();
        try (Desktop desktop = Desktop.open(800, 600);
                RecordingStream out = RecordingStream.builder("much")
                        .sharedMemory(RingConfig.fromEnvironment()
                                .withDirectory(folder.resolve("shm"))
                                .withPayloadBytes(16 << 20)
                                // The last frame is waited for: on a busy machine it must not be one that is dropped
                                .withOverflow(Overflow.block(Duration.ofSeconds(30))))
                        .open()) {
            log(out, 0, 1);
            final Kymo.Running viewer = Kymo.start(
                    folder,
                    Map.of(
                            "DISPLAY",
                            desktop.display(),
                            "WAYLAND_DISPLAY",
                            "",
                            "KYMO_GPU",
                            "software",
                            "KYMO_SHM_DIR",
                            folder.resolve("shm").toString()),
                    "view",
                    "live:",
                    "--memory-limit",
                    LIMIT,
                    "--size",
                    "800x600",
                    "--no-config",
                    "--state-file",
                    state.file());
            try {
                state.await(viewer, "attaches", s -> "live".equals(s.get("recording")) && s.containsKey("panel.3D"));
                final Thread watching = Thread.ofPlatform()
                        .daemon()
                        .start(() -> watch(viewer.process().pid(), greatest, isOver));
                final long frames = bytes / FRAME_BYTES;
                log(out, 1, frames);
                final Map<String, String> last = state.await(
                        viewer,
                        "shows the last frame",
                        s -> Long.toString(frames - 1).equals(s.get("time")));
                Files.writeString(state.file().resolveSibling(state.file().getFileName() + ".do"), "save\t" + saved);
                assertTrue(Kymo.await(() -> Files.exists(saved)), () -> viewer.said());
                isOver.set(true);
                watching.join();
                final String figures = String.format(
                        Locale.ROOT,
                        "limit %,d bytes, held at most %,d; %,d frames of %,d bytes; %s sweeps in %s steps of p50, p90, p99, p99.9, most %s µs, by their bounds %s",
                        LIMIT_BYTES,
                        greatest.get(),
                        frames,
                        FRAME_BYTES,
                        last.get("sweeps"),
                        last.get("sweepSteps"),
                        last.get("sweepStepUs"),
                        last.get("sweepStepHistogramUs"));
                reporter.publishEntry(figures);
                assertTrue(greatest.get() > 0 && greatest.get() <= LIMIT_BYTES, figures);
                assertTrue(Long.parseLong(last.get("sweeps")) > 0, figures);
                assertEquals("0", last.get("refusedRows"), figures);
                assertEquals(last.get("sweepSteps"), Long.toString(steps(last.get("sweepStepHistogramUs"))), figures);
            } finally {
                isOver.set(true);
                viewer.process().destroy();
                viewer.process().waitFor();
            }
        }
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome verified = kymo.run("rrd", "verify", saved);
            assertEquals(0, verified.exitCode(), verified.stderr());
        }
        assertTrue(Files.size(saved) > 5 * FRAME_BYTES, () -> "saved bytes of " + saved);
    }

    /// How many there are in all buckets.
    private static long steps(final String histogram) {
        long steps = 0;
        for (final String bucket : histogram.split(",")) {
            steps += Long.parseLong(bucket.substring(bucket.indexOf(':') + 1));
        }
        return steps;
    }

    /// Frames from one to before another.
    private static void log(final RecordingStream out, final long from, final long to) {
        final float[] points = new float[3 * POINTS];
        for (long frame = from; frame < to; frame++) {
            points[(int) (frame % points.length)] = frame % 7;
            out.setTimeSequence("frame", frame);
            out.log("cloud", Points3D.of(points));
            LockSupport.parkNanos(INTERVAL_NS);
        }
    }

    private static void watch(final long pid, final AtomicLong greatest, final AtomicBoolean isOver) {
        while (!isOver.get()) {
            try {
                long kib = 0;
                for (final String line :
                        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.UTF_8)) {
                    if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                        kib += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
                greatest.accumulateAndGet(kib * 1024, Math::max);
            } catch (final IOException ended) {
                return;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
