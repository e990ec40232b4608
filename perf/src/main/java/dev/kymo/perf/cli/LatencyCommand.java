package dev.kymo.perf.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.perf.latency.ControlLoop;
import dev.kymo.perf.latency.LatencyHistograms;
import dev.kymo.perf.latency.PacedLoop;
import dev.kymo.perf.latency.TurnTimes;
import dev.kymo.perf.run.Folders;
import dev.kymo.perf.run.Jvm;
import dev.kymo.perf.run.Libc;
import dev.kymo.ring.RingConfig;
import dev.kymo.sdk.RecordingStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kymo latency`: what a log call takes in a paced loop on this machine, and how late the loop's turns begin.
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = "Run a paced loop that logs, and show what its calls take and how late its turns are.",
        footer = {
            "",
            "Examples:",
            "  kymo latency --hz 1000 --seconds 10 -o before.rrd",
            "  kymo latency --control --seconds 30",
            "  kymo latency --control --real-time --seconds 30",
            "  kymo latency --compare before.rrd after.rrd"
        })
final class LatencyCommand implements Callable<Integer> {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long SHOW_MS = 500;
    private static final long SHOW_PLAIN_MS = 5000;
    private static final int LOOP_NICE = -15;
    private static final String NOT_RAISED =
            "the loop runs at the priority of any other thread: raising it is not allowed";
    private static final double MAX_TURNS = 1e8;
    /// Rounds of each kind.
    private static final int CONTROL_PAIRS = 5;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    @Option(names = "--hz", defaultValue = "1000", description = "Turns per second; ${DEFAULT-VALUE}.")
    double hz;

    @Option(names = "--seconds", defaultValue = "10", description = "How long; ${DEFAULT-VALUE}. Ctrl-C ends sooner.")
    double seconds;

    @Option(names = "-o", paramLabel = "FILE.rrd", description = "The recording; kymo-latency-DATE.rrd unless given.")
    @Nullable
    Path file;

    @Option(
            names = "--control",
            description =
                    "Instead: a loop that logs 100 numbers and a span each turn and an image 30 times a second, beside"
                            + " the same loop without logging, in turns.")
    boolean control;

    @Option(
            names = "--busy",
            defaultValue = "0",
            paramLabel = "N",
            description = "With --control: so many other threads that never rest.")
    int busy;

    @Option(
            names = "--real-time",
            description = "With --control: the loop's thread in the real-time class (SCHED_FIFO), as control loops are"
                    + " run; needs root, or a limit of real-time priority (ulimit -r) above 0.")
    boolean realTime;

    @Option(
            names = "--turns",
            paramLabel = "FILE.csv",
            description =
                    "With --control: write down when each turn was to begin, how late it did and how long it took,"
                            + " by the clock that the kernel's tracer calls mono.")
    @Nullable
    Path turns;

    @Option(names = "--compare", arity = "2", paramLabel = "FILE", description = "Show two saved runs side by side.")
    List<Path> compared = new ArrayList<>();

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(hz > 0 && hz <= 1e6 && seconds > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--hz=" + hz + " --seconds=" + seconds + ", expected 0 < hz ≤ 1e6, seconds > 0");
        }
        if (!compared.isEmpty()) {
            final List<LatencyHistograms.Snapshot> runs = new ArrayList<>();
            for (final Path run : compared) {
                runs.add(LatencyHistograms.read(run));
            }
            print(compared, runs);
            return 0;
        }
        final Path target = file != null
                ? file
                : Path.of("kymo-latency-"
                        + LocalDateTime.now(java.time.ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT))
                        + ".rrd");
        if (Files.exists(target)) {
            throw new IOException(target + ": is there already");
        }
        if (turns != null && !control) {
            throw new ParameterException(spec.commandLine(), "--turns is for --control");
        }
        if (realTime && !(control && Libc.setRealTime(true) && Libc.setRealTime(false))) {
            throw new IOException(
                    control
                            ? "the real-time class is not allowed here: run as root, or raise the limit (ulimit -r 1),"
                                    + " or leave --real-time out"
                            : "--real-time is for --control");
        }
        if (control) {
            final ControlReport report = control(target);
            if (json) {
                report.writeJson(PerfMain.out());
            } else {
                PerfMain.out().print(report.text());
            }
            PerfMain.out().flush();
            return 0;
        }
        final LatencyHistograms.Snapshot run = record(target);
        print(List.of(target), List.of(run));
        if (!json) {
            PerfMain.say(
                    "saved " + target + "; compare with another run: kymo latency --compare " + target + " OTHER.rrd");
        }
        return 0;
    }

    private LatencyHistograms.Snapshot record(final Path target) throws IOException {
        final LatencyHistograms live = new LatencyHistograms();
        recorded(target, recording -> run(new PacedLoop(recording, hz, live), live));
        return live.snapshot();
    }

    private ControlReport control(final Path target) throws IOException {
        final AtomicReference<ControlReport> report = new AtomicReference<>();
        final TurnTimes times = turns == null ? null : new TurnTimes((int) Math.min(MAX_TURNS, hz * seconds + hz));
        final AtomicBoolean isOver = new AtomicBoolean();
        for (int i = 0; i < busy; i++) {
            Thread.ofPlatform().daemon().name("kymo-latency-busy-" + i).start(() -> {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        try {
            recorded(target, recording -> {
                try (ControlLoop loop = new ControlLoop(recording, hz)) {
                    final String remark = raisePriority(realTime);
                    if (remark != null) {
                        PerfMain.say(remark);
                    }
                    if (times != null) {
                        loop.noteIn(times);
                    }
                    final long roundNs = (long) (seconds * NANOS_PER_SECOND / (2 * CONTROL_PAIRS));
                    report.set(ControlReport.run(loop, CONTROL_PAIRS, roundNs));
                    if (realTime) {
                        Libc.setRealTime(false);
                    }
                }
            });
        } finally {
            isOver.set(true);
        }
        if (times != null && turns != null) {
            times.writeTo(turns);
        }
        return report.get();
    }

    /// As who controls something has it: the calling thread alone, and only where it is allowed and nobody
    /// has said otherwise by starting this at another nice value.
    ///
    /// @return what there is to say about it
    static @Nullable String raisePriority(final boolean isRealTime) {
        if (isRealTime) {
            // Was tried before the recorder was started
            return Libc.setRealTime(true) ? null : NOT_RAISED;
        }
        final int nice = Libc.nice();
        if (nice != 0) {
            return "the loop runs at nice " + nice + ", as it was started; started at nice 0 it would raise itself to "
                    + LOOP_NICE;
        }
        return Libc.setNice(0, LOOP_NICE) ? null : NOT_RAISED;
    }

    /// The recorder is a process of its own, as it is in use.
    private void recorded(final Path target, final Consumer<RecordingStream> program) throws IOException {
        final Path scratch =
                Files.createTempDirectory(Files.isDirectory(MEMORY) ? MEMORY : Path.of("."), "kymo-latency-");
        final ProcessBuilder builder = new ProcessBuilder(Jvm.command(
                Jvm.classPath(),
                "512m",
                List.of(
                        "dev.kymo.cli.Main",
                        "record",
                        "-o",
                        target.toAbsolutePath().toString())));
        builder.environment().put("KYMO_SHM_DIR", scratch.toString());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        final Process recorder = builder.start();
        try (RecordingStream recording = RecordingStream.builder("latency")
                .sharedMemory(RingConfig.fromEnvironment().withDirectory(scratch))
                .open()) {
            if (!recording.awaitRecorder(PATIENCE)) {
                throw new IOException(target + ": the recorder did not start");
            }
            program.accept(recording);
            recording.flush(PATIENCE);
        } finally {
            end(recorder);
            Folders.delete(scratch);
        }
    }

    private void run(final PacedLoop loop, final LatencyHistograms live) {
        final AtomicBoolean isStopped = new AtomicBoolean();
        final Thread main = Thread.currentThread();
        final Thread hook = new Thread(() -> stop(isStopped, main), "kymo-latency-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        final Thread shower = new Thread(() -> show(live, isStopped), "kymo-latency-show");
        shower.setDaemon(true);
        shower.start();
        final long endNs = System.nanoTime() + (long) (seconds * NANOS_PER_SECOND);
        loop.run(() -> isStopped.get() || System.nanoTime() - endNs >= 0);
        isStopped.set(true);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException isEnding) {
            // Ctrl-C: the hook waits for this thread
            PerfMain.say("stopped");
        }
    }

    private static void stop(final AtomicBoolean isStopped, final Thread main) {
        isStopped.set(true);
        try {
            main.join(PATIENCE.toMillis());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("SystemConsoleNull")
    private static void show(final LatencyHistograms live, final AtomicBoolean isStopped) {
        final boolean isTerminal = System.console() != null && System.console().isTerminal();
        try {
            while (!isStopped.get()) {
                TimeUnit.MILLISECONDS.sleep(isTerminal ? SHOW_MS : SHOW_PLAIN_MS);
                final LatencyHistograms.Snapshot now = live.snapshot();
                final String line = String.format(
                        Locale.ROOT,
                        "%,d turns; call %s; late %s",
                        now.lateness().getTotalCount(),
                        brief(now.calls()),
                        brief(now.lateness()));
                PerfMain.err().print(isTerminal ? "\r\u001B[Kkymo: " + line : "kymo: " + line + "\n");
                PerfMain.err().flush();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isTerminal) {
            PerfMain.err().println();
        }
    }

    private static String brief(final Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "p50 %s p99 %s max %s",
                time(histogram.getValueAtPercentile(50)),
                time(histogram.getValueAtPercentile(99)),
                time(histogram.getMaxValue()));
    }

    private static String time(final long ns) {
        return ns < 10_000 ? ns + " ns" : String.format(Locale.ROOT, "%.1f µs", ns / 1000.0);
    }

    private static void end(final Process recorder) {
        recorder.destroy();
        try {
            if (!recorder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                recorder.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            recorder.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    // ---- answers

    private void print(final List<Path> files, final List<LatencyHistograms.Snapshot> runs) throws IOException {
        if (json) {
            printJson(files, runs);
            return;
        }
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-28s", ""));
        files.forEach(run -> text.append(String.format(Locale.ROOT, "%22s", run.getFileName())));
        text.append('\n');
        text.append(String.format(Locale.ROOT, "%-28s", "turns"));
        runs.forEach(run -> text.append(String.format(
                Locale.ROOT,
                "%22s",
                String.format(Locale.ROOT, "%,d", run.lateness().getTotalCount()))));
        text.append('\n');
        for (final boolean isCall : new boolean[] {true, false}) {
            for (final double percentile : PERCENTILES) {
                text.append(String.format(
                        Locale.ROOT, "%-28s", (isCall ? "log call, " : "turn begins late by, ") + name(percentile)));
                runs.forEach(run -> text.append(String.format(
                        Locale.ROOT,
                        "%22s",
                        time((isCall ? run.calls() : run.lateness()).getValueAtPercentile(percentile)))));
                text.append('\n');
            }
        }
        PerfMain.out().print(text);
        PerfMain.out().flush();
    }

    private static String name(final double percentile) {
        return percentile == 100
                ? "max"
                : percentile == Math.rint(percentile) ? "p" + (int) percentile : "p" + percentile;
    }

    /// `{"runs":[{"file","turns","call_ns":{"p50","p90","p99","p999","max"},"late_ns":{…}}]}`
    private static void printJson(final List<Path> files, final List<LatencyHistograms.Snapshot> runs)
            throws IOException {
        try (JsonGenerator out =
                new JsonFactory().createGenerator(PerfMain.out()).useDefaultPrettyPrinter()) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            out.writeArrayFieldStart("runs");
            for (int i = 0; i < runs.size(); i++) {
                out.writeStartObject();
                out.writeStringField("file", files.get(i).toString());
                out.writeNumberField("turns", runs.get(i).lateness().getTotalCount());
                writeHistogram(out, "call_ns", runs.get(i).calls());
                writeHistogram(out, "late_ns", runs.get(i).lateness());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        PerfMain.out().println();
        PerfMain.out().flush();
    }

    private static void writeHistogram(final JsonGenerator out, final String name, final Histogram histogram)
            throws IOException {
        out.writeObjectFieldStart(name);
        for (final double percentile : PERCENTILES) {
            out.writeNumberField(name(percentile).replace(".", ""), histogram.getValueAtPercentile(percentile));
        }
        out.writeEndObject();
    }
}
