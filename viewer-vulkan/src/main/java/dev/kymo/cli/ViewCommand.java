package dev.kymo.cli;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.app.Screenshot;
import dev.kymo.viewer.view.TimeCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo view`: look at a recording.
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Look at a recording. Pictures without a window for now: --headless --screenshot.",
        footer = {
            "",
            "Examples:",
            "  kymo view run.rrd --headless --screenshot run.png",
            "  kymo view run.rrd --headless --screenshot frame25.png --at frame=25 --size 1920x1080",
            "  kymo view live: --headless --screenshot now.png"
        })
final class ViewCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE|live:",
            description = "The recording; live: for what local programs log now.")
    Path file;

    @Option(names = "--headless", description = "Make a picture, open no window.")
    boolean headless;

    @Option(names = "--screenshot", paramLabel = "PNG", description = "Where the picture goes.")
    @Nullable
    Path screenshot;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            defaultValue = "1280x800",
            converter = Sizes.Pixels.Converter.class,
            description = "Size of the picture in pixels (default ${DEFAULT-VALUE}).")
    Sizes.Pixels size;

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

    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (screenshot == null) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "there is no window yet: add --headless --screenshot FILE.png");
        }
        Targets.check(screenshot, true);
        if (Files.exists(screenshot) && Files.exists(file) && Files.isSameFile(screenshot, file)) {
            throw new CommandException(screenshot + ": is the recording itself; the picture needs a name of its own");
        }
        try (LoadedFile loaded = LoadedFile.open(file)) {
            final RecordingStore store = loaded.recording(recording);
            try (StoreReader reader = store.reader()) {
                final TimeCursor cursor = cursor(store, reader);
                final String moment = describe(store, cursor);
                final Screenshot.Result result = Screenshot.take(
                        reader,
                        cursor,
                        size.width(),
                        size.height(),
                        store.id().applicationId() + "  " + moment,
                        screenshot);
                result.notes().forEach(note -> Console.say("note: " + note));
                Console.say(screenshot + ": " + size.width() + " x " + size.height() + ", " + result.points()
                        + " points, " + moment + ", drawn by " + result.device());
            }
        }
        return 0;
    }

    /// The asked moment, or the end of the timeline that most people mean: one of their own before the
    /// automatic ones.
    private TimeCursor cursor(final RecordingStore store, final StoreReader reader) {
        if (at != null) {
            if (!store.timelines().containsKey(at.timeline())) {
                Console.say("note: no timeline " + at.timeline() + " in " + file + "; there is "
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
