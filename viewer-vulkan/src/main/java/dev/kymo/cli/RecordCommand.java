package dev.kymo.cli;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.ProducerStatistics;
import dev.kymo.rrd.Compression;
import dev.kymo.rrd.Durability;
import dev.kymo.rrd.RrdSeries;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.viewer.app.Catalogue;
import dev.kymo.viewer.app.KnownRecording;
import dev.kymo.viewer.app.Recorder;
import dev.kymo.viewer.app.RecorderThreads;
import dev.kymo.viewer.app.RecordingPlan;
import dev.kymo.viewer.app.remote.RemoteServer;
import dev.kymo.viewer.ui.HeapGoal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `kymo record`: take what local processes log, until Ctrl-C.
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = "Take what local processes log over shared memory, until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  kymo record -o run.rrd",
            "  kymo record -o run.rrd --durability 500ms",
            "  kymo record -o run.rrd --memory-limit 512MB",
            "  kymo record -o run.rrd --compress --split 100MB --keep-last 60s      (run.0000.rrd, run.0001.rrd ...)",
            "  kymo record -o run.rrd --serve      (and what is sent to 127.0.0.1:9877; viewers: kymo view tcp://...)",
            "  kymo record -o run.rrd --resume      (after a crash: what waits in shared memory comes in, once)"
        })
final class RecordCommand implements Callable<Integer> {
    private static final long STATUS_SECONDS = 1;
    private static final long PLAIN_STATUS_SECONDS = 10;
    private static final long CLOSE_SECONDS = 60;
    private static final long SPLIT_BYTES = 64_000_000;
    /// Of several; the rest are found beside them.
    private static final int REMEMBERED_FILES = 16;

    /// As the system says them.
    private static final String DISK_FULL = "No space left on device";

    private static final String QUOTA_EXCEEDED = "quota exceeded";

    @Option(names = "-o", paramLabel = "FILE.rrd", description = "The new file; kymo-DATE-TIME.rrd unless given.")
    @Nullable
    Path file;

    @Option(names = "--force", description = "Replace the file if it is there already.")
    boolean force;

    @Option(
            names = "--resume",
            description = "Go on with the file: after a crash it is mended, and no row comes into it twice.")
    boolean resume;

    @Option(
            names = "--durability",
            paramLabel = "none|chunk|TIME",
            converter = DurabilityText.class,
            description =
                    "How often the file is forced to the disk, against loss of power: never (none, the default: the"
                            + " system decides when), with every chunk, or at most every 500ms, 10s and so on. Death of the"
                            + " recorder loses nothing in any case.")
    Durability durability = Durability.NONE;

    @Option(names = "--compress", description = "Compress what is filed (LZ4); it is then unpacked to be read.")
    boolean compress;

    @Option(
            names = "--split",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            description =
                    "Go on in another file at this size: FILE.0000.rrd, FILE.0001.rrd and so on, each whole in itself and"
                            + " together one recording.")
    @Nullable
    Long splitBytes;

    @Option(
            names = "--keep-last",
            paramLabel = "TIME",
            converter = DurationText.class,
            description =
                    "Delete files that have nothing younger than this, as 60s or 10m, while recording goes on; splits at"
                            + " 64MB unless told otherwise.")
    @Nullable
    Duration keepLast;

    @Option(
            names = "--memory-limit",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            description =
                    "What the recorder may hold, such as 512MB: its heap is kept to a quarter of that, and chunks that still"
                            + " take rows are filed early. What waits in rings is the programs' that log.")
    @Nullable
    Long memoryLimitBytes;

    @Option(
            names = "--serve",
            paramLabel = "HOST:PORT",
            arity = "0..1",
            fallbackValue = "127.0.0.1:9877",
            description =
                    "Take what programs send over TCP, too, and show the recording to viewers elsewhere (kymo view"
                            + " tcp://HOST:PORT). 127.0.0.1:9877 unless said: other machines reach that by ssh -L. Port 0"
                            + " takes a free one.")
    @Nullable
    String serve;

    @ParentCommand
    Main main;

    @Spec
    CommandSpec spec;

    /// Written by the main thread before [#closed] is counted down, read by the hook after that.
    private int exitCode = Main.EXIT_FAILED;

