package dev.kymo.perf.ingesting;

import dev.kymo.perf.side.Side;
import java.util.Optional;

/// The sides of `ingest` that are here.
public final class IngestSides {
    private IngestSides() {}

    public static Optional<Side> find(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new IngestSide(KymoIngest::new));
            case "memcpy" -> Optional.of(new IngestSide(MemcpyIngest::new));
            default -> Optional.empty();
        };
    }
}
