package dev.kymo.perf.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PacedLoopTest {
    private static final int TURNS = 40;

    @Test
    void shouldFindInTheRecordingWhatTheLoopTook(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("run.rrd");
        final LatencyHistograms live = new LatencyHistograms();
        final AtomicInteger asked = new AtomicInteger();
        final long began = System.nanoTime();
        try (RecordingStream recording =
                RecordingStream.builder("latency").sink(FileSink.create(file)).open()) {
            assertEquals(TURNS, new PacedLoop(recording, 1000, live).run(() -> asked.getAndIncrement() >= TURNS));
        }
        assertTrue(System.nanoTime() - began >= TURNS * 1_000_000L, "a turn is a millisecond");
        final LatencyHistograms.Snapshot saved = LatencyHistograms.read(file);
        final LatencyHistograms.Snapshot seen = live.snapshot();
        assertEquals(TURNS, saved.lateness().getTotalCount());
        assertEquals(seen.lateness().getMaxValue(), saved.lateness().getMaxValue());
        assertEquals(seen.calls().getMaxValue(), saved.calls().getMaxValue());
    }

    @Test
    void shouldRefuseARecordingOfSomethingElse(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("other.rrd");
        try (RecordingStream recording =
                RecordingStream.builder("other").sink(FileSink.create(file)).open()) {
            recording.scalar("value").log(1);
        }
        assertThrows(IOException.class, () -> LatencyHistograms.read(file));
    }
}
