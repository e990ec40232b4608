package dev.kymo.perf.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.perf.picture.LevelsFlight.Built;
import dev.kymo.perf.picture.LevelsFlight.Flown;
import dev.kymo.perf.run.Machine;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Flights as JSON: `{"suite":"flight","machine":{"cpu","cores","jdk","driver"},"clouds":[{"points",
/// "build":{"seconds","forced_seconds","points_per_s","side_bytes","held_before_bytes","held_max_bytes","disk_read_bytes"},
/// "first_picture_ns","first_whole_picture_ns","frame_ns":{"count","p50","p90","p99","max"},"low_frame_ns","cpu_ns",
/// "points_per_frame","late_frames","device_bytes","held_max_bytes","disk_read_bytes","slowest_frame","settle_ns","still_ns",
/// "still_cpu_ns","refine_frame_ns","refine_cpu_ns","refined_ns"}],"left_out":[…]}`. `build` is left out where the side
/// file was there.
public final class FlightJson {
    private FlightJson() {}

    public static String write(final Machine machine, final List<Flown> flown, final List<String> leftOut) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("suite", "flight");
            json.writeObjectFieldStart("machine");
            json.writeStringField("cpu", machine.cpu());
            json.writeNumberField("cores", machine.cores());
            json.writeStringField("jdk", machine.jdk());
            json.writeStringField("driver", machine.driver());
            json.writeNumberField("load", machine.load());
            json.writeEndObject();
            json.writeArrayFieldStart("clouds");
            for (final Flown each : flown) {
                write(json, each);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("left_out");
            for (final String each : leftOut) {
                json.writeString(each);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void write(final JsonGenerator json, final Flown flown) throws IOException {
        json.writeStartObject();
        json.writeNumberField("points", flown.points());
        final Built built = flown.built();
        if (built != null) {
            json.writeObjectFieldStart("build");
            json.writeNumberField("seconds", built.seconds());
            json.writeNumberField("forced_seconds", built.forcedSeconds());
            json.writeNumberField("points_per_s", flown.points() / built.seconds());
            json.writeNumberField("side_bytes", built.sideBytes());
            json.writeNumberField("held_before_bytes", built.heldBeforeBytes());
            json.writeNumberField("held_max_bytes", built.heldMostBytes());
            json.writeNumberField("disk_read_bytes", built.readBytes());
            json.writeEndObject();
        }
        json.writeNumberField("first_picture_ns", flown.firstNs());
        json.writeNumberField("first_whole_picture_ns", flown.firstWholeNs());
        write(json, "frame_ns", flown.wallNs());
        write(json, "low_frame_ns", flown.lowNs());
        write(json, "cpu_ns", flown.cpuNs());
        write(json, "points_per_frame", flown.drawn());
        json.writeNumberField("late_frames", flown.late());
        json.writeNumberField("device_bytes", flown.deviceBytes());
        json.writeNumberField("held_max_bytes", flown.heldMostBytes());
        json.writeNumberField("disk_read_bytes", flown.readBytes());
        json.writeStringField("slowest_frame", flown.slowest());
        write(json, "settle_ns", flown.settleNs());
        write(json, "still_ns", flown.stillNs());
        write(json, "still_cpu_ns", flown.stillCpuNs());
        write(json, "refine_frame_ns", flown.refineNs());
        write(json, "refine_cpu_ns", flown.refineCpuNs());
        write(json, "refined_ns", flown.wholeNs());
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final String name, final Histogram histogram)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        json.writeNumberField("p50", histogram.getValueAtPercentile(50));
        json.writeNumberField("p90", histogram.getValueAtPercentile(90));
        json.writeNumberField("p99", histogram.getValueAtPercentile(99));
        json.writeNumberField("max", histogram.getMaxValue());
        json.writeEndObject();
    }
}
