package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.sweep.Releasable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The recording that is open, what is shown of it, and what has been found out about it. One thread, the
/// window's, but for what opening does on its own.
public final class Session implements AutoCloseable {
    private static final int TIMED_MAX = 1 << 14;

    private final Sources sources;
    private final Runnable wake;
    private final Notices notices;
    private final PlayClock clock = new PlayClock();
    private final AtomicReference<@Nullable Recording> arrived = new AtomicReference<>();
    private volatile @Nullable String opening;
    private volatile boolean closed;
    private @Nullable Recording recording;
    private @Nullable Saving saving;
    private ViewerState state = ViewerState.INITIAL;
    private Map<Class<? extends Record>, Record> first = Map.of();
    private long seenGeneration;
    private @Nullable String toldSilence;
    private String proposedTimeline = "";
    private final ProducerWatch producers;
    private final LiveEntities look = new LiveEntities();
    private int toldEvents;
    private final long[] madeNs = new long[TIMED_MAX];
    private final long[] visibleNs = new long[TIMED_MAX];
    private int timedRows;
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
        producers = new ProducerWatch(sources, wake);
    }

    /// What panels find kept when a recording is opened: such as what the command line has said.
    ///
    /// @param slices as of [ViewerState#withSlice]
    public void startWith(final Record... slices) {
        ViewerState with = ViewerState.INITIAL;
        for (final Record slice : slices) {
            with = with.withSlice(slice);
        }
        first = with.slices();
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

    /// Shows what local processes log, from now on: the newest recording.
    public void attach() {
        open("live processes", progress -> sources.attach(null, progress));
    }

    /// Shows what local processes log to a recording, from now on.
    public void attach(final StoreId live) {
        open(live.applicationId(), progress -> sources.attach(live, progress));
    }

    /// The programs that log now, as of a second ago; null before anybody has looked.
    public @Nullable List<LiveProducer> producers() {
        final List<LiveProducer> known = producers.producers();
        return producers.hasLooked() ? known : null;
    }

    /// Opens in the background, as a file.
    ///
    /// @param what a word or two
    public void open(final String what, final Opening work) {
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
        return arrived.get() != null
                || (shown != null
                        && (shown.generation() != seenGeneration
                                || look.isOverdue()
                                || !Objects.equals(shown.silence(), toldSilence)
                                || shown.successor() != null
                                || isAskedForCaches(shown)));
    }

    private static boolean isAskedForCaches(final Recording shown) {
        final CacheRequest caches = shown.caches();
        return caches != null && caches.isAsked();
    }

    /// What the window has to give up before the next frame; null when nothing is asked for.
    public Releasable.@Nullable Rank takeCacheRequest() {
        final CacheRequest caches = recording == null ? null : recording.caches();
        return caches == null ? null : caches.take();
    }

    /// Takes over what has arrived and moves time. The reader is open until [#endFrame].
    ///
    /// @param leaving run before the recording that has been shown is closed in favour of another
    /// @param handing run before it is closed in favour of its [Recording#successor]
    public void beginFrame(final double deltaS, final Runnable leaving, final Runnable handing) {
        final Optional<Recording> next = takeArrived();
        if (next.isPresent()) {
            leaving.run();
            show(next.get());
        }
        succeed(handing);
        leaveLost(leaving);
        final Recording shown = recording;
        if (shown != null) {
            takeNewRows(shown);
            reader = shown.store().reader();
            if (next.isPresent() || shown.generation() != seenGeneration || look.isOverdue()) {
                seenGeneration = shown.generation();
                look(reader);
                followBestTimeline(next.isPresent());
            }
            final TimelineInfo timeline = timelines.get(state.time().timeline());
            if (timeline != null) {
                state = state.withTime(clock.advance(state.time(), timeline, deltaS));
            }
            tellStory(shown);
            tellSilence(shown);
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

    private void tellSilence(final Recording shown) {
        final String silence = shown.silence();
        if (!Objects.equals(silence, toldSilence)) {
            toldSilence = silence;
            if (silence != null) {
                notices.add(Notices.Level.WARNING, silence);
            } else {
                notices.add(Notices.Level.INFO, shown.origin() + ": connected again.");
            }
        }
    }

    private void leaveLost(final Runnable leaving) {
        final Recording shown = recording;
        final String reason = shown == null ? null : shown.lost();
        if (reason != null) {
            leaving.run();
            closeRecording();
            notices.add(Notices.Level.ERROR, reason);
        }
    }

    /// Goes on with what takes the place of a recording that has ended.
    private void succeed(final Runnable handing) {
        final Recording over = recording;
        final Opening opening = over == null ? null : over.successor();
        if (over == null || opening == null) {
            return;
        }
        handing.run();
        final ViewerState kept = state;
        closeRecording();
        try {
            final Recording next = opening.open(_ -> {});
            recording = next;
            seenGeneration = next.generation() - 1;
            state = kept.withTime(kept.time().following(false));
        } catch (final IOException | RuntimeException e) {
            final String message = e.getMessage();
            notices.add(Notices.Level.ERROR, message == null ? e.toString() : message);
        }
    }

    /// Rows that have come before the frame's reader was opened: the frame shows them. Those of an earlier pass that
    /// was
    /// not presented are still there.
    private void takeNewRows(final Recording shown) {
        final NewRows rows = shown.newRows();
        if (rows != null) {
            rows.wakeWith(wake);
            rows.await();
            rows.take((made, visible) -> {
                if (timedRows < TIMED_MAX) {
                    madeNs[timedRows] = made;
                    visibleNs[timedRows++] = visible;
                }
            });
        }
    }

    /// The rows that the frame shows for the first time; all but a few when there are very many. To be called with each
    /// frame that is presented.
    public void takeDrawnRows(final NewRows.Consumer consumer) {
        for (int i = 0; i < timedRows; i++) {
            consumer.row(madeNs[i], visibleNs[i]);
        }
        timedRows = 0;
    }

    private void tellStory(final Recording shown) {
        final Story story = shown.story();
        if (story == null) {
            return;
        }
        final List<Story.Event> events = story.page().events();
        for (; toldEvents < events.size(); toldEvents++) {
            final Story.Event event = events.get(toldEvents);
            notices.add(event.isBad() ? Notices.Level.ERROR : Notices.Level.INFO, event.text());
        }
    }

    /// The first rows of a live recording say little of which timeline the program cares for: until the user has
    /// chosen one, a better one that comes is taken.
    private void followBestTimeline(final boolean isNew) {
        if (isNew || (state.time().follow() && state.time().timeline().equals(proposedTimeline))) {
            final TimeState best = lastMoment();
            if (isNew || !best.timeline().equals(proposedTimeline)) {
                proposedTimeline = best.timeline();
                state = state.withTime(best);
            }
        }
    }

    private void show(final Recording next) {
        closeRecording();
        recording = next;
        toldEvents = 0;
        toldSilence = null;
        state = new ViewerState(TimeState.NONE, null, java.util.Set.of(), state.closed(), first);
        final CacheRequest caches = next.caches();
        if (caches != null) {
            caches.attend(wake);
        }
        next.warnings().forEach(warning -> notices.add(Notices.Level.WARNING, next.name() + ": " + warning));
    }

    /// Saves what the open recording has now as a file of its own, in the background; a notice says how that went.
    /// Closing
    /// the recording ends it.
    ///
    /// @param overwrite whether a file that is there gives way: the user has said so
    public void save(final Path file, final boolean overwrite) {
        final Recording shown = recording;
        if (shown == null || (saving != null && !saving.isDone())) {
            notices.add(
                    Notices.Level.WARNING,
                    shown == null ? "There is no recording to be saved." : "Still saving; try again when it is done.");
            return;
        }
        saving = new Saving(sources, shown.store(), file, overwrite, notices, wake);
    }

    /// Back to the start page.
    public void closeRecording() {
        endFrame();
        if (saving != null) {
            saving.end();
            saving = null;
        }
        if (recording != null) {
            recording.close();
            recording = null;
        }
        entities = null;
        timelines = Map.of();
        look.forget();
    }

    private void look(final StoreReader asked) {
        changes++;
        final Recording shown = recording;
        look.at(asked, state.time().timeline(), shown != null && shown.isLive());
        entities = look.root();
        timelines = look.timelines();
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
        final TimeState at = best == null
                ? TimeState.NONE
                : TimeState.NONE.on(best.name(), best.range().to());
        return at.following(shown != null && shown.isLive());
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
        final Recording shown = recording;
        return shown == null ? LiveNumbers.NONE : shown.numbers();
    }

    /// What the recording's story says now; null without one.
    public Story.@Nullable Page page() {
        final Recording shown = recording;
        final Story story = shown == null ? null : shown.story();
        return story == null ? null : story.page();
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
        producers.close();
        closeRecording();
        takeArrived().ifPresent(Recording::close);
    }
}
