package dev.kymo.cli;

import dev.kymo.importer.ImportRequest;
import dev.kymo.importer.Importers;
import dev.kymo.importer.Progress;
import dev.kymo.ring.RingConfig;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.sdk.RecordingBuilder;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo import`: other formats to a recording, in a file or over shared memory to a recorder.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Other formats to a recording: LAS, LAZ, PCD, PLY, MCAP, JPEG, PNG, a folder of numbered images with depth.",
            "Several clouds are frames of one entity, in the order given; of several MCAP files each topic is one entity."
        },
        footer = {
            "",
            "Examples:",
            "  kymo import scan.las -o scan.rrd",
            "  kymo import livingroom/ -o room.rrd --trajectory trajectory.log --intrinsics 525,525,319.5,239.5",
            "  kymo import drive.mcap -o drive.rrd    (ROS 1 and 2, Foxglove: each topic becomes an entity)",
            "  kymo import capture*.pcd -o live:      (over shared memory, to the recorder that runs)"
        })
final class ImportCommand implements Callable<Integer> {
    /// How much larger points are than their compressed file, at most, as a rule.
    private static final int LAZ_EXPANSION = 16;

    private static final String LIVE = "live:";
    private static final Duration RECORDER_WAIT = Duration.ofSeconds(5);
    private static final Duration FLUSH_WAIT = Duration.ofMinutes(2);

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "SOURCE", description = "Files, or a folder.")
    List<Path> sources;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE.rrd|live:",
            description = "Where it goes: a new file, or live: for the recorder that runs on this machine.")
    String target;

    @Option(names = "--force", description = "Replace the file if it is there already.")
    boolean force;

    @Option(
            names = "--entity",
            paramLabel = "PATH",
            description = "Where the data goes; made from the source's name unless given.")
    @Nullable
    String entity;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Frames per second: adds the timeline `time` beside `frame`.")
    double fps;

    @Option(names = "--trajectory", paramLabel = "FILE", description = "Camera poses: Redwood .log or TUM text.")
    @Nullable
    Path trajectory;

    @Option(names = "--intrinsics", paramLabel = "fx,fy,cx,cy", description = "The camera, in pixels.")
    @Nullable
    String intrinsics;

    @Option(
            names = "--depth-scale",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Depth units per metre (default ${DEFAULT-VALUE}: millimetres).")
    double depthScale;

    @Option(
            names = "--app",
            paramLabel = "ID",
            description = "Application id; kymo_import unless given.",
            defaultValue = "kymo_import")
    String application;

    @Option(names = "--recording", paramLabel = "ID", description = "Recording id; a fresh one unless given.")
    @Nullable
    String recording;

    @Override
    public Integer call() throws IOException {
        final ImportRequest request = request();
        // Before anything is opened: a source that can't be read leaves nothing behind.
        for (final Path source : sources) {
            Importers.forSource(source);
        }
        if (target.equals(LIVE)) {
            importLive(request);
        } else {
            importToFile(request, Path.of(target));
        }
        return 0;
    }

    private ImportRequest request() {
        try {
            return new ImportRequest(
                    sources,
                    entity == null ? null : EntityPath.parse(entity),
                    fps,
                    trajectory,
                    intrinsics == null ? null : parseIntrinsics(intrinsics),
                    depthScale);
        } catch (final IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static ImportRequest.Intrinsics parseIntrinsics(final String text) {
        final String[] parts = text.split(",", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("--intrinsics " + text + ": expected fx,fy,cx,cy");
        }
        try {
            return new ImportRequest.Intrinsics(
                    Double.parseDouble(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]));
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("--intrinsics " + text + ": expected four numbers fx,fy,cx,cy", e);
        }
    }

    private RecordingBuilder recordingBuilder() {
        final RecordingBuilder builder = RecordingStream.builder(application);
        if (recording != null) {
            builder.recordingId(recording);
        }
        return builder;
    }

    /// Into a file beside the target, which takes its name when all has gone well.
    private void importToFile(final ImportRequest request, final Path file) throws IOException {
        Targets.check(file, force);
        for (final Path source : sources) {
            if (Files.exists(file) && Files.isSameFile(file, source)) {
                throw new CommandException(file + ": is the source itself; the recording needs a name of its own");
            }
        }
        final Path partial = file.toAbsolutePath()
                .resolveSibling(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        final long points;
        try (ExitCleanup _ = ExitCleanup.of("kymo-import-cleanup", () -> Files.deleteIfExists(partial))) {
            final FileSink sink = FileSink.create(partial, RrdWriterOptions.DEFAULT.withOverwrite(true));
            try (RecordingStream out = recordingBuilder().sink(sink).open()) {
                points = run(request, out);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Console.say(String.format(
                java.util.Locale.ROOT, "%s: %,d points or frames, %,d bytes", file, points, Files.size(file)));
    }

    private void importLive(final ImportRequest request) throws IOException {
        final RingConfig config = RingConfig.fromEnvironment();
        final RingConfig roomy = config.withPayloadBytes(Math.max(config.payloadBytes(), payloadBytes()));
        try (RecordingStream out = recordingBuilder().sharedMemory(roomy).open()) {
            if (!out.awaitRecorder(RECORDER_WAIT)) {
                throw new CommandException(
                        "nobody records on this machine: start kymo record -o FILE.rrd first, or give -o a file");
            }
            final long points = run(request, out);
            if (!out.flush(FLUSH_WAIT)) {
                throw new CommandException(
                        "the recorder did not take all rows within " + FLUSH_WAIT.toSeconds() + " s");
            }
            Console.say(String.format(java.util.Locale.ROOT, "logged %,d points or frames", points));
        }
    }

    /// Room for the largest source as one row, and as much again so that the next can be read meanwhile.
    private long payloadBytes() throws IOException {
        long largest = 0;
        for (final Path source : sources) {
            if (Files.isRegularFile(source)) {
                final boolean compressed =
                        source.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".laz");
                largest = Math.max(largest, Files.size(source) * (compressed ? LAZ_EXPANSION : 1));
            }
        }
        return Math.min(RingConfig.MAX_PAYLOAD_BYTES, Math.max(1, Long.highestOneBit(largest)) * 4);
    }

    private long run(final ImportRequest request, final RecordingStream out) throws IOException {
        final long[] points = new long[1];
        try (ProgressLine line = new ProgressLine("import")) {
            Importers.importTo(request, out, new Progress() {
                @Override
                public void advanced(final long doneBytes, final long totalBytes, final long pointsSoFar) {
                    points[0] = pointsSoFar;
                    line.update(doneBytes, totalBytes, "bytes");
                }

                @Override
                public void note(final String text) {
                    Console.say("note: " + text);
                }
            });
        }
        return points[0];
    }
}
