package dev.kymo.perf.run;

import dev.kymo.perf.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The processes of one fork, one for each side, and talk with them. For one thread.
public final class SideProcesses implements AutoCloseable {
    private static final String CLOUD_COMPARE = "cloudcompare xdotool python3-numpy xvfb";

    private final Map<String, Lines> workers = new LinkedHashMap<>();

    /// Starts a side's process.
    ///
    /// @param log where its standard error is appended
    void start(final String side, final List<String> command, final Path log) throws IOException {
        Files.createDirectories(log.getParent());
        workers.put(side, Lines.start(command, log));
    }

    /// The command of a side, or why there is none.
    public static RunOptions.Answer commandOf(
            final Suite suite, final Suite.Peer side, final RunOptions.PeerSource peers) {
        final List<String> main = List.of(WorkerMain.class.getName(), suite.name(), side.name());
        return switch (side.home()) {
            case OWN -> RunOptions.Answer.of(Jvm.command(Jvm.classPath(), side.heap(), main));
            case NODE -> peers.nodeCommand(suite.name(), side.name());
            case PARAVIEW -> paraView();
            case CLOUD_COMPARE -> cloudCompare();
            case PEERS -> {
                final RunOptions.Answer classPath = peers.classPath();
                yield classPath.get().isEmpty()
                        ? classPath
                        : RunOptions.Answer.of(Jvm.command(
                                String.join(System.getProperty("path.separator"), classPath.parts()),
                                side.heap(),
                                main));
            }
        };
    }

    /// Its batch program on a display that nobody sees.
    private static RunOptions.Answer paraView() {
        return onDisplay(
                "1920x1080",
                "paraview python3-paraview xvfb",
                "pvbatch",
                Jvm.root().resolve("perf/peers/paraview/worker.py").toString());
    }

    private static RunOptions.Answer cloudCompare() {
        for (final String program : List.of("CloudCompare", "xdotool")) {
            if (!isInstalled(program)) {
                return RunOptions.Answer.none(program + " is not installed (apt-get install " + CLOUD_COMPARE + ")");
            }
        }
        return onDisplay(
                "2400x1400",
                CLOUD_COMPARE,
                "python3",
                Jvm.root().resolve("perf/peers/cloudcompare/worker.py").toString());
    }

    /// On a display that nobody sees.
    private static RunOptions.Answer onDisplay(
            final String size, final String packages, final String program, final String script) {
        for (final String each : List.of(program, "xvfb-run")) {
            if (!isInstalled(each)) {
                return RunOptions.Answer.none(each + " is not installed (apt-get install " + packages + ")");
            }
        }
        return RunOptions.Answer.of(
                List.of("xvfb-run", "--auto-servernum", "--server-args=-screen 0 " + size + "x24", program, script));
    }

    /// Whether a program is on the path.
    public static boolean isInstalled(final String program) {
        final String path = System.getenv("PATH");
        for (final String folder : (path == null ? "" : path).split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /// In the order in which they were started.
    Set<String> sides() {
        return workers.keySet();
    }

    /// One line there and one back; what goes wrong comes back as an `error` line.
    String ask(final String side, final String command, final Duration patience) {
        final String failure = tell(side, command);
        return failure.isEmpty() ? hear(side, patience) : failure;
    }

    /// @return empty, or an `error` line
    String tell(final String side, final String command) {
        final Lines worker = workers.get(side);
        try {
            if (worker == null || !worker.isAlive()) {
                return "error is gone since an earlier case";
            }
            worker.say(command);
            return "";
        } catch (final IOException e) {
            return "error " + e.getMessage();
        }
    }

    /// @return what it says, or an `error` line
    String hear(final String side, final Duration patience) {
        try {
            return workers.get(side).hear(patience);
        } catch (final IOException e) {
            return "error " + e.getMessage();
        }
    }

    @Override
    public void close() {
        // All are told before any is waited for.
        workers.keySet().forEach(side -> tell(side, "close"));
        workers.values().forEach(Lines::close);
    }
}
