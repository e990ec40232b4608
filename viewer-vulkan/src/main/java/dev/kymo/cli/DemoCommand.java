package dev.kymo.cli;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.Recorder;
import dev.kymo.viewer.app.Screenshot;
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
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kymo demo`: the main job in one command, and its proof.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Two separate processes, a robot and this machine's numbers, log over shared memory; a recorder files it; a"
                    + " picture is made. Fails if a row that was committed is not in the file exactly once.",
            "Leaves DIR/demo.rrd, DIR/demo.png, DIR/latency.txt."
        },
        footer = {"", "Examples:", "  kymo demo", "  kymo demo --headless --seconds 8 --out /tmp/demo"})
final class DemoCommand implements Callable<Integer> {
    private static final String APPLICATION = "kymo_demo";
    private static final long EXTRA_SECONDS = 60;
    private static final double NS_PER_US = 1000.0;

    @Option(names = "--headless", description = "Open no window (there is none yet: this is always so).")
    boolean headless;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long (default ${DEFAULT-VALUE}).")
    double seconds;

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
        if (!(seconds >= 1 && seconds <= 86_400)) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--seconds " + seconds + ": expected 1 to 86400");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(folder + ": is no folder");
        }
        Files.createDirectories(folder);
        final Path file = folder.resolve("demo.rrd");
        final SayingListener listener = new SayingListener();
        final DemoShm shm = DemoShm.create();
        final Histogram latencies;
        final List<String> reports;
        try (shm;
                Recorder recorder = Recorder.start(
                        file,
                        RrdWriterOptions.DEFAULT.withOverwrite(true),
                        IngestConfig.defaults().withDirectory(shm.path()),
                        listener)) {
            try (DemoProducers producers = DemoProducers.start(folder, APPLICATION, seconds, shm.path())) {
                Console.say("demo: a robot and this machine log for " + seconds + " s ...");
                follow(recorder, producers);
                reports = producers.reports();
            }
            latencies = recorder.takeLatencies();
        }
        final Tally tally = count(file);
        writeLatencies(latencies);
        final String picture = takePicture(file);
        reports.forEach(report -> Console.say("demo: " + report));
        Console.say(String.format(
                Locale.ROOT,
                "demo: %,d rows committed, %,d of them in the file, %,d lost, %,d twice, %,d not committed but filed",
                tally.committed,
                tally.filed,
                tally.lost,
                tally.twice,
                tally.extra));
        Console.say(String.format(
                Locale.ROOT,
                "demo: commit to visible p50 %.0f µs, p99 %.0f µs, max %.0f µs; picture: %s",
                latencies.getValueAtPercentile(50) / NS_PER_US,
                latencies.getValueAtPercentile(99) / NS_PER_US,
                latencies.getMaxValue() / NS_PER_US,
                picture));
        if (tally.lost + tally.twice > 0 || listener.hasFailed()) {
            throw new CommandException(
                    file + ": " + tally.lost + " committed rows lost, " + tally.twice + " filed twice");
        }
        Console.out().println(file);
        Console.out().flush();
        Console.say("next: ./kymo rrd stats " + file);
        return 0;
    }

    private static void follow(final Recorder recorder, final DemoProducers producers) throws InterruptedException {
        final long beganNs = System.nanoTime();
        long shownSeconds = 0;
        while (!producers.awaitEnd(200, TimeUnit.MILLISECONDS)) {
            final long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNs);
            if (elapsedSeconds >= shownSeconds + 2) {
                shownSeconds = elapsedSeconds;
                Console.say(String.format(
                        Locale.ROOT,
                        "demo: %d s, %d producers, %,d rows, %,d bytes filed",
                        elapsedSeconds,
                        recorder.producers().size(),
                        recorder.rowCount(),
                        recorder.fileBytes()));
            }
            if (elapsedSeconds > producers.seconds() + EXTRA_SECONDS) {
                throw new CommandException("the demo's producers did not end by themselves; see their output above");
            }
        }
        if (!producers.haveSucceeded()) {
            throw new CommandException("a producer of the demo failed; see its output above");
        }
    }

    /// How the rows that producers were promised compare with those in the file.
    private record Tally(long committed, long filed, long lost, long twice, long extra) {}

    private Tally count(final Path file) throws IOException {
        final LongStream.Builder promised = LongStream.builder();
        for (final String name : DemoProducers.NAMES) {
            Files.readAllLines(folder.resolve("committed-" + name + ".txt"))
                    .forEach(line -> promised.add(Long.parseLong(line)));
        }
        final long[] committed = promised.build().sorted().toArray();
        final LongStream.Builder found = LongStream.builder();
        try (RrdFile rrd = RrdFile.open(file)) {
            for (final StoredChunk stored : rrd.chunks()) {
                stored.chunk().timeline("seq").ifPresent(times -> {
                    for (int row = 0; row < stored.chunk().rowCount(); row++) {
                        found.add(times.time(row));
                    }
                });
            }
            if (!rrd.problems().isEmpty()) {
                throw new CommandException(file + ": " + rrd.problems().getFirst());
            }
        }
        final long[] filed = found.build().sorted().toArray();
        long matched = 0;
        long twice = 0;
        int at = 0;
        for (final long number : committed) {
            while (at < filed.length && filed[at] < number) {
                at++;
            }
            int times = 0;
            while (at < filed.length && filed[at] == number) {
                at++;
                times++;
            }
            matched += Math.min(1, times);
            twice += Math.max(0, times - 1);
        }
        return new Tally(committed.length, matched, committed.length - matched, twice, filed.length - matched - twice);
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
        try (LoadedFile loaded = LoadedFile.open(file)) {
            final RecordingStore store = loaded.recording(null);
            try (StoreReader reader = store.reader()) {
                final TimeCursor cursor = ViewCommand.lastMoment(store, reader);
                final Screenshot.Result result = Screenshot.take(
                        reader, cursor, 1600, 1000, "kymo demo   " + ViewCommand.describe(store, cursor), png);
                final List<String> notes = new ArrayList<>(result.notes());
                notes.forEach(note -> Console.say("note: " + note));
                return png + " (" + result.points() + " points, drawn by " + result.device() + ")";
            }
        }
    }
}
