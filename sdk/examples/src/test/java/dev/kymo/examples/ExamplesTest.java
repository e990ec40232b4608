package dev.kymo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Recordings;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each example is run, and what it logged is compared.
class ExamplesTest {
    private static final String INFO = "1 /__properties static RecordingInfo:start_time[1]\n";
    private static final int MAX_LINES = 60;

    private final MemorySink sink = new MemorySink();
    private final RecordingStream rec =
            RecordingStream.builder("examples").sink(sink).open();

    @AfterEach
    void close() {
        rec.close();
    }

    private void assertLogged(final String expected) {
        assertEquals(INFO + expected, Rows.summary(sink));
    }

    private ArrayData last(final String entity, final int cell) {
        final DataRow row = sink.rows(entity).getLast();
        return row.cells().get(cell).instances();
    }

    @Test
    void shouldLogPointsImagesAndANumber() {
        HelloExample.run(rec, 10);

        assertLogged("""
                1 /world static ViewCoordinates:xyz[1]
                10 /world/lidar frame,log_time Points3D:positions[100] Points3D:radii[1] Points3D:colors[100]
                10 /camera frame,log_time Image:buffer[1] Image:format[1]
                10 /loop/error frame,log_time Scalars:scalars[1]
                """);
        assertEquals(Math.sin(0.9), last("loop/error", 0).getDouble(0));
        assertEquals((float) Math.cos(0.09), last("world/lidar", 0).list(0).getFloat(0));
    }

    @Test
    void shouldTurnTheHandsOfAClock() {
        ClockExample.run(rec, 31);

        assertLogged("""
                1 /clock static ViewCoordinates:xyz[1] TransformAxes3D:axis_length[1]
                1 /clock/minutes static Arrows3D:vectors[1] Arrows3D:radii[1] Arrows3D:colors[1]
                1 /clock/seconds static Arrows3D:vectors[1] Arrows3D:radii[1] Arrows3D:colors[1]
                1 /clock/seconds/tip static %s TransformAxes3D:axis_length[1]
                31 /clock/minutes log_time,t %s
                31 /clock/seconds log_time,t %s
                """.formatted(pose(1, 0), pose(0, 1), pose(0, 1)));
        final ArrayData rotation = last("clock/seconds", 1);
        assertEquals((float) Math.PI, rotation.structField(1).getFloat(0), "half a turn after 30 s");
        assertEquals(-1, rotation.structField(0).list(0).getFloat(2), "clockwise");
    }

    private static String pose(final int translations, final int rotations) {
        return "Transform3D:translation[" + translations + "] Transform3D:rotation_axis_angle[" + rotations
                + "] Transform3D:quaternion[0] Transform3D:scale[0] Transform3D:mat3x3[0] Transform3D:relation[0]";
    }

    @Test
    void shouldLogPosesAndDepthsOfACamera() {
        DepthCameraExample.run(rec, 5);

        assertLogged("""
                1 /world static ViewCoordinates:xyz[1]
                1 /world/camera static Pinhole:image_from_camera[1] Pinhole:resolution[1] Pinhole:camera_xyz[1]
                5 /world/camera log_time,t %s
                5 /world/camera/depth log_time,t DepthImage:buffer[1] DepthImage:format[1] DepthImage:meter[1]
                """.formatted(pose(1, 1)));
        assertEquals(160 * 120 * 2, last("world/camera/depth", 0).list(0).length());
    }

    @Test
    void shouldLogPicturesAsFiles() throws IOException {
        EncodedImagesExample.run(rec, 3);

        assertLogged("3 /camera log_time,t EncodedImage:blob[1] EncodedImage:media_type[1]\n");
        assertEquals("image/jpeg", last("camera", 1).string(0));
        assertTrue(last("camera", 0).list(0).length() > 500);
    }

    @Test
    void shouldLogEveryStepOfAControlLoop() {
        ControlLoopExample.run(rec, 20);

        assertEquals(21, sink.rows("arm/joints").size());
        assertEquals(20, sink.rows("loop/lateness_ns").size());
        assertEquals(Math.cos(19 * .002), last("arm/joints", 0).getDouble(1));
    }

    @Test
    void shouldLogWhatJavaLogs() {
        JavaLogExample.run(rec);

        assertLogged("3 /logs/pump log_time,logged TextLog:text[1] TextLog:level[1]\n");
        final List<String> lines = new ArrayList<>();
        for (final DataRow row : sink.rows("logs/pump")) {
            lines.add(row.cells().get(1).instances().string(0) + " "
                    + row.cells().get(0).instances().string(0));
        }
        assertEquals(
                List.of("INFO begins", "WARN pressure 9 bar", "ERROR stops: java.lang.IllegalStateException: no oil"),
                lines);
    }

