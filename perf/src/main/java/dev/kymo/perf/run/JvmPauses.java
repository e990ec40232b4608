package dev.kymo.perf.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// When this JVM stopped all of its threads: every safepoint, the collector's pauses among them, to the nanosecond, as
/// its own log has them. Collectors' beans count whole milliseconds, of which one has many pauses of ZGC.
public final class JvmPauses {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    /// The time is [System#nanoTime]'s when the threads go on.
    private static final Pattern PAUSE = Pattern.compile("\\[(\\d+)ns] Safepoint \"([^\"]*)\".*\\bTotal: *(\\d+) ns.*");

    private final Path log;

    private JvmPauses(final Path log) {
        this.log = log;
    }

    /// @param endNs by [System#nanoTime]
    /// @param tookNs from when threads were asked to stop
    record Pause(String cause, long endNs, long tookNs) {}

    /// What there was in some time.
    ///
    /// @param count of all
    /// @param ns of all together
    /// @param longestNs of one
    public record Total(long count, long ns, long longestNs) {
        public static final Total NONE = new Total(0, 0, 0);

        private Total with(final Pause pause) {
            return new Total(count + 1, ns + pause.tookNs, Math.max(longestNs, pause.tookNs));
        }
    }

    /// Both ends by [System#nanoTime], and both included.
    public record Span(long fromNs, long toNs) {
        private boolean has(final long timeNs) {
            return timeNs - fromNs >= 0 && timeNs - toNs <= 0;
        }
    }

    /// Has the JVM write them down from now on, for as long as it runs.
    ///
    /// @param log best on a memory file system: a write is part of what follows a pause
    /// @throws IOException when it can't be written
    public static JvmPauses into(final Path log) throws IOException {
        try {
            final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            final String[] options = {
                "output=file=" + log, "what=safepoint=info", "decorators=timenanos", "output_options=filecount=0"
            };
            final Object said = beans.invoke(
                    new ObjectName(COMMANDS), "vmLog", new Object[] {options}, new String[] {String[].class.getName()});
            if (!said.toString().isBlank() || !Files.exists(log)) {
                throw new IOException("the JVM does not log its pauses into " + log + ": " + said);
            }
        } catch (final JMException e) {
            throw new IOException("the JVM does not log its pauses into " + log, e);
        }
        return new JvmPauses(log);
    }

    /// Those that ended in one of these times.
    public Total during(final List<Span> spans) throws IOException {
        Total total = Total.NONE;
        for (final Pause pause : parse(Files.readAllLines(log))) {
            if (spans.stream().anyMatch(span -> span.has(pause.endNs))) {
                total = total.with(pause);
            }
        }
        return total;
    }

    static List<Pause> parse(final List<String> lines) {
        final List<Pause> pauses = new ArrayList<>();
        for (final String line : lines) {
            final Matcher found = PAUSE.matcher(line);
            if (found.matches()) {
                pauses.add(new Pause(found.group(2), Long.parseLong(found.group(1)), Long.parseLong(found.group(3))));
            }
        }
        return pauses;
    }
}
