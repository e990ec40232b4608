package dev.kymo.perf.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import org.junit.jupiter.api.Test;

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
}
