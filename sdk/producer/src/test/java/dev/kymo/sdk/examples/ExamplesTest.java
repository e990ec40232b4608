package dev.kymo.sdk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private final MemorySink sink = new MemorySink();

    private RecordingStream open() {
        return RecordingStream.builder("examples").sink(sink).open();
    }

    @Test
    void shouldLogARowForEachCallOfHello() {
        try (var rec = open()) {
            HelloExample.run(rec, 10);
        }
        assertEquals(10, sink.rows("world/lidar").size());
        assertEquals(100, sink.rows("world/lidar").get(9).instanceCount());
        assertEquals(10, sink.rows("camera").size());
        assertEquals(10, sink.rows("loop/error").size());
        assertEquals(1, sink.rows("world").size());
    }

    @Test
    void shouldLogEveryStepOfTheControlLoop() {
        try (var rec = open()) {
            ControlLoopExample.run(rec, 20);
        }
        assertEquals(21, sink.rows("arm/joints").size());
        assertEquals(20, sink.rows("loop/lateness_ns").size());
    }

    @Test
    void shouldLogPosesAndDepthsOfTheCamera() {
        try (var rec = open()) {
            DepthCameraExample.run(rec, 5);
        }
        assertEquals(6, sink.rows("world/camera").size());
        assertEquals(5, sink.rows("world/camera/depth").size());
    }
}
