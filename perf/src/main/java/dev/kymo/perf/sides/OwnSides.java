package dev.kymo.perf.sides;

import dev.kymo.perf.files.FileSides;
import dev.kymo.perf.ingesting.IngestSides;
import dev.kymo.perf.logging.LogSides;
import dev.kymo.perf.micro.JmhSide;
import dev.kymo.perf.picture.PictureSides;
import dev.kymo.perf.query.QuerySides;
import dev.kymo.perf.recording.RecordSides;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideProvider;
import dev.kymo.perf.sweeping.SweepSide;
import java.util.Optional;

/// Kymo's sides and those peers that need nothing but the JDK and Kymo's own libraries.
public final class OwnSides implements SideProvider {
    @Override
    public Optional<Side> find(final String suite, final String side) {
        return switch (suite) {
            case "log" -> LogSides.find(side);
            case "latest-at" -> QuerySides.findLatestAt(side);
            case "range" -> QuerySides.findRange(side);
            case "ingest" -> IngestSides.find(side);
            case "record" -> RecordSides.find(side);
            case "open", "space", "import" -> FileSides.find(suite, side);
            case "guard" -> guard(side);
            case "sweep" -> sweep(side);
            case "points", "frame", "clouds" -> PictureSides.find(suite, side);
            default -> Optional.empty();
        };
    }

    private static Optional<Side> sweep(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(SweepSide.kymo());
            case "skip-list" -> Optional.of(SweepSide.skipList());
            default -> Optional.empty();
        };
    }

    private static Optional<Side> guard(final String side) {
        return switch (side) {
            case "kymo", "bare" -> Optional.of(new JmhSide(side));
            case "read-lock" -> Optional.of(new JmhSide("readLock"));
            case "stamped-lock" -> Optional.of(new JmhSide("stampedLock"));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<RowReader> findReader(final String suite, final String side) {
        return suite.equals("log") ? LogSides.findReader(side) : Optional.empty();
    }
}
