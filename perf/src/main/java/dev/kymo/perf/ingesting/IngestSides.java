package dev.kymo.perf.ingesting;

import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideByCase;
import java.util.Map;
import java.util.Optional;

/// The sides of `ingest` that are here.
public final class IngestSides {
    private IngestSides() {}

    public static Optional<Side> find(final String side) {
        return switch (side) {
            case "kymo" ->
                Optional.of(new SideByCase(
                        () -> new IngestSide(KymoIngest::new),
                        Map.of(IngestSide.VISIBLE, VisibleSide::new, IngestSide.IDLE, IdleSide::new)));
            case "memcpy" -> Optional.of(new IngestSide(MemcpyIngest::new));
            default -> Optional.empty();
        };
    }
}
