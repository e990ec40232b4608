package dev.kymo.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs as users start them: processes of their own, on `java -cp` without a flag.
final class ProducersTest {
    private static final long TIMEOUT_S = 90;
    private static final Pattern REPORT =
            Pattern.compile("\\{\"name\":\"(\\w+)\",\"committed\":(\\d+),\"buffered\":(\\d+),\"dropped\":(\\d+)}\n");

    @TempDir
    Path folder;

    private record Outcome(int exitCode, String stdout, String stderr) {}

    private Process start(final Class<?> program, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                program.getName()));
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        // These make any JVM write to stderr
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "KYMO"));
        builder.environment().put("KYMO_SHM_DIR", folder.resolve("shm").toString());
        return builder.start();
    }

    private Outcome end(final Process process) throws IOException, InterruptedException {
        final boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        return new Outcome(
                ended ? process.exitValue() : -1,
                Files.readString(folder.resolve("stdout")),
                Files.readString(folder.resolve("stderr")));
    }

    private static String classPath() throws IOException {
        final List<String> entries = new ArrayList<>();
        for (final Class<?> type :
                List.of(RobotProducer.class, RecordingStream.class, RingConfig.class, StoreId.class)) {
            try {
                entries.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (final URISyntaxException e) {
                throw new IOException(e);
            }
        }
        return String.join(System.getProperty("path.separator"), entries);
    }

    private static long reported(final Outcome outcome, final int group) {
        final Matcher matcher = REPORT.matcher(outcome.stdout());
        assertTrue(matcher.matches(), () -> "" + outcome);
        return Long.parseLong(matcher.group(group));
    }

    @Test
    void shouldDriveWithoutARecorderAndSayThatRowsAreOnlyBuffered() throws IOException, InterruptedException {
        final Outcome outcome =
                end(start(RobotProducer.class, "--seconds", "2", "--recording", "r", "--out", "out", "--name", "robo"));
        assertEquals("", outcome.stderr());
        assertEquals(0, outcome.exitCode());
        assertEquals(0, reported(outcome, 2));
        assertTrue(reported(outcome, 3) > 100, () -> "" + outcome);
        assertEquals("", Files.readString(folder.resolve("out/committed-robo.txt")));
    }

    @Test
    void shouldWatchTheMachineUntilItIsTerminated() throws IOException, InterruptedException {
        final Process process = start(MachineProducer.class);
        final Path file = folder.resolve("committed-machine.txt");
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        // The file is made before the shutdown hook matters: what is asked for is an orderly end at any time after it
        while (!Files.exists(file) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        process.destroy();
        final Outcome outcome = end(process);
        assertEquals("", outcome.stderr());
        assertEquals(0, reported(outcome, 2));
        assertEquals(143, outcome.exitCode(), "as the shell says for SIGTERM");
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() throws IOException, InterruptedException {
        final Outcome outcome = end(start(MachineProducer.class, "--seconds", "soon"));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.stderr().startsWith("--seconds soon: expected a number\n"), outcome.stderr());
        assertEquals("", outcome.stdout());
    }

    @Test
    void shouldSayWhatIsWrongWithANumber() throws IOException, InterruptedException {
        final Outcome outcome = end(start(MachineProducer.class, "--first-number", "-1"));
        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.stderr().startsWith("--first-number -1: expected a whole number, 0 or more\n"),
                outcome.stderr());
    }

    @Test
    void shouldTakeItsFirstNumberAndTheMomentOfItsStallFromItsOptions() {
        final Options told = Options.parse("robot", 1, "--first-number", "20000000000", "--stall-at", "1.5");
        assertEquals(20_000_000_000L, told.firstNumber());
        assertEquals(1_500_000_000L, told.stallAtNs());
        final Options untold = Options.parse("robot", 1);
        assertEquals(1, untold.firstNumber());
        assertEquals(Options.NO_STALL, untold.stallAtNs());
    }

    @Test
    void shouldWriteEachCommittedNumberOnALineOfItsOwnBeforeItGoesOn() throws IOException {
        final StringBuilder expected = new StringBuilder();
        try (CommittedFile file = CommittedFile.create(folder.resolve("new"), "x")) {
            for (long i = 0; i < 2_000; i++) {
                final long number = i * i * i;
                file.append(number);
                expected.append(number).append('\n');
            }
            file.append(Long.MAX_VALUE);
            expected.append(Long.MAX_VALUE).append('\n');
            // Not closed yet: whoever is killed closes nothing
            assertEquals(expected.toString(), Files.readString(folder.resolve("new/committed-x.txt")));
        }
    }

    @Test
    void shouldLeaveOutTicksThatAreLongGone() {
        final Ticker ticker = new Ticker(Ticker.epochNs(), 20_000_000, 0, () -> false);
        assertTrue(ticker.await());
        final long first = ticker.tick();
        final long busyUntil = System.nanoTime() + 110_000_000;
        while (System.nanoTime() < busyUntil) {
            Thread.onSpinWait();
        }
        ticker.done();
        assertTrue(ticker.await());
        assertTrue(ticker.tick() >= first + 4, "tick=" + ticker.tick() + ", first=" + first);
        assertEquals(ticker.tick() - first - 1, ticker.skipped());
        assertTrue(ticker.overdueNs() >= ticker.skipped() * 20_000_000, "overdue for " + ticker.overdueNs() + " ns");
        assertEquals(0, ticker.timeNs() % 20_000_000);
    }
}
