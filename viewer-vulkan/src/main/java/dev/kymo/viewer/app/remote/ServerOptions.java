package dev.kymo.viewer.app.remote;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a [RemoteServer] puts up with.
///
/// @param maxConnections more are refused
/// @param silence a connection that has said nothing for so long, or takes nothing, is cut
/// @param maxHeldBytes of frames that are being read, in all connections together; who needs more waits,
///     and is cut when that takes longer than `silence`
/// @param sessions where it is kept which tables of which program have been taken, so that a recorder after
///     this one knows; null when nobody comes after
public record ServerOptions(
        int maxConnections,
        Duration silence,
        long maxHeldBytes,
        @Nullable Path sessions) {
    /// 64 connections, 15 s, 256 MiB, nothing kept.
    public static final ServerOptions DEFAULT = new ServerOptions(64, Duration.ofSeconds(15), 256L << 20, null);

    public ServerOptions withMaxConnections(final int number) {
        return new ServerOptions(number, silence, maxHeldBytes, sessions);
    }

    public ServerOptions withSilence(final Duration time) {
        return new ServerOptions(maxConnections, time, maxHeldBytes, sessions);
    }

    public ServerOptions withMaxHeldBytes(final long bytes) {
        return new ServerOptions(maxConnections, silence, bytes, sessions);
    }

    public ServerOptions withSessions(final Path file) {
        return new ServerOptions(maxConnections, silence, maxHeldBytes, file);
    }
}
