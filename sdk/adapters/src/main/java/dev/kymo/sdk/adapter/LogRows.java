package dev.kymo.sdk.adapter;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.TextLog;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Lines of a log as rows: a [TextLog] on an entity for each logger, `logs/com/acme/Pump` for
/// `com.acme.Pump`, with the names of logger and thread beside it. Any thread.
///
/// A line that is said while one is being logged, by the same thread, is left out: it would be about
/// logging, and call for another.
final class LogRows {
    static final String DEFAULT_PREFIX = "logs";

    private static final ThreadLocal<Boolean> IS_LOGGING = ThreadLocal.withInitial(() -> Boolean.FALSE);
    private static final int MAX_KNOWN_LOGGERS = 4096;
    private static final int MAX_TEXT_LENGTH = 1 << 16;
    /// Kymo's own loggers.
    private static final String OWN = "dev.kymo.";

    private final RecordingStream recording;
    private final List<String> prefix;
    private final ConcurrentHashMap<String, EntityPath> entities = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /// @param recording stays the caller's
    /// @param prefix path of the entity above all loggers'
    LogRows(final RecordingStream recording, final String prefix) {
        this.recording = recording;
        this.prefix = EntityPath.parse(prefix).parts();
    }

    /// Logs a line.
    ///
    /// @param logger its name; null or empty for the root
    /// @param failure its stack trace is put behind the text
    void log(
            final String level,
            final @Nullable String logger,
            final String threadName,
            final String text,
            final @Nullable String failure) {
        if (IS_LOGGING.get() || (logger != null && logger.startsWith(OWN))) {
            return;
        }
        IS_LOGGING.set(Boolean.TRUE);
        try {
            final String name = logger == null ? "" : logger;
            final String whole = failure == null ? text : text + "\n" + failure;
            final Commit answer = recording.log(
                    entity(name),
                    TextLog.of(level, whole.length() > MAX_TEXT_LENGTH ? whole.substring(0, MAX_TEXT_LENGTH) : whole),
                    AnyValues.of("kymo.LogOrigin").with("logger", name).with("thread", threadName));
            if (answer == Commit.DROPPED) {
                dropped.incrementAndGet();
            }
        } finally {
            IS_LOGGING.set(Boolean.FALSE);
        }
    }

    /// Lines that were lost; the recording counts them, too, while it is open.
    long dropped() {
        return dropped.get();
    }

    private EntityPath entity(final String logger) {
        final EntityPath known = entities.get(logger);
        if (known != null) {
            return known;
        }
        final List<String> parts = new ArrayList<>(prefix);
        Arrays.stream(logger.split("\\.")).filter(part -> !part.isEmpty()).forEach(parts::add);
        final EntityPath made = EntityPath.of(parts);
        // Loggers named anew for every line must not fill the heap
        if (entities.size() < MAX_KNOWN_LOGGERS) {
            entities.put(logger, made);
        }
        return made;
    }

    static String stackTrace(final Throwable failure) {
        final StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            failure.printStackTrace(writer);
        }
        return text.toString().stripTrailing();
    }
}
