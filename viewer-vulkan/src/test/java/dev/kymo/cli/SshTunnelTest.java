package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/REMOTE.md says of `ssh -L`, with a real sshd of the test's own on a port of this machine: a
/// recorder is asked and looked at through a tunnel, which is cut and dug again meanwhile. Without sshd the
/// test is skipped and says so.
final class SshTunnelTest {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    @TempDir
    private Path folder;

    private Path shm = Path.of("");
    private Path keys = Path.of("");
    private final List<Process> toEnd = new ArrayList<>();
    private int sshPort;
    private int tunnelPort;

    @BeforeEach
    void startSshd() throws IOException, InterruptedException {
        if (!Files.isExecutable(SSHD) || !isOnPath("ssh") || !isOnPath("ssh-keygen")) {
            Assumptions.abort("no " + SSHD + " or no ssh: apt-get install openssh-server openssh-client");
        }
        final Path separation = Path.of("/run/sshd");
        if (isRoot() && !Files.isDirectory(separation)) {
            // sshd asks for it when root starts it; the system makes it with its service
            Files.createDirectory(
                    separation, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        final var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        shm = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-test-", ownerOnly);
        keys = Files.createDirectory(folder.resolve("keys"), ownerOnly);
        makeKey("host");
        makeKey("user");
        Files.copy(keys.resolve("user.pub"), keys.resolve("authorized"));
        sshPort = free();
        tunnelPort = free();
        final Path config = Files.write(
                keys.resolve("sshd_config"),
                List.of(
                        "Port " + sshPort,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + keys.resolve("host"),
                        "AuthorizedKeysFile " + keys.resolve("authorized"),
                        "PidFile none",
                        "UsePAM no",
                        "StrictModes no",
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "PermitRootLogin prohibit-password"));
        begin("sshd", SSHD.toString(), "-D", "-e", "-f", config.toString());
        assertTrue(Kymo.await(() -> isListening(sshPort)), () -> "sshd: " + said("sshd"));
    }

    @AfterEach
    void endAll() throws IOException, InterruptedException {
        for (final Process each : toEnd.reversed()) {
            end(each);
        }
        if (Files.isDirectory(shm) && !shm.toString().isEmpty()) {
            try (Stream<Path> files = Files.walk(shm)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void end(final Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean isOnPath(final String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int free() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return door.getLocalPort();
        }
    }

    private static boolean isListening(final int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (final IOException notYet) {
            return false;
        }
    }

    private void makeKey(final String name) throws IOException, InterruptedException {
        final Process made = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        keys.resolve(name).toString())
                .redirectErrorStream(true)
                .redirectOutput(keys.resolve("keygen.txt").toFile())
                .start();
        assertEquals(0, made.waitFor());
    }

    private Process begin(final String name, final String... command) throws IOException {
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".txt").toFile()))
                .start();
        toEnd.add(process);
        return process;
    }

    private String said(final String name) {
        try {
            return Files.readString(folder.resolve(name + ".txt"));
        } catch (final IOException nothing) {
            return "";
        }
    }

    /// As the documentation has it, and what a test needs to trust keys that it has just made.
    private Process dig(final int recorderPort) throws IOException {
        final Process tunnel = begin(
                "ssh",
                "ssh",
                "-N",
                "-L",
                tunnelPort + ":127.0.0.1:" + recorderPort,
                "-p",
                Integer.toString(sshPort),
                "-i",
                keys.resolve("user").toString(),
                "-F",
                "none",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "ExitOnForwardFailure=yes",
                System.getProperty("user.name") + "@127.0.0.1");
        assertTrue(
                Kymo.await(() -> isListening(tunnelPort) || !tunnel.isAlive()) && tunnel.isAlive(),
                () -> "ssh: " + said("ssh") + ", sshd: " + said("sshd"));
        return tunnel;
    }

    private void log(final int port, final int rows) throws IOException, InterruptedException {
        final Process program = begin(
                "program",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kymo.cli.RemoteProgram",
                "tcp://127.0.0.1:" + port,
                Integer.toString(rows));
        assertEquals(0, program.waitFor(), () -> said("program"));
    }

    private Kymo.Running start(final Map<String, String> more, final Object... command) throws IOException {
        final Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("KYMO_SHM_DIR", shm.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        final Kymo.Running running = Kymo.start(folder, environment, command);
        toEnd.add(running.process());
        return running;
    }

    @Test
    void shouldAskAndLookAtARecorderThroughATunnelThatIsCutMeanwhile() throws IOException, InterruptedException {
        final Kymo.Running recorder =
                start(Map.of(), "record", "-o", folder.resolve("run.rrd"), "--serve", "127.0.0.1:0");
        final int recorderPort = recorder.port();
        Process tunnel = dig(recorderPort);
        final String address = "tcp://127.0.0.1:" + tunnelPort;
        // Rows as well go through it
        log(tunnelPort, 500);

        final Kymo.Outcome asked = start(
                        Map.of(), "query", "range", address, "--entity", "/loop/value", "--timeline", "frame", "--json")
                .end();
        assertEquals(500, asked.lines().size(), asked.stderr());
        final Kymo.Outcome stats = start(Map.of(), "rrd", "stats", address).end();
        assertTrue(
                stats.stdout().startsWith(address + ": ") && stats.stdout().contains("remote_program remote"),
                stats.stdout() + stats.stderr());
        final Kymo.Outcome refused = start(Map.of(), "rrd", "verify", address).end();
        assertTrue(
                refused.stderr().contains("kymo export " + address + " -o copy.rrd") && refused.exitCode() != 0,
                refused.stderr());

        TestVulkan.abortWithoutVulkan();
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT)) {
            final WindowState window = WindowState.in(folder);
            final Kymo.Running viewer = start(
                    Map.of("DISPLAY", desktop.display(), "WAYLAND_DISPLAY", "", "KYMO_GPU", "software"),
                    "view",
                    address,
                    "--size",
                    WIDTH + "x" + HEIGHT,
                    "--no-config",
                    "--state-file",
                    window.file());
            window.await(
                    viewer,
                    "shows what was there",
                    s -> ("127.0.0.1:" + tunnelPort).equals(s.get("recording"))
                            && "499".equals(s.get("time"))
                            && s.containsKey("panel.3D"));
            end(tunnel);
            window.await(
                    viewer,
                    "says that the connection is gone",
                    s -> s.getOrDefault("notice", "").endsWith("connecting again."));
            desktop.shoot(ShownWindow.kept("tunnel-cut"));
            log(recorderPort, 800);
            tunnel = dig(recorderPort);
            window.await(
                    viewer,
                    "goes on",
                    s -> "799".equals(s.get("time")) && s.get("notice").endsWith("connected again."));
            desktop.shoot(ShownWindow.kept("tunnel-again"));
            desktop.input("key", "ctrl+q");
            final Kymo.Outcome outcome = viewer.end();
            assertEquals(0, outcome.exitCode(), outcome.stderr());
        }
        end(tunnel);
        end(recorder.process());
    }
}
