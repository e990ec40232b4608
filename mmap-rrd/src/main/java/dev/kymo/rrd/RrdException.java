package dev.kymo.rrd;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that can't be read or written as `.rrd`. The message is one line: file, byte offset, expected, found.
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

    /// Where in the file.
    public long offsetBytes() {
        return offsetBytes;
    }

    /// The message without file and offset.
    String reason() {
        return reason;
    }
}
