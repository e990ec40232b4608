package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The recording that is open, what is shown of it, and what has been found out about it. One thread, the
/// window's, but for what opening does on its own.
public final class Session implements AutoCloseable {
    private final Sources sources;
    private final Runnable wake;
    private final Notices notices;
    private final PlayClock clock = new PlayClock();
    private final AtomicReference<@Nullable Recording> arrived = new AtomicReference<>();
    private volatile @Nullable String opening;
    private volatile boolean closed;
    private @Nullable Recording recording;
    private ViewerState state = ViewerState.INITIAL;
    private LiveNumbers liveNumbers = LiveNumbers.NONE;
    private long seenGeneration;
    private long changes;
    private @Nullable StoreReader reader;
    private @Nullable EntityNode entities;
    private Map<String, TimelineInfo> timelines = Map.of();
    private @Nullable EntityPath hovered;
    private @Nullable EntityPath nextHovered;
    private String reading = "";
    private String nextReading = "";

    /// @param wake makes the window draw; any thread calls it
    public Session(final Sources sources, final Runnable wake) {
        this.sources = sources;
        this.wake = wake;
        notices = new Notices(wake);
    }

    /// Work that gives a recording.
    @FunctionalInterface
    public interface Opening {
        Recording open(java.util.function.Consumer<String> progress) throws IOException;
    }

    /// Opens a file in the background; it then takes the place of what is open.
    public void open(final Path file) {
        open(String.valueOf(file.getFileName()), progress -> sources.open(file, progress));
    }

    /// Shows what local processes log, from now on.
    public void attach() {
        open("live processes", sources::attach);
    }

    private void open(final String what, final Opening work) {
        if (opening != null) {
            notices.add(Notices.Level.WARNING, "Still opening " + opening + "; try again when it is there.");
            return;
        }
        opening = what;
        Thread.ofPlatform().name("kymo-open").daemon().start(() -> {
            try {
                final Recording opened = work.open(progress -> {
                    opening = what + ": " + progress;
                    wake.run();
                });
                arrived.set(opened);
                if (closed) {
                    takeArrived().ifPresent(Recording::close);
                }
            } catch (final IOException | RuntimeException e) {
                final String message = e.getMessage();
                notices.add(Notices.Level.ERROR, message == null ? e.toString() : message);
            } finally {
                opening = null;
                wake.run();
            }
        });
    }

    /// What is being opened now, in a few words; null when nothing is.
    public @Nullable String opening() {
        return opening;
    }

    private Optional<Recording> takeArrived() {
        return Optional.ofNullable(arrived.getAndSet(null));
    }

    /// Whether a frame drawn now would differ from the last one for reasons outside of the window.
    public boolean hasNews() {
        final Recording shown = recording;
        return arrived.get() != null || (shown != null && shown.generation() != seenGeneration);
    }

    /// Takes over what has arrived and moves time. The reader is open until [#endFrame].
    ///
    /// @param leaving run before the recording that has been shown is closed in favour of another
    public void beginFrame(final double deltaS, final Runnable leaving) {
        final Optional<Recording> next = takeArrived();
        if (next.isPresent()) {
            leaving.run();
            show(next.get());
        }
        final Recording shown = recording;
        if (shown != null) {
            reader = shown.store().reader();
            if (next.isPresent() || shown.generation() != seenGeneration) {
                seenGeneration = shown.generation();
                look(reader);
                if (next.isPresent()) {
                    state = state.withTime(lastMoment());
                }
            }
            final TimelineInfo timeline = timelines.get(state.time().timeline());
            if (timeline != null) {
                state = state.withTime(clock.advance(state.time(), timeline, deltaS));
            }
        }
        hovered = nextHovered;
        nextHovered = null;
        reading = nextReading;
        nextReading = "";
    }

    public void endFrame() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private void show(final Recording next) {
        closeRecording();
        recording = next;
        state = new ViewerState(TimeState.NONE, null, java.util.Set.of(), state.closed(), Map.of());
        next.warnings().forEach(warning -> notices.add(Notices.Level.WARNING, next.name() + ": " + warning));
    }

