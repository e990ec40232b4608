package dev.kymo.perf.recording;

import dev.kymo.perf.side.Side;
import java.util.Optional;

/// The sides of `record` that are here.
public final class RecordSides {
    private RecordSides() {}

    public static Optional<Side> find(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new RecordSide(side, KymoRecorder::new));
            case "plain-write" -> Optional.of(new RecordSide(side, PlainWrite::new));
            default -> Optional.empty();
        };
    }
}
