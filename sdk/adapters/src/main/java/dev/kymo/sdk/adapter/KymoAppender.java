package dev.kymo.sdk.adapter;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.kymo.sdk.RecordingStream;
import org.jspecify.annotations.Nullable;

/// What Logback (and so SLF4J) says, as rows: a line is a `TextLog` on `logs/<logger>`, with the level, the
/// names of logger and thread, and the stack trace of what was thrown.
///
/// ```xml
/// <appender name="KYMO" class="dev.kymo.sdk.adapter.KymoAppender">
///   <applicationId>pump</applicationId>
/// </appender>
/// ```
///
/// Any thread may log. The appender throws nothing, is not called again by what it does itself, and waits
/// for nobody where the recording's sink waits for nobody (shared memory and TCP do not; a file waits for
/// the disk).
public final class KymoAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private @Nullable RecordingStream recording;
    private @Nullable RecordingStream owned;
    private @Nullable LogRows rows;
    private String applicationId = "logback";
    private @Nullable String recordingId;
    private String prefix = LogRows.DEFAULT_PREFIX;

    /// For a recording that the appender opens over shared memory when it is started, and closes when it is
    /// stopped.
    public KymoAppender() {}

    /// @param recording stays the caller's: stopping the appender leaves it open
    public KymoAppender(final RecordingStream recording) {
        this.recording = recording;
    }

    /// Names the program: letters, digits, `_` and `-`; `logback` when not set.
    public void setApplicationId(final String id) {
        applicationId = id;
    }

    /// Lets several processes fill one recording; a random one when not set.
    public void setRecordingId(final String id) {
        recordingId = id;
    }

    /// Path of the entity above all loggers'; `logs` when not set.
    public void setPrefix(final String path) {
        prefix = path;
    }

    @Override
    public void start() {
        try {
            RecordingStream target = recording;
            if (target == null) {
                var builder = RecordingStream.builder(applicationId);
                if (recordingId != null) {
                    builder = builder.recordingId(recordingId);
                }
                target = builder.open();
                owned = target;
            }
            rows = new LogRows(target, prefix);
            super.start();
        } catch (final RuntimeException failure) {
            // As Logback has it: an appender that can't start is left out, the program goes on
            addError("no recording for " + applicationId + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    protected void append(final ILoggingEvent line) {
        final LogRows to = rows;
        if (to == null) {
            return;
        }
        try {
            final IThrowableProxy thrown = line.getThrowableProxy();
            to.log(
                    line.getLevel().toString(),
                    line.getLoggerName(),
                    line.getThreadName(),
                    String.valueOf(line.getFormattedMessage()),
                    thrown == null ? null : ThrowableProxyUtil.asString(thrown).stripTrailing());
        } catch (final RuntimeException failure) {
            addError("a line was not recorded", failure);
        }
    }

    /// Lines that were lost.
    public long droppedLines() {
        final LogRows of = rows;
        return of == null ? 0 : of.dropped();
    }

    @Override
    public void stop() {
        super.stop();
        final RecordingStream toClose = owned;
        owned = null;
        if (toClose != null) {
            toClose.close();
        }
    }
}
