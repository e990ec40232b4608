package dev.kymo.rrd;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that can't be read or written as `.rrd`. The message is one line: file, byte offset, expected,
/// found.
public final class RrdException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offsetBytes;
    private final String reason;

    RrdException(final Path file, final long offsetBytes, final String message) {
        this(file, offsetBytes, message, null);
    }

    RrdException(final Path file, final long offsetBytes, final String message, final @Nullable Throwable cause) {
        super(file + ": byte " + offsetBytes + ": " + message, cause);
        this.offsetBytes = offsetBytes;
        reason = message;
    }

    private RrdException(final Path file, final String message, final @Nullable Throwable cause) {
        super(file + ": " + message, cause);
        offsetBytes = 0;
        reason = message;
    }

    /// For what concerns the file as a whole, so that no place in it can be named.
    static RrdException ofWhole(final Path file, final String message, final @Nullable Throwable cause) {
        return new RrdException(file, message, cause);
    }

    /// Where in the file; 0 when it is about the whole of it.
    public long offsetBytes() {
        return offsetBytes;
    }

    /// The message without file and offset.
    String reason() {
        return reason;
    }
}
