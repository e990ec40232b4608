package dev.kymo.perf.logging;

import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Side;
import java.util.Optional;

/// The sides of `log` that are here.
public final class LogSides {
    private LogSides() {}

    public static Optional<Side> find(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new LogSide(side, KymoLog::new));
            case "agrona-ring" -> Optional.of(new LogSide(side, AgronaLog::new));
            case "tcp" -> Optional.of(new LogSide(side, TcpLog::new));
            case "jfr-event" -> Optional.of(new LogSide(side, JfrLog::new));
            default -> Optional.empty();
        };
    }

    /// What reads at the other end.
    public static Optional<RowReader> findReader(final String side) {
        return switch (side) {
            case "kymo" -> Optional.of(new KymoLog.Reader());
            case "agrona-ring" -> Optional.of(new AgronaLog.Reader());
            case "tcp" -> Optional.of(new TcpLog.Reader());
            default -> Optional.empty();
        };
    }
}
