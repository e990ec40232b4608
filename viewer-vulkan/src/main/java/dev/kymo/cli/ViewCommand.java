package dev.kymo.cli;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.app.DesktopSources;
import dev.kymo.viewer.app.Screenshot;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.ui.HeapGoal;
import dev.kymo.viewer.ui.ViewerWindow;
import dev.kymo.viewer.ui.state.CloudColours;
import dev.kymo.viewer.ui.state.CloudSpan;
import dev.kymo.viewer.ui.window.WindowReport;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo view`: look at a recording.
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description =
                "Look at a recording, or any file that can be imported, in a window. Without a file: the start page.",
        footer = {
            "",
            "Examples:",
            "  kymo view run.rrd",
            "  kymo view live:",
            "  kymo view run.0000.rrd run.0001.rrd",
            "  kymo view scan.las      (LAZ, PCD, PLY, MCAP, a folder of images: what kymo import takes)",
            "  kymo view run.rrd --headless --screenshot run.png",
            "  kymo view run.rrd --headless --screenshot frame25.png --at frame=25 --size 1920x1080",
            "  kymo view scan.las --headless --screenshot scan.png --fill-holes --eye-dome",
            "  kymo view drive.rrd --last 10s      (the clouds of ten seconds together; --last 20: of 20 frames)",
            "  kymo view live: --headless --screenshot now.png",
            "  program | kymo view -      (a program that logs to RecordingStream.builder(...).stdout())",
            "  kymo view tcp://127.0.0.1:9877      (from elsewhere: ssh -L 9877:127.0.0.1:9877 HOST)"
        })
final class ViewCommand implements Callable<Integer> {
    private static final int DEFAULT_WIDTH = 1280;
    private static final int DEFAULT_HEIGHT = 800;

    @Parameters(
            index = "0..*",
            arity = "0..*",
            paramLabel = "FILE|DIR|live:|tcp://HOST:PORT|-",
            description =
                    "The recording, or what can be imported; several files, or a folder of them, as one; live: for"
                            + " what local programs log now; tcp://HOST:PORT for a recorder elsewhere (kymo record --serve); - for a"
                            + " stream on standard input.")
    List<Path> files = List.of();

    @Option(names = "--headless", description = "Make a picture, open no window.")
    boolean headless;

    @Option(names = "--screenshot", paramLabel = "PNG", description = "Where the picture goes.")
    @Nullable
    Path screenshot;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Sizes.Pixels.Converter.class,
            description = "Size of the picture (default 1280x800) or window in pixels.")
    Sizes.@Nullable Pixels size;

    @Option(
            names = "--at",
            paramLabel = "TIMELINE=VALUE",
            converter = TimelineAt.Converter.class,
            description = "The moment to show; the last one unless given.")
    @Nullable
    TimelineAt at;

    @Option(names = "--recording", paramLabel = "ID", description = "Which recording, where the file has several.")
    @Nullable
    String recording;

    @Mixin
    MemoryOption memory;

    @Option(names = "--fill-holes", description = "3D: close gaps of up to four pixels between points.")
    boolean fillHoles;

    @Option(names = "--eye-dome", description = "3D: darken points that lie behind their surroundings.")
    boolean eyeDome;

    @Option(
            names = "--clip",
            paramLabel = "X,Y,Z,X,Y,Z",
            converter = Boxes.Converter.class,
            description = "3D: show points of clouds inside of this box only: two opposite corners, world coordinates.")
    @Nullable
    ClipBox clip;

    @Option(
            names = "--colour-by",
            paramLabel = "COMPONENT",
            description = "3D: colour clouds by what is a number for each point, such as PointAttributes:intensity.")
    @Nullable
    String colourBy;

    @Option(
            names = "--last",
            paramLabel = "TIME|STEPS",
            converter = SpanText.class,
            description =
                    "3D: show the clouds of the last TIME, as 10s or 500ms, together, each where it was sensed; on a"
                            + " sequence of the last STEPS, as 20.")
    @Nullable
    CloudSpan last;

    @Option(
            names = "--frame-times",
            description = "Print how long frames took, and what memory the window held, when it is closed.")
    boolean frameTimes;

    @Option(
            names = "--state-file",
            paramLabel = "FILE",
            description =
                    "Keep what the window shows in a text file, for scripts that drive it; what they put into FILE.do is"
                            + " done: drop, iconify, restore or lose, names after tabs.")
    @Nullable
    Path stateFile;

    @Option(names = "--no-config", description = "Read and write no settings: default layout, nothing remembered.")
    boolean noConfig;

    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!headless && screenshot == null) {
            return openWindow();
        }
        final Path recordingFile = files.isEmpty() ? null : files.getFirst();
        if (screenshot == null || recordingFile == null) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(),
                    "without a window there is only a picture: give FILE and --screenshot PICTURE.png");
        }
        Targets.check(screenshot, true);
        if (Files.exists(screenshot) && Files.exists(recordingFile) && Files.isSameFile(screenshot, recordingFile)) {
            throw new CommandException(screenshot + ": is the recording itself; the picture needs a name of its own");
        }
        takePicture(screenshot);
        return 0;
    }

    private int openWindow() throws IOException {
        final Path opened = files.isEmpty() ? null : files.getFirst();
        if (at != null) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--at is for pictures: add --headless --screenshot PICTURE.png");
        }
        for (final Path each : files) {
            if (!each.equals(LoadedFile.LIVE)
                    && !each.equals(LoadedFile.STANDARD_INPUT)
                    && RemoteAddress.of(each) == null
                    && !Files.exists(each)) {
                throw new java.nio.file.NoSuchFileException(each.toString());
            }
        }
        if (memory.limitBytes != null) {
            HeapGoal.setWithin(memory.limitBytes);
        }
        final Sizes.Pixels asked = size;
        final WindowReport report = ViewerWindow.run(
                new ViewerWindow.Options(
                        opened,
                        asked == null ? null : (Integer) asked.width(),
                        asked == null ? null : (Integer) asked.height(),
                        noConfig ? null : ViewerWindow.configFolder(),
                        stateFile),
                new DesktopSources(recording, files, memory.limitBytes),
                session ->
                        session.startWith(style(), new CloudColours(colourBy), last == null ? CloudSpan.NONE : last));
        if (frameTimes) {
            report.text().lines().forEach(Console::say);
        }
        return 0;
    }

    private CloudStyle style() {
        return new CloudStyle(fillHoles, eyeDome, clip);
    }

    private void takePicture(final Path picture) throws IOException {
        final Sizes.Pixels pixels = size == null ? new Sizes.Pixels(DEFAULT_WIDTH, DEFAULT_HEIGHT) : size;
        try (LoadedFile loaded = LoadedFile.open(files, memory.limitBytes)) {
            loaded.read(() -> takePicture(loaded.recording(recording), !loaded.isImported(), picture, pixels));
        }
    }

    /// @param rowsStay whether rows have the same ids whenever the file is opened
    private void takePicture(
            final RecordingStore store, final boolean rowsStay, final Path picture, final Sizes.Pixels pixels)
            throws IOException {
        try (StoreReader reader = store.reader();
                ProgressLine building = new ProgressLine("building levels of detail")) {
            final TimeCursor cursor = cursor(store, reader);
            final String moment = describe(store, cursor);
            if (colourBy != null) {
                sayWhenNotOneOf(SceneView.coloursOf(reader, cursor), colourBy);
            }
            final Screenshot.Result result = Screenshot.take(
                    reader,
                    new Screenshot.Frame(
                            cursor,
                            pixels.width(),
                            pixels.height(),
                            store.id().applicationId() + "  " + moment,
                            style(),
                            colourBy,
                            span(store, cursor)),
                    picture,
                    !files.isEmpty() && files.stream().allMatch(Files::isRegularFile)
                            ? CloudLevels.Anchor.within(
                                    files,
                                    rowsStay,
                                    memory.limitBytes,
                                    IndexOptions.defaults().cacheFolder())
                            : null,
                    (done, total) -> building.update(done, total, "points"));
            result.notes().forEach(note -> Console.say("note: " + note));
            Console.say(picture + ": " + pixels.width() + " x " + pixels.height() + ", " + result.points() + " points, "
                    + moment + ", drawn by " + result.device());
        }
    }

    /// In the units of the cursor's timeline; 0 for the clouds at the cursor alone.
    private long span(final RecordingStore store, final TimeCursor cursor) {
        final TimeType type = store.timelines().get(cursor.timeline());
        if (last == null || type == null) {
            return 0;
        }
        final long span = last.on(type);
        if (span == 0) {
            Console.say("note: --last is not for timeline " + cursor.timeline() + ", which "
                    + (type == TimeType.SEQUENCE
                            ? "is a sequence: give a number of its steps, as --last 20"
                            : "is of time: give a length of it, as --last 10s"));
        }
        return span;
    }

    private static void sayWhenNotOneOf(final List<String> numbers, final String asked) {
        if (!numbers.contains(asked)) {
            Console.say("note: no cloud is coloured by " + asked + "; there is "
                    + (numbers.isEmpty() ? "nothing to colour clouds by" : String.join(", ", numbers)));
        }
    }

    /// The asked moment, or the end of the timeline that most people mean: one of their own before the
    /// automatic ones.
    private TimeCursor cursor(final RecordingStore store, final StoreReader reader) {
        if (at != null) {
            if (!store.timelines().containsKey(at.timeline())) {
                Console.say("note: no timeline " + at.timeline() + " in " + files.getFirst() + "; there is "
                        + String.join(", ", store.timelines().keySet()) + ". Only static data is shown");
            }
            return new TimeCursor(at.timeline(), at.time());
        }
        return lastMoment(store, reader);
    }

    static String describe(final RecordingStore store, final TimeCursor cursor) {
        final TimeType type = store.timelines().get(cursor.timeline());
        return type == null ? "static" : cursor.timeline() + " = " + TimeText.show(cursor.time(), type);
    }

    /// The end of the timeline that carries most entities; of those that carry as many, one of the program's
    /// own before the automatic ones, and time that passes before counts.
    static TimeCursor lastMoment(final RecordingStore store, final StoreReader reader) {
        TimeCursor best = new TimeCursor("log_time", Long.MAX_VALUE);
        long bestScore = -1;
        for (final Map.Entry<String, TimeType> timeline : store.timelines().entrySet()) {
            long entities = 0;
            long end = Long.MIN_VALUE;
            for (final EntityPath entity : store.entities()) {
                final Optional<StoreReader.TimeRange> range = reader.timeRange(entity, timeline.getKey());
                if (range.isPresent()) {
                    entities++;
                    end = Math.max(end, range.get().to());
                }
            }
            final boolean own = !timeline.getKey().startsWith("log_");
            final boolean passes = timeline.getValue() != TimeType.SEQUENCE
                    || timeline.getKey().startsWith("frame");
            final long score = entities * 4 + (own ? 2 : 0) + (passes ? 1 : 0);
            if (entities > 0 && score > bestScore) {
                bestScore = score;
                best = new TimeCursor(timeline.getKey(), end);
            }
        }
        return best;
    }
}
