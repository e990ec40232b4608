package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `record --serve` with programs and viewers that reach it over TCP, each a process of its own.
final class RemoteRecordTest {
    private static final int ROWS = 2000;

    @TempDir
    private static Path commandFolder;

    private static Kymo commands;

    @TempDir
    private Path folder;

    private Path shm = Path.of("");

    @BeforeAll
    static void startCommands() throws IOException {
        commands = Kymo.loop(commandFolder);
    }

    @AfterAll
    static void endCommands() throws IOException {
        commands.close();
    }

    @BeforeEach
    void makeSharedMemory() throws IOException {
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        final Path tmpfs = Path.of("/dev/shm");
        shm = Files.createTempDirectory(Files.isWritable(tmpfs) ? tmpfs : folder, "kymo-test-", ownerOnly);
    }

    @AfterEach
    void removeSharedMemory() throws IOException {
        try (Stream<Path> files = Files.walk(shm)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Kymo.Running start(final Object... args) throws IOException {
        return Kymo.start(folder, Map.of("KYMO_SHM_DIR", shm.toString()), args);
    }

    private static void signal(final Kymo.Running running, final String name) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder(
                                "kill",
                                "-" + name,
                                Long.toString(running.process().pid()))
                        .start()
                        .waitFor());
    }

    private Process program(final String address, final String... flags) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kymo.cli.RemoteProgram",
                address,
                Integer.toString(ROWS)));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("program.out").toFile())
                .redirectError(folder.resolve("program.err").toFile())
                .start();
    }

    private String programSaid() throws IOException {
        return Files.readString(folder.resolve("program.err"));
    }

    private static void assertAllRows(final Kymo.Outcome range) {
        assertEquals(ROWS, range.lines().size(), range.stderr());
        for (int i = 0; i < ROWS; i++) {
            final String line = range.lines().get(i);
            assertTrue(line.contains("\"time\":\"" + i + "\"") && line.contains("\"values\":[" + i + ".0]"), line);
        }
    }

    @Test
    void shouldFileWhatIsSentAndShowItElsewhere() throws IOException, InterruptedException {
        final Path file = folder.resolve("run.rrd");
        final Kymo.Running recorder = start("record", "-o", file, "--serve", "127.0.0.1:0");
        final String address = "tcp://127.0.0.1:" + recorder.port();
        // Without a flag: a program that logs over TCP needs none
        final Process program = program(address);
        assertEquals(0, program.waitFor(), programSaid());
        assertEquals("", programSaid());

        assertAllRows(
                commands.run("query", "range", address, "--entity", "/loop/value", "--timeline", "frame", "--json"));
        final Path picture = folder.resolve("helix.png");
        final Kymo.Outcome view = commands.run("view", address, "--headless", "--screenshot", picture);
        assertEquals(0, view.exitCode(), view.stderr());
        assertTrue(view.stderr().contains("2000 points"), view.stderr());

        signal(recorder, "TERM");
        final Kymo.Outcome outcome = recorder.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertAllRows(commands.run("query", "range", file, "--entity", "/loop/value", "--timeline", "frame", "--json"));
        assertEquals(0, commands.run("rrd", "verify", file).exitCode());
    }

    @Test
    void shouldWriteAStreamToAPipe() throws IOException, InterruptedException {
        final Process program = program("-", "--enable-native-access=ALL-UNNAMED");
        assertEquals(0, program.waitFor(), programSaid());
        assertEquals("", programSaid());
        final Path stream = Files.move(folder.resolve("program.out"), folder.resolve("stream.rrd"));
        assertEquals(0, commands.run("rrd", "verify", stream).exitCode());
        assertAllRows(
                commands.run("query", "range", stream, "--entity", "/loop/value", "--timeline", "frame", "--json"));
    }

    @Test
    void shouldLoseAndDoubleNothingWhenTheRecorderIsKilled() throws IOException, InterruptedException {
        final int free;
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = door.getLocalPort();
        }
        final String address = "tcp://127.0.0.1:" + free;
        final Path file = folder.resolve("run.rrd");
        final Kymo.Running killed = start("record", "-o", file, "--serve", "127.0.0.1:" + free);
        killed.port();
        final Process program = program(address);
        assertTrue(Kymo.await(() -> {
            try {
                return Files.exists(file) && killed.process().isAlive() && hasRows(shm);
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }));
        signal(killed, "KILL");
        killed.process().waitFor();
        final Kymo.Running resumed = start("record", "-o", file, "--resume", "--serve", "127.0.0.1:" + free);
        resumed.port();
        assertEquals(0, program.waitFor(), programSaid());
        signal(resumed, "TERM");
        final Kymo.Outcome outcome = resumed.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertAllRows(commands.run("query", "range", file, "--entity", "/loop/value", "--timeline", "frame", "--json"));
    }

    /// Whether a table has been taken.
    private static boolean hasRows(final Path shm) throws IOException {
        final Path sessions = shm.resolve("remote.sessions");
        if (!Files.exists(sessions)) {
            return false;
        }
        final byte[] bytes = Files.readAllBytes(sessions);
        for (int i = 64; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return true;
            }
        }
        return false;
    }
}
