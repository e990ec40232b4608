package dev.kymo.sdk.file;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.Histogram;
import dev.kymo.sdk.McapChannel;
import dev.kymo.sdk.McapMessage;
import dev.kymo.sdk.McapSchema;
import dev.kymo.sdk.McapStatistics;
import dev.kymo.sdk.RecordingInfo;
import dev.kymo.sdk.Span;
import dev.kymo.sdk.SpanLane;
import dev.kymo.sdk.StateChange;
import dev.kymo.sdk.StateConfiguration;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.TextLogLevel;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Words, and what a recording or a file says about itself.
final class WordSamples {
    private WordSamples() {}

    /// States over time, and what an MCAP file says about itself.
    static List<Sample> states() {
        return List.of(
                new Sample("states/machine", StateChange.of("idle"), StateChange.of("busy"), StateChange.clearFields()),
                new Sample(
                        "states/machine",
                        StateConfiguration.update()
                                .values("idle", "busy")
                                .labels("Idle", "Busy")
                                .colors(Color.GRAY, Color.GREEN)
                                .visible(true, true),
                        StateConfiguration.update().labels("i", "b"),
                        StateConfiguration.clearFields()),
                new Sample(
                        "mcap/channel",
                        McapChannel.update()
                                .id(65_535)
                                .topic("/scan")
                                .messageEncoding("cdr")
                                .metadata(Map.of("k", "v")),
                        McapChannel.update().topic("/other"),
                        McapChannel.clearFields()),
                new Sample(
                        "mcap/message",
                        McapMessage.of((byte) 1, (byte) 2),
                        McapMessage.of(new byte[0]),
                        McapMessage.clearFields()),
                new Sample(
                        "mcap/schema",
                        McapSchema.update()
                                .id(7)
                                .name("Scan")
                                .encoding("ros2msg")
                                .data((byte) 'x'),
                        McapSchema.update().id(8),
                        McapSchema.clearFields()),
                new Sample(
                        "mcap/statistics",
                        McapStatistics.update()
                                .messageCount(10)
                                .schemaCount(1)
                                .channelCount(2)
                                .attachmentCount(0)
                                .metadataCount(3)
                                .chunkCount(4)
                                .messageStartTime(1_700_000_000_000_000_000L)
                                .messageEndTime(1_700_000_001_000_000_000L)
                                .channelMessageCounts(Map.of(1, 10L)),
                        McapStatistics.update().messageCount(11),
                        McapStatistics.clearFields()));
    }

    static List<Sample> texts() {
        return List.of(
                new Sample(
                        "texts/log",
                        TextLog.of(TextLogLevel.INFO, "gr\u00FC\u00DFe").color(Color.RED),
                        TextLog.of("a line"),
                        TextLog.clearFields()),
                new Sample(
                        "texts/document",
                        TextDocument.markdown("# Title\n\ntext"),
                        TextDocument.update().text("plain"),
                        TextDocument.clearFields()),
                new Sample("own/span", Span.of(1_000, 2_000).depth(1).lane(3), Span.named("turn"), Span.of(5_000, 0)),
                new Sample("own/lane", SpanLane.named("main"), SpanLane.named("worker"), SpanLane.named("")),
                new Sample("own/histogram", histogram(2).clamped(1), Histogram.ofUnit("ns"), histogram(0)),
                new Sample(
                        "own/values",
                        ownValues(),
                        AnyValues.of().with("note", "alone"),
                        AnyValues.of("a.b.Own").with("flags", true, false, true)),
                new Sample(
                        "__properties/run",
                        RecordingInfo.update()
                                .startTime(1_700_000_000_000_000_000L)
                                .name("all"),
                        RecordingInfo.update().name("again"),
                        RecordingInfo.clearFields()));
    }

    /// The bytes mean something to Kymo alone, and need not here.
    private static Histogram histogram(final long count) {
        return Histogram.of(1_000, 2_000, MemorySegment.ofArray(new byte[] {1, 2, 3}), count);
    }

    private static AnyValues ownValues() {
        return AnyValues.of("a.b.Own")
                .with("doubles", -0.0, Double.NaN, Double.MIN_VALUE)
                .with("floats", 1.5f, Float.POSITIVE_INFINITY)
                .with("longs", Long.MIN_VALUE, Long.MAX_VALUE)
                .with("ints", 1, -1)
                .with("flags", true, false)
                .with("words", "", "\uD83E\uDD16");
    }
}
