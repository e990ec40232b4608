package dev.kymo.perf.query;

import dev.kymo.perf.side.Side;
import java.util.Optional;

/// The sides of `latest-at` and `range` that are here.
public final class QuerySides {
    private QuerySides() {}

    public static Optional<Side> findLatestAt(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new LatestAtSide(KymoPoints::new));
            case "skip-list" -> Optional.of(new LatestAtSide(SkipListPoints::new));
            default -> Optional.empty();
        };
    }

    public static Optional<Side> findRange(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new RangeSide(KymoScalars::new));
            case "raw-sum" -> Optional.of(new RangeSide(SegmentScalars::new));
            default -> Optional.empty();
        };
    }
}
