package dev.kymo.examples;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.TextLogLevel;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What a program says through `java.util.logging` anyway, beside what it measures.
public final class JavaLogExample {
    private static final Map<Level, String> LEVELS =
            Map.of(Level.SEVERE, TextLogLevel.ERROR, Level.WARNING, TextLogLevel.WARN);

    private JavaLogExample() {}

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("java-log")) {
            run(rec);
        }
    }

    static void run(final RecordingStream rec) {
        final Logger logger = Logger.getLogger("pump");
        final Handler handler = new RecordingHandler(rec);
        logger.addHandler(handler);
        logger.info("begins");
        logger.log(Level.WARNING, "pressure {0} bar", 9);
        logger.log(Level.SEVERE, "stops", new IllegalStateException("no oil"));
        logger.removeHandler(handler);
    }

    /// A line of the log for each record, below `logs/`, at the record's own time.
    private static final class RecordingHandler extends Handler {
        private final RecordingStream rec;

        RecordingHandler(final RecordingStream rec) {
            this.rec = rec;
        }

        @Override
        public void publish(final LogRecord log) {
            final String thrown = log.getThrown() == null ? "" : ": " + log.getThrown();
            final String text = new SimpleFormatter().formatMessage(log) + thrown;
            rec.setTimeTimestamp("logged", log.getInstant());
            rec.log(
                    "logs/" + log.getLoggerName(),
                    TextLog.of(LEVELS.getOrDefault(log.getLevel(), TextLogLevel.INFO), text));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
