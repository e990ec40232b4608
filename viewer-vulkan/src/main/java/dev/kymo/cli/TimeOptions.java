package dev.kymo.cli;

import dev.kymo.store.model.Timeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A span of a timeline, both ends included.
final class TimeOptions {
    @Option(
            names = "--from",
            paramLabel = "A",
            converter = TimeText.Converter.class,
            description = "First time; the beginning unless given.")
    private @Nullable Long from;

    @Option(
            names = "--to",
            paramLabel = "B",
            converter = TimeText.Converter.class,
            description = "Last time; the end unless given.")
    private @Nullable Long to;

    long from() {
        return from == null ? Timeline.MIN_TIME : from;
    }

    long to() {
        return to == null ? Timeline.MAX_TIME : to;
    }
}