    /// Back to the start page.
    public void closeRecording() {
        endFrame();
        if (recording != null) {
            recording.close();
            recording = null;
        }
        entities = null;
        timelines = Map.of();
    }

    private void look(final StoreReader asked) {
        changes++;
        entities = EntityNode.of(asked);
        final Map<String, TimelineInfo> found = new LinkedHashMap<>();
        for (final Map.Entry<String, TimeType> timeline :
                asked.store().timelines().entrySet()) {
            TimeState.Range range = null;
            int count = 0;
            for (final EntityPath entity : asked.store().entities()) {
                final Optional<StoreReader.TimeRange> its = asked.timeRange(entity, timeline.getKey());
                if (its.isPresent()) {
                    count++;
                    range = range == null
                            ? new TimeState.Range(its.get().from(), its.get().to())
                            : new TimeState.Range(
                                    Math.min(range.from(), its.get().from()),
                                    Math.max(range.to(), its.get().to()));
                }
            }
            if (range != null) {
                found.put(timeline.getKey(), new TimelineInfo(timeline.getKey(), timeline.getValue(), range, count));
            }
        }
        timelines = found;
    }

    /// The end of the timeline that carries most entities; of those that carry as many, one of the program's own
    /// before the automatic ones, and time that passes before counts.
    private TimeState lastMoment() {
        TimelineInfo best = null;
        long bestScore = -1;
        for (final TimelineInfo timeline : timelines.values()) {
            final boolean own = !timeline.name().startsWith("log_");
            final boolean passes =
                    timeline.type() != TimeType.SEQUENCE || timeline.name().startsWith("frame");
            final long score = timeline.entities() * 4L + (own ? 2 : 0) + (passes ? 1 : 0);
            if (score > bestScore) {
                bestScore = score;
                best = timeline;
            }
        }
        final Recording shown = recording;
        return best == null
                ? TimeState.NONE
                : TimeState.NONE.on(best.name(), best.range().to()).following(shown != null && shown.isLive());
    }

    /// The open recording; null on the start page.
    public @Nullable Recording recording() {
        return recording;
    }

    /// The recording's reader of this frame.
    ///
    /// @throws IllegalStateException without a recording, or outside of a frame
    public StoreReader reader() {
        final StoreReader open = reader;
        if (open == null) {
            throw new IllegalStateException("no recording is open, or no frame is being drawn");
        }
        return open;
    }

    public ViewerState state() {
        return state;
    }

    /// Changes the state at once; what is drawn later in this frame sees it.
    public void apply(final Command command) {
        state = command.change().apply(state);
    }

    /// The tree of entities; null without a recording.
    public @Nullable EntityNode entities() {
        return entities;
    }

    /// By name; those that have data.
    public Map<String, TimelineInfo> timelines() {
        return timelines;
    }

    /// The timeline that the cursor is on, if the recording has it.
    public Optional<TimelineInfo> timeline() {
        return Optional.ofNullable(timelines.get(state.time().timeline()));
    }

    /// A number that changes when the recording has, or another one is shown: what was asked before is stale.
    public long changes() {
        return changes;
    }

    public Notices notices() {
        return notices;
    }

    public LiveNumbers liveNumbers() {
        return liveNumbers;
    }

    public void liveNumbers(final LiveNumbers numbers) {
        liveNumbers = numbers;
    }

    /// The entity under the mouse in any panel, as of the frame before: so all panels agree.
    public @Nullable EntityPath hovered() {
        return hovered;
    }

    /// To be called by the panel whose item is under the mouse, every frame.
    public void hover(final EntityPath entity) {
        nextHovered = entity;
    }

    /// What is under the mouse, such as a pixel's place and colour, as of the frame before; empty without.
    public String reading() {
        return reading;
    }

    /// To be called by the panel that the mouse is over, every frame.
    public void read(final String text) {
        nextReading = text;
    }

    @Override
    public void close() {
        closed = true;
        closeRecording();
        takeArrived().ifPresent(Recording::close);
    }
}
