package dev.kymo.perf.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the stress tests in a process of their own, which forks one per test and compilation mode.
///
/// Short runs look for gross errors; the long ones, `main` with a mode of jcstress (`quick`, `default`,
/// `tough`), are for whoever changes a protocol.
final class StressRun {
    /// How a run ended.
    ///
    /// @param output everything it printed
    record Result(int exitCode, String output) {
        boolean hasForbiddenOutcome() {
            return exitCode != 0 || output.contains("Observed forbidden state");
        }
    }

    private StressRun() {}

    /// @param folder where results go
    /// @param arguments of jcstress, after those that suit this machine and our tests
    static Result run(final Path folder, final String... arguments) throws IOException, InterruptedException {
        return finish(folder, builder(folder, classPath(), List.of(arguments)));
    }

    /// The same with classes put before those under test.
    static Result runWith(final Path classes, final Path folder, final String... arguments)
            throws IOException, InterruptedException {
        return finish(folder, builder(folder, classes + ":" + classPath(), List.of(arguments)));
    }

    /// Runs any program to its end. What its processes leave in [SharedMemory] when they are ended goes too.
    static Result finish(final Path folder, final ProcessBuilder builder) throws IOException, InterruptedException {
        try (SharedMemory memory = SharedMemory.make()) {
            builder.environment().put(SharedMemory.FOLDER, memory.folder().toString());
            return finishIn(folder, builder);
        }
    }

    private static Result finishIn(final Path folder, final ProcessBuilder builder)
            throws IOException, InterruptedException {
        final Path output = folder.resolve("output.txt");
        final Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            final int exitCode = process.waitFor();
            return new Result(exitCode, Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static ProcessBuilder builder(final Path folder, final String classPath, final List<String> arguments) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "org.openjdk.jcstress.Main",
                "-r",
                folder.toString(),
                // States hold off-heap memory, which jcstress does not see when it sizes its batches.
                "-strideSize",
                "10",
                "-af",
                "NONE"));
        if (!arguments.contains("-strideCount")) {
            command.addAll(List.of("-strideCount", "40"));
        }
        command.addAll(arguments);
        return new ProcessBuilder(command).directory(folder.toFile());
    }

    /// @param mode one of jcstress's modes
    public static void main(final String... mode) throws IOException, InterruptedException {
        final Path folder = Files.createTempDirectory("kymo-stress");
        final int exitCode;
        try (SharedMemory memory = SharedMemory.make()) {
            final ProcessBuilder builder =
                    builder(folder, classPath(), List.of("-m", mode.length == 0 ? "default" : mode[0]));
            builder.environment().put(SharedMemory.FOLDER, memory.folder().toString());
            exitCode = builder.inheritIO().start().waitFor();
        }
        Runtime.getRuntime().exit(exitCode);
    }
}