    @Test
    void shouldLogWhatMicrometerCounts() {
        // No step but the last, which is logged when all is over
        MetricsExample.run(rec, 3, Duration.ofHours(1));

        assertEquals(1 + 5, sink.rows().size());
        assertEquals(3, last("metrics/pump/stroke/count", 0).getDouble(0));
        assertEquals(3, last("metrics/pump/strokes/side=left/count", 0).getDouble(0));
        assertEquals(3, last("metrics/pump/waiting/value", 0).getDouble(0));
        assertTrue(last("metrics/pump/stroke/total_time", 0).getDouble(0) >= 0.015);
    }

    @Test
    void shouldLogWhatADetectorSees() {
        DetectionsExample.run(rec, 4);

        assertLogged("""
                1 /camera static AnnotationContext:context[1]
                4 /camera/image frame,log_time Image:buffer[1] Image:format[1]
                4 /camera/mask frame,log_time SegmentationImage:buffer[1] SegmentationImage:format[1] SegmentationImage:opacity[1]
                4 /camera/cars frame,log_time Boxes2D:half_sizes[1] Boxes2D:centers[1] Boxes2D:labels[1] Boxes2D:class_ids[1]
                """);
        assertEquals("car 0.93", last("camera/cars", 2).string(0));
        assertEquals(2, last("camera", 0).list(0).length(), "classes");
    }

    @Test
    void shouldLogAMapAWayAndStates() {
        MapExample.run(rec, 4);

        assertLogged("""
                1 /robot/state log_time StateChange:state[1]
                2 /robot/state log_time,step StateChange:state[1]
                4 /map log_time,step GridMap:data[1] GridMap:format[1] GridMap:cell_size[1] GridMap:colormap[1]
                4 /robot/way log_time,step LineStrips3D:strips[1] LineStrips3D:radii[1] LineStrips3D:colors[1]
                """);
        assertEquals(5, last("robot/way", 0).list(0).length());
        assertEquals("done", last("robot/state", 0).string(0));
    }

    @Test
    void shouldSendColumns() {
        ColumnsExample.run(rec, 50);

        assertLogged("""
                1 /sensor/volts static SeriesLines:widths[1] SeriesLines:names[1]
                50 /sensor/volts t Scalars:scalars[1]
                50 /sensor/path t Points3D:positions[2]
                """);
        assertEquals(
                TimePoint.of(Timeline.duration("t"), 49_000_000),
                sink.rows("sensor/volts").getLast().time());
        assertEquals(Math.sin(0.49), last("sensor/volts", 0).getDouble(0));
        assertEquals(49, last("sensor/path", 0).list(1).getFloat(0));
    }

    @Test
    void shouldLogAnArchetypeOfItsOwn() {
        OwnArchetypeExample.run(rec, 4);

        assertLogged("""
                4 /wheels/left log_time,step Wheel:torque[1] Wheel:flags[2]
                4 /contact log_time,step Points3D:positions[1] surface[1] grip[1]
                """);
        assertEquals(1.5f, last("wheels/left", 0).getFloat(0));
        assertTrue(last("wheels/left", 1).bool(0));
        assertEquals(
                "my.robot.Flag",
                sink.rows("wheels/left").getFirst().cells().get(1).descriptor().componentType());
    }

    @Test
    void shouldFillSeveralRecordings() {
        try (var bench = RecordingStream.builder("bench").sink(sink).open()) {
            SeveralRecordingsExample.run(bench, rec, 2);

            assertEquals(INFO + "1 /force log_time,sample Scalars:scalars[1]\n", Rows.summary(sink, bench.storeId()));
            assertEquals(INFO + """
                    1 /__properties/run static number[1] load_kg[1]
                    1 /notes static TextDocument:text[1] TextDocument:media_type[1]
                    10 /force log_time,sample Scalars:scalars[1]
                    """, Rows.summary(sink, rec.storeId()));
        } finally {
            Recordings.setGlobal(null);
        }
    }

    @Test
    void shouldBeShortAndListed() throws IOException {
        final Path root = Path.of(System.getProperty("kymo.root"));
        final String listed = Files.readString(root.resolve("docs/QUICK_START.md"));
        int count = 0;
        try (Stream<Path> files = Files.list(root.resolve("sdk/examples/src/main/java/dev/kymo/examples"))) {
            for (final Path file : files.toList()) {
                final String name = String.valueOf(file.getFileName()).replace(".java", "");
                if (name.endsWith("Example")) {
                    count++;
                    assertTrue(listed.contains("`" + name + "`"), name + " is not in docs/QUICK_START.md");
                    assertTrue(Files.readAllLines(file).size() <= MAX_LINES, name + " is longer than " + MAX_LINES);
                }
            }
        }
        assertTrue(count >= 10, "there are " + count);
    }
}
