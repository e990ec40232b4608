package dev.kymo.perf.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlLoopTest {
    private static final long ROUND_NS = 100_000_000;

    @Test
    void shouldLogAllOfATurnOrNothing() {
        final MemorySink sink = new MemorySink();
        try (RecordingStream recording =
                        RecordingStream.builder("control").sink(sink).open();
                ControlLoop loop = new ControlLoop(recording, 1000)) {
            sink.clear();
            final ControlLoop.Round quiet = loop.run(false, ROUND_NS);
            assertEquals(
                    0,
                    sink.rows().stream().filter(row -> !row.time().isStatic()).count());
            assertEquals(100, quiet.lateness().getTotalCount());
            assertEquals(0, quiet.rows());
            final ControlLoop.Round logged = loop.run(true, ROUND_NS);
            assertEquals(100, logged.turns().getTotalCount());
            assertEquals(100, sink.rows("control/state/99").size());
            assertEquals(100, sink.rows("control/step").size());
            final int images = sink.rows("camera").size();
            assertTrue(images >= 3 && images <= 4, "images " + images);
            assertEquals(100L * (ControlLoop.SCALARS + 1) + images, logged.rows());
            assertEquals(0, logged.dropped());
        }
    }

    @Test
    void shouldNoteEachTurnAsTheHistogramsCountIt(@TempDir final Path folder) throws IOException {
        final TurnTimes times = new TurnTimes(150);
        try (RecordingStream recording = RecordingStream.builder("control")
                        .sink(new MemorySink())
                        .open();
                ControlLoop loop = new ControlLoop(recording, 1000)) {
            loop.noteIn(times);
            final long beganNs = System.nanoTime();
            final ControlLoop.Round quiet = loop.run(false, ROUND_NS);
            final ControlLoop.Round logged = loop.run(true, ROUND_NS);
            final Path file = folder.resolve("turns.csv");
            times.writeTo(file);
            final List<String> lines = Files.readAllLines(file);
            assertEquals("planned_ns,late_ns,took_ns,logs,image", lines.getFirst());
            assertEquals(151, lines.size(), "those beyond the capacity are left out");
            long plannedNs = beganNs;
            int images = 0;
            final Histogram late = new Histogram(3);
            for (int i = 1; i < lines.size(); i++) {
                final long[] turn = Arrays.stream(lines.get(i).split(","))
                        .mapToLong(Long::parseLong)
                        .toArray();
                assertTrue(turn[0] > plannedNs, lines.get(i));
                assertTrue(turn[2] > 0, lines.get(i));
                assertEquals(i > 100 ? 1 : 0, turn[3], "a hundred turns without logging, then with it");
                plannedNs = turn[0];
                images += (int) turn[4];
                if (i <= 100) {
                    late.recordValue(turn[1]);
                }
            }
            assertEquals(quiet.lateness(), late);
            assertTrue(images >= 4 && images <= 6, "images " + images);
            assertEquals(100, logged.turns().getTotalCount());
        }
    }
}
