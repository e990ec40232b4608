package dev.kymo.viewer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// One of the demo's logging programs, as a process of its own on plain `java -cp` with nothing but the SDK's
/// jars.
final class DemoProcess implements AutoCloseable {
    /// What can be started.
    enum Program {
        ROBOT("robot", "dev.kymo.demo.RobotProducer", 1),
        MACHINE("machine", "dev.kymo.demo.MachineProducer", 1_000_000_000L);

        private final String label;
        private final String mainClass;
        private final long firstNumber;

        Program(final String label, final String mainClass, final long firstNumber) {
            this.label = label;
            this.mainClass = mainClass;
            this.firstNumber = firstNumber;
        }
    }

    /// Jars, or build folders in a development tree, that a logging program needs.
    private static final List<String> NEEDED = List.of("kymo-model", "kymo-ring", "kymo-sdk-0", "kymo-demo");

    private static final List<String> NEEDED_FOLDERS =
            List.of("offheap-store/model", "ring-ingest/ring", "sdk/producer", "sdk/demo");

    /// Numbers begin this much later each time a program is started: more than [NumberLedger#NUMBERS] of every
    /// program, so that no number comes twice whatever was lost with the process before.
    private static final long NUMBERS_A_GENERATION = 10_000_000_000L;

    private final String name;
    private final long firstNumber;
    private final Path committed;
    private final Path output;
    private final Process process;

    private DemoProcess(
            final String name, final long firstNumber, final Path committed, final Path output, final Process process) {
        this.name = name;
        this.firstNumber = firstNumber;
        this.committed = committed;
        this.output = output;
        this.process = process;
    }

    /// What all processes of a demo have in common.
    ///
    /// @param startEpochNs where the timeline `time` begins, in nanoseconds since the Unix epoch
    record Settings(DemoPlan plan, String application, String recording, long startEpochNs) {}

    /// @param generation 0 when the program is started first, 1 the second time
    /// @param seconds how long it logs
    static DemoProcess start(final Program program, final int generation, final double seconds, final Settings settings)
            throws IOException {
        final String name = generation == 0 ? program.label : program.label + "-" + (generation + 1);
        final long firstNumber = program.firstNumber + generation * NUMBERS_A_GENERATION;
        final Path folder = settings.plan.folder();
        final Path committed = folder.resolve("committed-" + name + ".txt");
        // What an earlier demo was promised is not this one's
        Files.deleteIfExists(committed);
        final Path output = Files.createTempFile("kymo-demo-" + name, ".json");
        try {
            final List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx512m",
                    "-cp",
                    classPath(),
                    program.mainClass,
                    "--seconds",
                    Double.toString(seconds),
                    "--recording",
                    settings.recording,
                    "--app",
                    settings.application,
                    "--out",
                    folder.toString(),
                    "--name",
                    name,
                    "--start",
                    Long.toString(settings.startEpochNs),
                    "--first-number",
                    Long.toString(firstNumber)));
            if (program == Program.ROBOT) {
                command.addAll(List.of("--stall-at", Double.toString(settings.plan.stallAtS())));
            }
            final ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment()
                    .put("KYMO_SHM_DIR", settings.plan.sharedMemory().toString());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.redirectOutput(output.toFile());
            return new DemoProcess(name, firstNumber, committed, output, builder.start());
        } catch (final IOException e) {
            Files.deleteIfExists(output);
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

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    long firstNumber() {
        return firstNumber;
    }

    /// Where it notes the numbers that it was promised.
    Path committed() {
        return committed;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Whether it ended by itself, and well.
    boolean hasSucceeded() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    ///
    /// @return whether it is gone within a few seconds
    boolean kill() throws InterruptedException {
        return process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /// What it said of itself at its end; nothing when it was killed.
    List<String> report() throws IOException {
        return Files.readAllLines(output);
    }

    /// Ends it if it runs, and removes what it said.
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
