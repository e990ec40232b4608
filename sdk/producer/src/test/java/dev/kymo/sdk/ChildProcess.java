package dev.kymo.sdk;

import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a program as a user would: `javac`, then `java -cp kymo-sdk:kymo-ring:kymo-model`, without a flag.
final class ChildProcess {
    private static final long TIMEOUT_S = 60;

    private ChildProcess() {}

    /// What a program that has ended left behind.
    record Outcome(int exitCode, String stdout, String stderr) {}

    /// Compiles `source` in `folder` and runs it there.
    ///
    /// @param name the class, and the file before `.java`
    static Outcome compileAndRun(
            final Path folder, final String name, final String source, final Map<String, String> environment)
            throws IOException, InterruptedException {
        final Path file = Files.writeString(folder.resolve(name + ".java"), source);
        final Path classes = Files.createDirectories(folder.resolve("classes"));
        final Outcome compiled =
                run(folder, environment, tool("javac"), "-cp", classPath(), "-d", classes.toString(), file.toString());
        if (compiled.exitCode() != 0) {
            return compiled;
        }
        return run(
                folder,
                environment,
                tool("java"),
                "-cp",
                classes + System.getProperty("path.separator") + classPath(),
                name);
    }

    private static Outcome run(final Path folder, final Map<String, String> environment, final String... command)
            throws IOException, InterruptedException {
        final Path stdout = Files.createTempFile(folder, "stdout", ".txt");
        final Path stderr = Files.createTempFile(folder, "stderr", ".txt");
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        // These make any JVM write to stderr.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().remove("KYMO");
        builder.environment().putAll(environment);
        final Process process = builder.start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Outcome(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    private static String tool(final String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// The three artifacts that a logging program has, and nothing else that the tests have.
    private static String classPath() {
        final List<String> entries = new ArrayList<>();
        for (final Class<?> type : List.of(RecordingStream.class, RingConfig.class, StoreId.class)) {
            try {
                entries.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (final URISyntaxException e) {
                throw new IllegalStateException(type + " came from nowhere", e);
            }
        }
        return String.join(System.getProperty("path.separator"), entries);
    }
}