    private boolean filingFailed;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Path target = file != null
                ? file
                : Path.of("kymo-"
                        + LocalDateTime.now(java.time.ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT))
                        + ".rrd");
        if (resume && (force || file == null)) {
            throw new ParameterException(spec.commandLine(), "--resume goes with -o FILE.rrd, and not with --force");
        }
        final RemoteAddress at = address();
        if (at != null) {
            // Before a file is made for nothing
            RemoteServer.requireFree(at);
        }
        if (!resume) {
            Targets.check(splits() ? RrdSeries.file(target, 0) : target, force);
        }
        final SayingListener listener = new SayingListener();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "kymo-record-stop"));
        try {
            record(target, at, listener);
            exitCode = listener.hasFailed() || filingFailed ? Main.EXIT_FAILED : 0;
        } catch (final IOException | RuntimeException e) {
            // Said here: once the hook goes on, nobody may get to say anything.
            Console.fail(e, main.verbose);
        } finally {
            closed.countDown();
        }
        return exitCode;
    }

    private @Nullable RemoteAddress address() {
        try {
            return serve == null ? null : RemoteAddress.parse(serve);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--serve: " + e.getMessage());
        }
    }

    /// What became of a recording that had to end by itself.
    private void sayWhyItEnded(final Recorder recorder, final Path target, final IOException failure) {
        final String reason = Console.describe(failure);
        final boolean diskFull = reason.contains(DISK_FULL) || reason.contains(QUOTA_EXCEEDED);
        Console.say(String.format(
                Locale.ROOT,
                "%s: %s keeps %,d rows, %,d bytes; rows committed since wait in shared memory; %s and go on with: "
                        + "kymo record -o %s --resume%s",
                diskFull ? "disk full" : "error: " + reason,
                recorder.present().getLast(),
                recorder.filedRowCount(),
                recorder.fileBytes(),
                diskFull ? "free space" : "mend that",
                target,
                splitBytes == null ? "" : " --split " + splitBytes));
    }

    private boolean splits() {
        return splitBytes != null || keepLast != null;
    }

    private RecordingPlan plan(final Path target) {
        final RrdWriterOptions options = RrdWriterOptions.DEFAULT
                .withOverwrite(force)
                .withDurability(durability)
                .withCompression(compress ? Compression.LZ4 : Compression.NONE);
        final long bytes = splitBytes == null ? SPLIT_BYTES : splitBytes;
        return new RecordingPlan(target, options, splits() ? new RrdSeries.Options(options, bytes, keepLast) : null);
    }

    private void record(final Path target, final @Nullable RemoteAddress at, final SayingListener listener)
            throws IOException, InterruptedException {
        final RecordingPlan plan = plan(target);
        RecorderThreads.standBack();
        final Recorder recorder = resume
                ? Recorder.resume(plan, IngestConfig.defaults(), listener)
                : Recorder.start(plan, IngestConfig.defaults(), listener);
        if (memoryLimitBytes != null) {
            HeapGoal.setWithin(memoryLimitBytes);
            recorder.limitMemory(memoryLimitBytes);
        }
        try (ServedRecorder served = at == null ? null : ServedRecorder.start(recorder, at);
                Catalogue catalogue = Catalogue.open()) {
            final Path first = recorder.present().getLast();
            remember(catalogue, KnownRecording::begun, first);
            Console.say("recording to " + first + (splits() ? " and on" : "") + "; Ctrl-C stops");
            recorder.whenFilingFails(stopRequested::countDown);
            if (served != null) {
                served.sayWhere();
            }
            showStatus(recorder, served);
            if (served != null) {
                served.endSenders();
            }
            recorder.close();
            final IOException failure = recorder.failure();
            if (failure != null) {
                filingFailed = true;
                sayWhyItEnded(recorder, target, failure);
                return;
            }
            final List<Path> files = recorder.present();
            Console.say(String.format(
                    Locale.ROOT,
                    "%s: %,d rows, %,d bytes",
                    files.size() == 1
                            ? files.getFirst().toString()
                            : files.getFirst() + " to " + files.getLast().getFileName(),
                    recorder.rowCount(),
                    recorder.fileBytes()));
            for (final Path file : files.subList(Math.max(0, files.size() - REMEMBERED_FILES), files.size())) {
                remember(catalogue, KnownRecording::of, file);
            }
            if (catalogue != null) {
                catalogue.await(Catalogue.timeout());
            }
            Console.say("next: kymo view " + files.getLast() + " --headless --screenshot " + files.getLast() + ".png");
        } finally {
            recorder.close();
        }
    }

    /// Looks at a file for the catalogue.
    private interface Look {
        KnownRecording at(Path file) throws IOException;
    }

    /// Off this thread; a catalogue that can't be written is no reason to say anything of a recording that can.
    private static void remember(final @Nullable Catalogue catalogue, final Look look, final Path file) {
        if (catalogue == null) {
            return;
        }
        try {
            catalogue.put(List.of(look.at(file)));
        } catch (final IOException unreadable) {
            // Then there is nothing to remember
        }
    }

    /// In the shutdown hook: asks the main thread to finish, keeps the JVM until it has, and ends it with the
    /// exit code of that. The signal's own would say 130, for what was asked for and went well.
    private void stopAndWait() {
        stopRequested.countDown();
        try {
            if (closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Console.err().flush();
                Runtime.getRuntime().halt(exitCode);
            }
            Console.say("error: the recording could not be finished within " + CLOSE_SECONDS + " s");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void showStatus(final Recorder recorder, final @Nullable ServedRecorder served)
            throws InterruptedException {
        final boolean terminal = Console.isTerminal();
        final long intervalSeconds = terminal ? STATUS_SECONDS : PLAIN_STATUS_SECONDS;
        long lastRows = 0;
        while (!stopRequested.await(intervalSeconds, TimeUnit.SECONDS)) {
            final long rows = recorder.rowCount();
            long dropped = 0;
            int live = 0;
            if (served != null) {
                dropped += served.droppedRows();
            }
            for (final ProducerStatistics producer : recorder.producers()) {
                dropped += producer.droppedRows();
                live++;
            }
            final String line = String.format(
                    Locale.ROOT,
                    "kymo: %d producers, %s%,d rows (%,d rows/s), %,d dropped, %,d bytes",
                    served == null ? live : live - 1,
                    served == null ? "" : served.status() + ", ",
                    rows,
                    (rows - lastRows) / intervalSeconds,
                    dropped,
                    recorder.fileBytes());
            lastRows = rows;
            if (terminal) {
                Console.err().print("\r\u001B[K" + line);
                Console.err().flush();
            } else {
                Console.err().println(line);
            }
        }
        if (terminal) {
            Console.err().println();
        }
    }
}
