package dev.kymo.perf.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/// Where a worker's time and allocations go, by Flight Recorder, over rounds that are not measured.
final class ProfiledRounds {
    private static final int PLACES = 8;
    private static final List<String> WAITING = List.of(
            "readBytes",
            "FileOutputStream.writeBytes",
            ".park",
            "epollWait",
            "sleep",
            ".yield",
            "waitForProcessExit",
            "read0",
            "letReaderRest");
    private static final List<String> HARNESS = List.of(
            "dev.kymo.perf.run.ProfiledRounds",
            "dev.kymo.perf.run.SampleLine",
            "dev.kymo.perf.run.WorkerMain",
            "org.HdrHistogram.",
            "dev.kymo.perf.side.",
            "jdk.jfr.");
    private static final Duration PERIOD = Duration.ofMillis(10);

    private final Recording recording = new Recording();

    private ProfiledRounds() {
        recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
        recording.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
        recording.enable("jdk.ObjectAllocationSample").with("throttle", "500/s");
        recording.start();
    }

    static ProfiledRounds start() {
        return new ProfiledRounds();
    }

    /// Lines `hot SHARE METHOD` and `alloc SHARE CLASS in METHOD`, the greatest share first.
    List<String> finish() throws IOException {
        recording.stop();
        final Path file = Files.createTempFile("kymo-bench", ".jfr");
        try {
            recording.dump(file);
            recording.close();
            final Map<String, Long> hot = new HashMap<>();
            final Map<String, Long> allocations = new HashMap<>();
            for (final RecordedEvent event : RecordingFile.readAllEvents(file)) {
                final RecordedStackTrace stack = event.getStackTrace();
                if (stack == null || stack.getFrames().isEmpty()) {
                    continue;
                }
                if (isHarness(ours(stack)) || isRecorder(stack.getFrames().getLast())) {
                    continue;
                }
                if (event.getEventType().getName().equals("jdk.ObjectAllocationSample")) {
                    allocations.merge(
                            event.getClass("objectClass").getName() + " in " + place(ours(stack)),
                            event.getLong("weight"),
                            Long::sum);
                } else if (!isWaiting(stack)) {
                    hot.merge(place(visible(stack)), 1L, Long::sum);
                }
            }
            final List<String> lines = new ArrayList<>();
            addShares("hot", hot, lines);
            addShares("alloc", allocations, lines);
            return lines;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// What the worker does between rounds.
    private static boolean isHarness(final RecordedFrame frame) {
        final String type = frame.getMethod().getType().getName();
        return HARNESS.stream().anyMatch(type::startsWith);
    }

    /// Flight Recorder's own threads; a worker's rounds all have the harness at the bottom.
    private static boolean isRecorder(final RecordedFrame bottom) {
        return bottom.getMethod().getType().getName().startsWith("jdk.jfr.");
    }

    /// The worker's own waiting for commands, and idle threads of libraries.
    private static boolean isWaiting(final RecordedStackTrace stack) {
        final String top = place(stack.getFrames().getFirst());
        final String seen = place(visible(stack));
        return WAITING.stream().anyMatch(each -> top.contains(each) || seen.contains(each));
    }

    /// The top frame, or the first below the stubs that call native code, which have no names.
    private static RecordedFrame visible(final RecordedStackTrace stack) {
        for (final RecordedFrame frame : stack.getFrames()) {
            final String type = frame.getMethod().getType().getName();
            if (!type.contains("0x")
                    && !type.startsWith("jdk.internal.foreign")
                    && !type.startsWith("java.lang.invoke")) {
                return frame;
            }
        }
        return stack.getFrames().getFirst();
    }

    /// The first frame that is not the JDK's.
    private static RecordedFrame ours(final RecordedStackTrace stack) {
        for (final RecordedFrame frame : stack.getFrames()) {
            final String type = frame.getMethod().getType().getName();
            if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
                return frame;
            }
        }
        return stack.getFrames().getFirst();
    }

    private static String place(final RecordedFrame frame) {
        final String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    private static void addShares(final String word, final Map<String, Long> weights, final List<String> lines) {
        final double total =
                weights.values().stream().mapToLong(Long::longValue).sum();
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(PLACES)
                .forEach(entry -> lines.add(String.format(
                        Locale.ROOT, "%s %.3f %s", word, entry.getValue() / Math.max(1, total), entry.getKey())));
    }
}
