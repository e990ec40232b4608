package dev.kymo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The demo's logging programs, each a process of its own on plain `java -cp` with nothing but the SDK's jars.
final class DemoProducers implements AutoCloseable {
    static final List<String> NAMES = List.of("robot", "machine");

    private static final List<String> MAIN_CLASSES =
            List.of("dev.kymo.demo.RobotProducer", "dev.kymo.demo.MachineProducer");
    /// Jars, or build folders in a development tree, that a logging program needs.
    private static final List<String> NEEDED = List.of("kymo-model", "kymo-ring", "kymo-sdk-0", "kymo-demo");

    private static final List<String> NEEDED_FOLDERS =
            List.of("offheap-store/model", "ring-ingest/ring", "sdk/producer", "sdk/demo");

    private final List<Process> processes = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();
    private final double seconds;

    private final ExitCleanup cleanup = ExitCleanup.of("kymo-demo-stop", this::stop);

    private DemoProducers(final double seconds) {
        this.seconds = seconds;
    }

    static DemoProducers start(final Path folder, final String application, final double seconds, final Path shm)
            throws IOException {
        final DemoProducers producers = new DemoProducers(seconds);
        final String recording = UUID.randomUUID().toString();
        final Instant now = Instant.now();
        final String start = Long.toString(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        try {
            for (int i = 0; i < NAMES.size(); i++) {
                final Path output = Files.createTempFile("kymo-demo-" + NAMES.get(i), ".json");
                producers.outputs.add(output);
                final ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        classPath(),
                        MAIN_CLASSES.get(i),
                        "--seconds",
                        Double.toString(seconds),
                        "--recording",
                        recording,
                        "--app",
                        application,
                        "--out",
                        folder.toString(),
                        "--name",
                        NAMES.get(i),
                        "--start",
                        start);
                builder.environment().put("KYMO_SHM_DIR", shm.toString());
                builder.redirectError(ProcessBuilder.Redirect.INHERIT);
                builder.redirectOutput(output.toFile());
                producers.processes.add(builder.start());
            }
            return producers;
        } catch (final IOException e) {
            producers.close();
            throw e;
        }
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> NEEDED.stream()
                                .anyMatch(jar ->
                                        Path.of(entry).getFileName().toString().startsWith(jar))
                        || NEEDED_FOLDERS.stream().anyMatch(module -> entry.endsWith(module + "/target/classes")))
                .collect(Collectors.joining(":"));
    }

    double seconds() {
        return seconds;
    }

    /// Waits a while for all to end.
    ///
    /// @return whether all have
    boolean awaitEnd(final long timeout, final TimeUnit unit) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + unit.toNanos(timeout);
        for (final Process process : processes) {
            if (!process.waitFor(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    boolean haveSucceeded() {
        return processes.stream().allMatch(process -> process.exitValue() == 0);
    }

    /// What each said of itself at its end.
    List<String> reports() throws IOException {
        final List<String> reports = new ArrayList<>();
        for (final Path output : outputs) {
            reports.addAll(Files.readAllLines(output));
        }
        return reports;
    }

    /// Ends those that still run, and removes what they said.
    @Override
    public void close() throws IOException {
        cleanup.close();
    }

    private void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        for (final Path output : outputs) {
            Files.deleteIfExists(output);
        }
    }
}
