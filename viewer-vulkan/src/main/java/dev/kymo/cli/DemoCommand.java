package dev.kymo.cli;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.DemoPlan;
import dev.kymo.viewer.app.DemoRecording;
import dev.kymo.viewer.app.DemoRun;
import dev.kymo.viewer.app.DemoStatus;
import dev.kymo.viewer.app.DemoStory;
import dev.kymo.viewer.app.DemoTally;
import dev.kymo.viewer.app.DesktopSources;
import dev.kymo.viewer.app.Recorder;
import dev.kymo.viewer.app.Screenshot;
import dev.kymo.viewer.ui.ViewerWindow;
import dev.kymo.viewer.ui.window.NoDisplayException;
import dev.kymo.viewer.ui.window.Window;
import dev.kymo.viewer.ui.window.WindowReport;
import dev.kymo.viewer.view.TimeCursor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kymo demo`: the main job in one command, and its proof.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Two separate processes, a robot and this machine's numbers, log over shared memory; a recorder files it."
                    + " One of them is killed with kill -9 and started again; the robot's control loop stalls for 5 ms"
                    + " once; a window shows it as it happens; a picture is made. Fails if a row that was committed is not in the file exactly once.",
            "Leaves DIR/demo.rrd, DIR/demo.png, DIR/latency.txt, and DIR/committed-NAME.txt: what each process was"
                    + " promised."
        },
        footer = {"", "Examples:", "  kymo demo", "  kymo demo --headless --seconds 8 --out /tmp/demo"})
final class DemoCommand implements Callable<Integer> {
    private static final long SECONDS_A_LINE = 2;
    private static final double NS_PER_US = 1000.0;
    private static final double WINDOW_SECONDS = 40;
    private static final double HEADLESS_SECONDS = 10;

    @Option(names = "--headless", description = "Open no window; so it is without a display.")
    boolean headless;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long: 40 in a window, 10 without one, unless given. The kill comes at 15 s and the stall at"
                            + " 25 s, or as much earlier as this is shorter than 40.")
    @Nullable
    Double seconds;

    @Option(
            names = "--frame-times",
            description = "Print how long frames took, and what memory the window held, when it is closed.")
    boolean frameTimes;

    @Option(names = "--size", paramLabel = "WxH", converter = Sizes.Pixels.Converter.class, hidden = true)
    Sizes.@Nullable Pixels size;

    @Option(names = "--state-file", paramLabel = "FILE", hidden = true)
    @Nullable
    Path stateFile;

    @Option(names = "--no-config", hidden = true)
    boolean noConfig;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "kymo-demo",
            description = "Where results go (default ${DEFAULT-VALUE}); those of an earlier demo are replaced.")
    Path folder;

    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds != null && !(seconds >= 1 && seconds <= 86_400)) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--seconds " + seconds + ": expected 1 to 86400");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(folder + ": is no folder");
        }
        Files.createDirectories(folder);
        final boolean hasWindow = !headless && hasDisplay();
        final SayingListener listener = new SayingListener();
        final DemoShm shm = DemoShm.create();
        final double lasts = seconds != null ? seconds : hasWindow ? WINDOW_SECONDS : HEADLESS_SECONDS;
        final DemoRun run;
        try (shm) {
            run = DemoRun.open(new DemoPlan(lasts, folder, shm.path()), listener, DemoCommand::tell);
            try (run;
                    ExitCleanup _ = ExitCleanup.of("kymo-demo-stop", () -> stop(run))) {
                if (hasWindow) {
                    show(run);
                } else {
                    follow(run.recorder(), run.begin());
                }
                stop(run);
                for (final String report :
                        run.story().isPresent() ? run.story().get().reports() : List.<String>of()) {
                    Console.say("demo: " + report);
                }
            }
        }
        return conclude(run, listener, hasWindow);
    }

    private static void stop(final DemoRun run) throws IOException {
        if (run.story().isPresent()) {
            run.story().get().close();
        }
    }

    /// Whether one may be tried; says why not.
    private static boolean hasDisplay() {
        if (!isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY")) {
            Console.say("no display (DISPLAY and WAYLAND_DISPLAY are not set): the demo runs without a window");
            return false;
        }
        try {
            Window.initialize();
            return true;
        } catch (final NoDisplayException unreachable) {
            Console.say("the demo runs without a window: " + unreachable.getMessage());
            return false;
        }
    }

    private static boolean isSet(final String variable) {
        final String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }

    private void show(final DemoRun run) throws IOException {
        final Sizes.Pixels asked = size;
        final WindowReport report = ViewerWindow.run(
                new ViewerWindow.Options(
                        null,
                        asked == null ? null : (Integer) asked.width(),
                        asked == null ? null : (Integer) asked.height(),
                        noConfig ? null : ViewerWindow.configFolder(),
                        stateFile),
                new DesktopSources(null, List.of(), null),
                session -> session.open("the demo", _ -> DemoRecording.begin(run)));
        if (frameTimes) {
            report.text().lines().forEach(Console::say);
        }
    }

    private int conclude(final DemoRun run, final SayingListener listener, final boolean hasWindow) throws IOException {
        final DemoStory story =
                run.story().orElseThrow(() -> new CommandException("the window was closed before the demo began"));
        final DemoStatus end = story.status();
        // Whoever closes the window early has seen enough
        final boolean isStopped = hasWindow && end.phase() == DemoStatus.Phase.STOPPED;
        if (end.phase() != DemoStatus.Phase.ENDED && !isStopped) {
            throw new CommandException(end.failure().orElse(end.happened()));
        }
        final Path file = run.plan().file();
        final DemoTally tally = DemoTally.of(file, story.committedFiles());
        final Histogram latencies = run.latencies();
        writeLatencies(latencies);
        final String picture = isStopped ? "none, the demo was stopped" : takePicture(file);
        sayResult(tally, latencies, picture);
        if (!tally.isRight() || listener.hasFailed()) {
            throw new CommandException(
                    file + ": " + tally.lost() + " committed rows lost, " + tally.twice() + " filed twice");
        }
        Console.out().println(file);
        Console.out().flush();
        run.plan().nextCommands().forEach(command -> Console.say("next: " + command));
        return 0;
    }

    private static void tell(final double atS, final String what) {
        Console.say(String.format(Locale.ROOT, "demo: %4.1f s  %s", atS, what));
    }

    private static void follow(final Recorder recorder, final DemoStory story) throws InterruptedException {
        final long beganNs = System.nanoTime();
        long shownSeconds = 0;
        while (!story.awaitEnd(200, TimeUnit.MILLISECONDS)) {
            final long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNs);
            if (elapsedSeconds >= shownSeconds + SECONDS_A_LINE) {
                shownSeconds = elapsedSeconds;
                final DemoStatus now = story.status();
                tell(
                        now.elapsedS(),
                        String.format(
                                Locale.ROOT,
                                "%d producers, %,d rows, %,d bytes filed; %,d rows committed, %,d lost",
                                recorder.producers().size(),
                                recorder.rowCount(),
                                recorder.fileBytes(),
                                now.counts().committed(),
                                now.counts().lost()));
            }
        }
    }

    private static void sayResult(final DemoTally tally, final Histogram latencies, final String picture) {
        Console.say(String.format(
                Locale.ROOT,
                "demo: %,d rows committed, %,d of them in the file, %,d lost, %,d twice, %,d not committed but filed",
                tally.committed(),
                tally.filed(),
                tally.lost(),
                tally.twice(),
                tally.extra()));
        Console.say(String.format(
                Locale.ROOT,
                "demo: commit to visible p50 %.0f µs, p99 %.0f µs, max %.0f µs; picture: %s",
                latencies.getValueAtPercentile(50) / NS_PER_US,
                latencies.getValueAtPercentile(99) / NS_PER_US,
                latencies.getMaxValue() / NS_PER_US,
                picture));
    }

    private void writeLatencies(final Histogram latencies) throws IOException {
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(folder.resolve("latency.txt")), false, StandardCharsets.UTF_8)) {
            out.println("# From the making of a row in its process to its being visible to queries in the recorder, in"
                    + " microseconds.");
            out.printf(
                    Locale.ROOT,
                    "# rows %d  p50 %.1f  p90 %.1f  p99 %.1f  p99.9 %.1f  max %.1f%n",
                    latencies.getTotalCount(),
                    latencies.getValueAtPercentile(50) / NS_PER_US,
                    latencies.getValueAtPercentile(90) / NS_PER_US,
                    latencies.getValueAtPercentile(99) / NS_PER_US,
                    latencies.getValueAtPercentile(99.9) / NS_PER_US,
                    latencies.getMaxValue() / NS_PER_US);
            latencies.outputPercentileDistribution(out, NS_PER_US);
        }
    }

    /// The last moment at which everything has been seen.
    private String takePicture(final Path file) throws IOException {
        final Path png = folder.resolve("demo.png");
        try (LoadedFile loaded = LoadedFile.open(List.of(file), null)) {
            final RecordingStore store = loaded.recording(null);
            try (StoreReader reader = store.reader()) {
                final TimeCursor cursor = ViewCommand.lastMoment(store, reader);
                final Screenshot.Result result = Screenshot.take(
                        reader,
                        new Screenshot.Frame(cursor, 1600, 1000, "kymo demo   " + ViewCommand.describe(store, cursor)),
                        png);
                final List<String> notes = new ArrayList<>(result.notes());
                notes.forEach(note -> Console.say("note: " + note));
                return png + " (" + result.points() + " points, drawn by " + result.device() + ")";
            }
        }
    }
}
