package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The command line in a process of its own. [#run] takes one command after another, which saves a JVM's start
/// for each; [#start] and [#runAlone] give a command a process for itself.
final class Kymo implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("serving at port (\\d+)");
    private static final long TIMEOUT_S = 60;
    private static final long POLL_NS = 2_000_000;
    /// In a command's environment: the largest file that it may write.
    static final String FILE_KIB_LIMIT = "KYMO_TEST_FILE_KIB";

    private final Process process;
    private final OutputStream commands;
    private final Path stdout;
    private final Path stderr;
    private final Path exitCodes;
    private long stdoutRead;
    private long stderrRead;
    private long exitCodesRead;

    private Kymo(final Process process, final Path stdout, final Path stderr, final Path exitCodes) {
        this.process = process;
        this.commands = process.getOutputStream();
        this.stdout = stdout;
        this.stderr = stderr;
        this.exitCodes = exitCodes;
    }

    /// What a command left behind.
    record Outcome(String command, int exitCode, String stdout, String stderr) {
        List<String> lines() {
            return stdout.lines().toList();
        }

        /// Lines of standard error apart from notes and warnings about what can be used all the same.
        List<String> complaints() {
            return stderr.lines()
                    .filter(line -> !line.startsWith("kymo: note: ") && !line.startsWith("kymo: warning: "))
                    .toList();
        }
    }

    /// Waits for commands.
    ///
    /// @param folder for what they say
    static Kymo loop(final Path folder) throws IOException {
        final Path exitCodes = Files.createFile(folder.resolve("exit-codes.txt"));
        final Path stdout = folder.resolve("stdout.txt");
        final Path stderr = folder.resolve("stderr.txt");
        final ProcessBuilder builder = java("dev.kymo.cli.CommandLoop", exitCodes.toString());
        return new Kymo(
                builder.redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start(),
                stdout,
                stderr,
                exitCodes);
    }

    /// What lives a few seconds is compiled once, quickly: the second compiler would mostly take the processor from it.
    /// The long form of the tests runs commands as users do.
    private static ProcessBuilder java(final String mainClass, final String... args) {
        // Whoever runs the tests in the background may have SIGINT ignored, and so would all that they start.
        final List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("kymo.root"), ".mvn", "java.flags"),
                "-Xmx1g",
                Boolean.getBoolean("kymo.test.long") ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(Arrays.asList(args));
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }

    /// @throws AssertionError when the command hangs, or takes the JVM down
    Outcome run(final Object... args) throws IOException {
        final String command = Arrays.stream(args).map(String::valueOf).collect(Collectors.joining(" "));
        commands.write(
                (Arrays.stream(args).map(String::valueOf).collect(Collectors.joining(CommandLoop.SEPARATOR)) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        commands.flush();
        final boolean ended = await(() -> from(exitCodes, exitCodesRead).endsWith("\n") || !process.isAlive());
        final String exitCode = from(exitCodes, exitCodesRead);
        final String out = from(stdout, stdoutRead);
        final String err = from(stderr, stderrRead);
        if (!ended || exitCode.isEmpty()) {
            throw new AssertionError("kymo " + command + (ended ? " took the JVM down: " : " hangs: ") + err);
        }
        exitCodesRead += exitCode.length();
        stdoutRead = Files.size(stdout);
        stderrRead = Files.size(stderr);
        return new Outcome("kymo " + command, Integer.parseInt(exitCode.strip()), out, err);
    }

    private static String from(final Path file, final long offset) {
        try {
            final byte[] bytes = Files.readAllBytes(file);
            final int from = Math.toIntExact(offset);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Polls until it holds.
    ///
    /// @return whether it did in time
    static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /// A command in a process for itself, which says what it says to `folder`.
    record Running(String command, Process process, Path stdout, Path stderr) {
        String said() {
            return from(stderr, 0);
        }

        /// Where `record --serve` listens, once it does.
        int port() {
            assertTrue(
                    await(() -> PORT.matcher(said()).find() || !process.isAlive()),
                    () -> "the recorder does not start: " + said());
            final Matcher found = PORT.matcher(said());
            assertTrue(found.find(), this::said);
            return Integer.parseInt(found.group(1));
        }

        Outcome end() throws InterruptedException {
            return end(TIMEOUT_S);
        }

        /// @throws AssertionError when it takes longer
        Outcome end(final long timeoutS) throws InterruptedException {
            if (!process.waitFor(timeoutS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " hangs: " + said());
            }
            return new Outcome(command, process.exitValue(), from(stdout, 0), said());
        }
    }

    static Running start(final Path folder, final Map<String, String> environment, final Object... args)
            throws IOException {
        final Path stdout = Files.createTempFile(folder, "stdout", ".txt");
        final Path stderr = Files.createTempFile(folder, "stderr", ".txt");
        final ProcessBuilder builder = java(
                "dev.kymo.cli.Main", Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
        // What tests record is none of the user's recordings
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().putAll(environment);
        if (environment.containsKey(FILE_KIB_LIMIT)) {
            // ZGC keeps its heap in a file
            final int options = builder.command().indexOf("-Xmx1g");
            builder.command().addAll(options, List.of("-XX:-UseZGC", "-XX:+UseSerialGC"));
            builder.command()
                    .addAll(0, List.of("bash", "-c", "ulimit -f $" + FILE_KIB_LIMIT + "; exec \"$@\"", "limited"));
        }
        final Process process = builder.redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start();
        return new Running("kymo " + List.of(args), process, stdout, stderr);
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
