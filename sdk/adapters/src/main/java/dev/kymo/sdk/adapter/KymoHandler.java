package dev.kymo.sdk.adapter;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.TextLogLevel;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// What `java.util.logging` says, as rows: a line is a `TextLog` on `logs/<logger>`, with the level, the
/// names of logger and thread, and the stack trace of what was thrown.
///
/// ```java
/// Logger.getLogger("").addHandler(new KymoHandler(rec));
/// ```
///
/// Any thread may log. The handler throws nothing, is not called again by what it does itself, and waits
/// for nobody where the recording's sink waits for nobody (shared memory and TCP do not; a file waits for
/// the disk).
public final class KymoHandler extends Handler {
    private static final Formatter MESSAGES = new SimpleFormatter();

    private final LogRows rows;

    /// Entities below `logs`.
    ///
    /// @param recording stays the caller's: closing the handler leaves it open
    public KymoHandler(final RecordingStream recording) {
        this(recording, LogRows.DEFAULT_PREFIX);
    }

    /// @param prefix path of the entity above all loggers'
    public KymoHandler(final RecordingStream recording, final String prefix) {
        rows = new LogRows(recording, prefix);
    }

    @Override
    public void publish(final LogRecord line) {
        if (!isLoggable(line)) {
            return;
        }
        try {
            final Throwable thrown = line.getThrown();
            rows.log(
                    level(line.getLevel()),
                    line.getLoggerName(),
                    Thread.currentThread().getName(),
                    String.valueOf(MESSAGES.formatMessage(line)),
                    thrown == null ? null : LogRows.stackTrace(thrown));
        } catch (final RuntimeException failure) {
            reportError(null, failure, ErrorManager.WRITE_FAILURE);
        }
    }

    static String level(final Level level) {
        final int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return TextLogLevel.ERROR;
        }
        if (value >= Level.WARNING.intValue()) {
            return TextLogLevel.WARN;
        }
        if (value >= Level.INFO.intValue()) {
            return TextLogLevel.INFO;
        }
        return value >= Level.FINE.intValue() ? TextLogLevel.DEBUG : TextLogLevel.TRACE;
    }

    /// Lines that were lost.
    public long droppedLines() {
        return rows.dropped();
    }

    /// Does nothing: rows are committed as they come.
    @Override
    public void flush() {}

    /// Does nothing: the recording is the caller's.
    @Override
    public void close() {}
}
