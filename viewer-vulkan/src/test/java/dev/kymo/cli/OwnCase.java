package dev.kymo.cli;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingBuilder;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.file.FileSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A small recording whose answers can be worked out by hand.
///
/// | row | entity | frame | t | wall | what |
/// |---|---|---|---|---|---|
/// | 1 | /a | 1 | 0.5 s | | value 1.5 |
/// | 2 | /a | 2 | 1.5 s | | 0 values |
/// | 3 | /a | 4 | | 2026-11-20T12:00:00Z | values 4, -0, NaN |
/// | 4 | /a | 3 | | | values 3 (out of order) |
/// | 5 | /a | 4 | | | value 44 (same time, later row) |
/// | 6 | /tree | 1 | | | text root |
/// | 7 | /tree/leaf | 1 | | | text leaf |
/// | 8 | /tree | 3 | | | recursive clear |
/// | 9 | /tree/leaf | 5 | | | text again |
/// | 10, 11 | /fixed | static | | | value 7, then 8 |
/// | 12 | /fixed | 9 | | | value 9 (never seen) |
/// | 13 | /cloud | static | | | origin 1e6, 2e6, 100 |
/// | 14 | /cloud | 0 | | | positions (0.25, 0.5, -1), (1, 2, 3) |
/// | 15 | /any | 1 | | | i64 2^53 + 1, i32 -7, f32 0.1 |
final class OwnCase {
    static final String APPLICATION = "own_case";
    static final String RECORDING = "the-one";

    private OwnCase() {}

    static void write(final Path file) throws IOException {
        write(file, APPLICATION, RECORDING, OwnCase::log);
    }

    /// A file of one recording without `log_time`.
    static void write(
            final Path file, final String application, final String recording, final Consumer<RecordingStream> rows)
            throws IOException {
        final RecordingBuilder builder =
                RecordingStream.builder(application).recordingId(recording).logTime(false);
        try (RecordingStream out = builder.sink(FileSink.create(file)).open()) {
            rows.accept(out);
        }
    }

    static void log(final RecordingStream out) {
        out.setTimeSequence("frame", 1);
        out.setTimeDuration("t", Duration.ofMillis(500));
        out.log("a", Scalars.of(1.5));
        out.setTimeSequence("frame", 2);
        out.setTimeDuration("t", Duration.ofMillis(1500));
        out.log("a", Scalars.of());
        out.resetTime();
        out.setTimeSequence("frame", 4);
        out.setTimeTimestamp("wall", Instant.parse("2026-11-20T12:00:00Z"));
        out.log("a", Scalars.of(4, -0.0, Double.NaN));
        out.resetTime();
        out.setTimeSequence("frame", 3);
        out.log("a", Scalars.of(3));
        out.setTimeSequence("frame", 4);
        out.log("a", Scalars.of(44));
        out.setTimeSequence("frame", 1);
        out.log("tree", TextLog.of("root"));
        out.log("tree/leaf", TextLog.of("leaf"));
        out.setTimeSequence("frame", 3);
        out.log("tree", Clear.recursive());
        out.setTimeSequence("frame", 5);
        out.log("tree/leaf", TextLog.of("again"));
        out.logStatic("fixed", Scalars.of(7));
        out.logStatic("fixed", Scalars.of(8));
        out.setTimeSequence("frame", 9);
        out.log("fixed", Scalars.of(9));
        out.logStatic("cloud", Origin3D.of(1e6, 2e6, 100));
        out.setTimeSequence("frame", 0);
        out.log("cloud", Points3D.of(0.25f, 0.5f, -1, 1, 2, 3).colors(0xFF0000FF));
        out.setTimeSequence("frame", 1);
        out.log(
                "any",
                AnyValues.of().with("big", (1L << 53) + 1).with("small", -7).with("tenth", 0.1f));
    }
}
