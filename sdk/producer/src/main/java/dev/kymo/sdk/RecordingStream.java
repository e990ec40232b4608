package dev.kymo.sdk;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One recording that this program logs to.
///
/// ```java
/// try (var rec = RecordingStream.open("hello")) {
///     rec.setTimeSequence("frame", 42);
///     rec.log("world/points", Points3D.of(xyz).colors(Color.RED));
/// }
/// ```
///
/// **Threads.** Every method may be called by any thread at any time. Times set by `setTime…` are the calling
/// thread's own, for this recording alone.
///
/// **Ownership.** Arrays and memory handed over are borrowed until `log` returns; afterwards they are the caller's
/// again.
///
/// **Answers.** [Commit#COMMITTED], [Commit#BUFFERED] while nobody records, [Commit#DROPPED] when the row was
/// lost, and also when logging is switched off or the recording closed: nothing is kept then either.
///
/// **Errors.** A row that can't be logged (nothing set, a component twice, a wrong shape) is an
/// [IllegalArgumentException] that says what was expected and found; nothing of it has been logged.
public final class RecordingStream implements AutoCloseable {
    private static final EntityPath PROPERTIES = EntityPath.of("__properties");
    private static final RowTimes STATIC = new RowTimes();
    private static final int MAX_CACHED_PATHS = 4096;
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(2);
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final StoreId store;
    private final boolean hasLogTime;
    private final boolean hasLogTick;
    private final AtomicLong nextTick = new AtomicLong();
    private final RecordingOutlet outlet;
    private final ConcurrentHashMap<String, EntityPath> paths = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // the times belong to a thread and a recording, so a static would be wrong
    private final ThreadLocal<RowTimes> threadTimes = ThreadLocal.withInitial(RowTimes::new);

    private final AtomicInteger namedLanes = new AtomicInteger();

    @SuppressWarnings("ThreadLocalUsage") // open spans too belong to a thread and a recording
    private final ThreadLocal<ThreadSpans> threadSpans =
            ThreadLocal.withInitial(() -> new ThreadSpans(this, namedLanes));

    private final HistogramFlusher histograms = new HistogramFlusher();

    RecordingStream(final RecordingBuilder builder) {
        store = StoreId.recording(builder.applicationId(), builder.recordingId());
        hasLogTime = builder.hasLogTime();
        hasLogTick = builder.hasLogTick();
        RecordingInfo info = RecordingInfo.update().startTime(builder.startTimeNs());
        if (builder.name() != null) {
            info = info.name(builder.name());
        }
        final List<DataCell> properties = info.cells();
        outlet = new RecordingOutlet(
                builder.sink(),
                builder.isMuted(),
                sink -> sink.commit(
                        store, PROPERTIES, RowIds.PROCESS.nowNs(), RowIds.PROCESS.nextInc(), STATIC, properties));
        outlet.setEnabled(builder.isEnabled());
    }

    /// A new recording over shared memory: whoever records on this machine finds it.
    ///
    /// @param applicationId names the program: letters A to Z and a to z, digits, `_` and `-`
    /// @throws IllegalArgumentException for another application id
    /// @throws java.io.UncheckedIOException when shared memory can't be had; says why and what to do
    public static RecordingStream open(final String applicationId) {
        return builder(applicationId).open();
    }

    /// For settings other than the usual.
    ///
    /// @param applicationId letters A to Z and a to z, digits, `_` and `-`
    /// @throws IllegalArgumentException for another application id
    public static RecordingBuilder builder(final String applicationId) {
        return new RecordingBuilder(applicationId);
    }

    /// What identifies the recording.
    public StoreId storeId() {
        return store;
    }

    // ---- logging

    /// Logs one row at the calling thread's present times.
    ///
    /// @param path such as `world/lidar`; see [EntityPath#parse]
    /// @param archetypes together they must set each component once at most
    /// @throws IllegalArgumentException when there is nothing to log, or a component twice
    /// @throws IllegalStateException when the row would have no time
    public Commit log(final String path, final Archetype... archetypes) {
        return outlet.isEnabled() ? commit(entity(path), cells(archetypes), false) : Commit.DROPPED;
    }

    /// The same; a path that is parsed once saves a look-up.
    public Commit log(final EntityPath entity, final Archetype... archetypes) {
        return outlet.isEnabled() ? commit(entity, cells(archetypes), false) : Commit.DROPPED;
    }

    /// Logs one row of cells of one's own.
    public Commit log(final String path, final DataCell... cells) {
        return outlet.isEnabled() ? commit(entity(path), List.of(cells), false) : Commit.DROPPED;
    }

    public Commit log(final EntityPath entity, final DataCell... cells) {
        return outlet.isEnabled() ? commit(entity, List.of(cells), false) : Commit.DROPPED;
    }

    /// Logs a row as it is, with its own id and times: what was recorded elsewhere. The calling thread's times do
    /// not matter.
    public Commit log(final DataRow row) {
        if (!outlet.isEnabled()) {
            return Commit.DROPPED;
        }
        return outlet.commit(store, row);
    }

    /// Logs a batch of rows as they are, in their order; see [#log(DataRow)].
    ///
    /// @return the least that became of any of them
    /// @throws IllegalArgumentException when the table is of another recording
    public Commit log(final DataTable table) {
        if (!table.store().equals(store)) {
            throw new IllegalArgumentException("a table of " + table.store() + ", this recording is " + store);
        }
        Commit least = Commit.COMMITTED;
        for (final DataRow row : table.rows()) {
            final Commit commit = log(row);
            least = commit.compareTo(least) > 0 ? commit : least;
        }
        return least;
    }

    /// Logs many rows of one entity at once, given as columns. Their times are those of the columns alone: nothing
    /// is added, neither the calling thread's times nor `log_time`.
    ///
    /// Each row is one of its own in the sink, with an id of its own; ids follow each other. A time column or
    /// component column that does not fit is found before the first row is logged. Many rows at once may come
    /// faster than a recorder takes them out of shared memory: where none may be dropped, open the recording with
    /// [dev.kymo.ring.Overflow#block].
    ///
    /// @param time what the rows have on the one timeline
    /// @param columns together they must have each component once at most; see [Archetype#columns]
    /// @return the least that became of any of the rows; [Commit#COMMITTED] of none
    /// @throws IllegalArgumentException when columns are of different length, with their names and lengths, when a
    ///     component is there twice, and when there is none
    public Commit sendColumns(final String path, final TimeColumn time, final ComponentColumns... columns) {
        return sendColumns(path, List.of(time), columns);
    }

    /// The same with several timelines.
    ///
    /// @param times at least one; each timeline once
    public Commit sendColumns(final String path, final List<TimeColumn> times, final ComponentColumns... columns) {
        return outlet.isEnabled()
                ? new ColumnRows(times, columns).commit(store, entity(path), outlet, threadTimes.get())
                : Commit.DROPPED;
    }

    /// Logs one row without any time: it holds at all times and wins over what has one.
    public Commit logStatic(final String path, final Archetype... archetypes) {
        return outlet.isEnabled() ? commit(entity(path), cells(archetypes), true) : Commit.DROPPED;
    }

    public Commit logStatic(final EntityPath entity, final Archetype... archetypes) {
        return outlet.isEnabled() ? commit(entity, cells(archetypes), true) : Commit.DROPPED;
    }

    public Commit logStatic(final String path, final DataCell... cells) {
        return outlet.isEnabled() ? commit(entity(path), List.of(cells), true) : Commit.DROPPED;
    }

    public Commit logStatic(final EntityPath entity, final DataCell... cells) {
        return outlet.isEnabled() ? commit(entity, List.of(cells), true) : Commit.DROPPED;
    }

    /// Logs a property of the recording itself, static at `/__properties/<name>`.
    ///
    /// @param name any text, such as `robot`
    public Commit logProperty(final String name, final Archetype... archetypes) {
        return outlet.isEnabled() ? commit(PROPERTIES.child(name), cells(archetypes), true) : Commit.DROPPED;
    }

    /// Prepares an entity for one number at a time: `log` on what this answers allocates nothing over shared
    /// memory.
    public ScalarStream scalar(final String path) {
        return scalar(entity(path));
    }

    public ScalarStream scalar(final EntityPath entity) {
        return new ScalarStream(this, entity);
    }

    /// Prepares an entity for `seriesCount` numbers at a time, one for each series of a plot.
    public ScalarsStream scalars(final String path, final int seriesCount) {
        return scalars(entity(path), seriesCount);
    }

    public ScalarsStream scalars(final EntityPath entity, final int seriesCount) {
        return new ScalarsStream(this, entity, seriesCount);
    }

    /// Prepares an entity for a line of a log at a time, without an object for a row over shared memory.
    public TextStream text(final String path) {
        return new TextStream(this, entity(path));
    }

    /// Prepares an entity for a place and a rotation at a time, without an object for a row over shared memory.
    public PoseStream pose(final String path) {
        return new PoseStream(this, entity(path));
    }

    /// Prepares an entity for `pointCount` points at a time, without an object for a row over shared memory.
    public PointsStream points(final String path, final int pointCount) {
        return new PointsStream(this, entity(path), pointCount);
    }

    /// Memory for an 8-bit image of the colour model's channels, to be written where the recorder reads it; see
    /// [RowClaim].
    ///
    /// @throws IllegalArgumentException when the payload area will never have room for it
    public ImageClaim claimImage(final String path, final int width, final int height, final ColorModel model) {
        return claimImage(path, ImageFormat.of(width, height, model, ChannelDatatype.U8));
    }

    /// The same for an image of any format.
    public ImageClaim claimImage(final String path, final ImageFormat format) {
        return ImageClaim.take(this, entity(path), format);
    }

    /// Memory for up to `maxPoints` points, to be written where the recorder reads it; see [RowClaim].
    ///
    /// @throws IllegalArgumentException when the payload area will never have room for them
    public PointsClaim claimPoints(final String path, final int maxPoints) {
        return PointsClaim.take(this, entity(path), maxPoints);
    }

    /// Memory for a tensor (`Tensor:data`), to be written where the recorder reads it; see [RowClaim].
    ///
    /// @param shape lengths of the dimensions, the slowest first
    /// @throws IllegalArgumentException when the payload area will never have room for it
    public TensorClaim claimTensor(final String path, final ChannelDatatype element, final long... shape) {
        return TensorClaim.take(this, entity(path), element, shape.clone());
    }

    /// Prepares an entity for spans of time, called like the last part of the path.
    public SpanStream span(final String path) {
        final EntityPath entity = entity(path);
        final List<String> parts = entity.parts();
        return new SpanStream(this, entity, parts.isEmpty() ? path : parts.getLast());
    }

    /// @param name what the spans are called
    public SpanStream span(final String path, final String name) {
        return new SpanStream(this, entity(path), name);
    }

    /// Prepares an entity for durations in nanoseconds, up to an hour and with three decimal digits, whose distribution
    /// is logged each second. It keeps 0.8 MiB.
    public HistogramStream histogram(final String path) {
        return histogram(
                path,
                HistogramStream.NANOSECONDS,
                HistogramStream.LOWEST_NS,
                HistogramStream.HIGHEST_NS,
                HistogramStream.DIGITS);
    }

    /// The same for any values from 0 on.
    ///
    /// @param unit such as `ns`, `bytes`; for people
    /// @param lowest the smallest value that has to be told from 0, at least 1
    /// @param highest the largest value that has to be told from larger ones, at least twice the lowest
    /// @param digits decimal digits of a value that are kept, 0 to 5
    public HistogramStream histogram(
            final String path, final String unit, final long lowest, final long highest, final int digits) {
        final HistogramStream stream =
                new HistogramStream(this, entity(path), unit, lowest, highest, digits, RowIds.PROCESS.nowNs());
        histograms.add(stream);
        return stream;
    }

    private Commit commit(final EntityPath entity, final List<DataCell> cells, final boolean isStatic) {
        requireLoggable(entity, cells);
        return commitCells(entity, cells, isStatic);
    }

    /// For cells known to be of different components.
    Commit commitCells(final EntityPath entity, final List<DataCell> cells, final boolean isStatic) {
        final RowTimes times = threadTimes.get();
        final long nowNs = times.nowNs();
        return outlet.commit(store, entity, nowNs, times.nextInc(), isStatic ? STATIC : stamped(times, nowNs), cells);
    }

    Commit commitScalar(final PreparedScalar prepared, final double value) {
        final RowTimes times = threadTimes.get();
        final long nowNs = times.nowNs();
        return outlet.commit(prepared, nowNs, times.nextInc(), stamped(times, nowNs), value);
    }

    /// Null when logging is off.
    @Nullable
    PreparedScalar prepareScalar(final EntityPath entity) {
        return outlet.prepareScalar(store, entity, Scalars.SCALARS.descriptor());
    }

    Commit commitPrepared(final PreparedRow prepared, final ArrayData... instances) {
        final RowTimes times = threadTimes.get();
        final long nowNs = times.nowNs();
        return outlet.commit(prepared, nowNs, times.nextInc(), stamped(times, nowNs), instances);
    }

    /// At times of the row's own.
    Commit commitPrepared(final PreparedRow prepared, final RowTimes times, final ArrayData... instances) {
        final RowTimes thread = threadTimes.get();
        return outlet.commit(prepared, thread.nowNs(), thread.nextInc(), times, instances);
    }

    /// The sink when it is shared memory and logging is on; otherwise null.
    @Nullable
    SharedMemorySink sharedMemory() {
        return outlet.sharedMemory();
    }

    /// Logs cells of which some were written into blocks of `sink`, as `blocks` says beside them.
    Commit commitClaimed(
            final @Nullable SharedMemorySink sink,
            final EntityPath entity,
            final List<DataCell> cells,
            final @Nullable PayloadClaim[] blocks) {
        if (!isEnabled()) {
            return Commit.DROPPED;
        }
        if (sink == null) {
            return commitCells(entity, cells, false);
        }
        final RowTimes times = threadTimes.get();
        final long nowNs = times.nowNs();
        return outlet.commitClaimed(sink, store, entity, nowNs, times.nextInc(), stamped(times, nowNs), cells, blocks);
    }

    /// Logs cells of different components at times of their own.
    Commit commitAt(final EntityPath entity, final RowTimes times, final List<DataCell> cells) {
        final RowTimes thread = threadTimes.get();
        return outlet.commit(store, entity, thread.nowNs(), thread.nextInc(), times, cells);
    }

    /// The open spans of each thread.
    ThreadLocal<ThreadSpans> spans() {
        return threadSpans;
    }

    /// Null when logging is off.
    @Nullable
    PreparedRow prepareRow(final EntityPath entity, final ArchetypeField... fields) {
        return outlet.prepareRow(store, entity, fields);
    }

    /// The calling thread's times, those that are automatic set; the thread's to change.
    RowTimes stamped(final long nowNs) {
        final RowTimes times = threadTimes.get();
        return stamped(times, times.heldOr(nowNs));
    }

    private RowTimes stamped(final RowTimes times, final long nowNs) {
        if (hasLogTime) {
            times.stampLogTime(nowNs);
        }
        if (hasLogTick) {
            times.stampLogTick(nextTick.getAndIncrement());
        }
        if (times.size() == 0) {
            throw new IllegalStateException(
                    "recording " + store.recordingId() + ": log_time is switched off and thread "
                            + Thread.currentThread().getName() + " has set no time; set one, or use logStatic");
        }
        return times;
    }

    private static List<DataCell> cells(final Archetype[] archetypes) {
        if (archetypes.length == 1) {
            return archetypes[0].cells();
        }
        final List<DataCell> cells = new ArrayList<>();
        for (final Archetype archetype : archetypes) {
            cells.addAll(archetype.cells());
        }
        return cells;
    }

    private static void requireLoggable(final EntityPath entity, final List<DataCell> cells) {
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("entity " + entity + ": nothing to log, no field is set");
        }
        for (int i = 1; i < cells.size(); i++) {
            final String component = cells.get(i).descriptor().component();
            for (int j = 0; j < i; j++) {
                if (component.equals(cells.get(j).descriptor().component())) {
                    throw new IllegalArgumentException(
                            "entity " + entity + ": component " + component + " is in the row twice");
                }
            }
        }
    }

    private EntityPath entity(final String path) {
        final EntityPath known = paths.get(path);
        if (known != null) {
            return known;
        }
        final EntityPath parsed = EntityPath.parse(path);
        // Paths made anew for every row must not fill the heap.
        if (paths.size() < MAX_CACHED_PATHS) {
            paths.put(path, parsed);
        }
        return parsed;
    }

    // ---- the calling thread's times

    /// Sets what rows logged by this thread have on a timeline from now on, in this recording.
    ///
    /// A timeline is its name: setting it with another type replaces it. A time set for `log_time` stands in place
    /// of the automatic one.
    ///
    /// @throws IllegalArgumentException for `Long.MIN_VALUE`, which is reserved
    public void setTime(final Timeline timeline, final long time) {
        threadTimes.get().set(timeline.name(), timeline.type(), time);
    }

    /// A plain number, such as a frame.
    public void setTimeSequence(final String timeline, final long value) {
        threadTimes.get().set(timeline, TimeType.SEQUENCE, value);
    }

    /// @param durationNs nanoseconds since whatever the timeline begins with
    public void setTimeDuration(final String timeline, final long durationNs) {
        threadTimes.get().set(timeline, TimeType.DURATION, durationNs);
    }

    /// @throws IllegalArgumentException when the duration does not fit 64 bits of nanoseconds (292 years)
    public void setTimeDuration(final String timeline, final Duration duration) {
        setTimeDuration(timeline, nanos(duration.getSeconds(), duration.getNano(), duration));
    }

    /// @param seconds since whatever the timeline begins with, to the nearest nanosecond
    /// @throws IllegalArgumentException for NaN, and when it does not fit 64 bits of nanoseconds (292 years)
    public void setTimeDurationSecs(final String timeline, final double seconds) {
        setTimeDuration(timeline, nanos(timeline, seconds));
    }

    /// @param epochNs nanoseconds since the Unix epoch, UTC
    public void setTimeTimestamp(final String timeline, final long epochNs) {
        threadTimes.get().set(timeline, TimeType.TIMESTAMP, epochNs);
    }

    /// @throws IllegalArgumentException when the instant does not fit 64 bits of nanoseconds (1677 to 2262)
    public void setTimeTimestamp(final String timeline, final Instant instant) {
        setTimeTimestamp(timeline, nanos(instant.getEpochSecond(), instant.getNano(), instant));
    }

    /// @param seconds since the Unix epoch, UTC; a double tells times of today apart to a quarter of a microsecond
    /// @throws IllegalArgumentException for NaN, and when it does not fit 64 bits of nanoseconds (1677 to 2262)
    public void setTimeTimestampSecsSinceEpoch(final String timeline, final double seconds) {
        setTimeTimestamp(timeline, nanos(timeline, seconds));
    }

    /// Takes a timeline off this thread's rows. (`log_time` comes back with the next row;
    /// [RecordingBuilder#logTime] switches it off.)
    public void disableTimeline(final String timeline) {
        threadTimes.get().remove(timeline);
    }

    /// Reads the clock once for all that this thread logs to this recording from now on, until [#releaseTime] or the
    /// next call: a turn of a control loop whose rows have one `log_time`, and cost half without a clock read for
    /// each. Rows keep their order by their ids' counter. What spans and histograms measure is not held.
    ///
    /// ```java
    /// while (running) {
    ///     rec.holdTime();
    ///     for (int i = 0; i < joints.length; i++) {
    ///         torque[i].log(joints[i].torque());
    ///     }
    /// }
    /// rec.releaseTime();
    /// ```
    public void holdTime() {
        threadTimes.get().hold();
    }

    /// Rows of this thread have the time at which each is logged again.
    public void releaseTime() {
        threadTimes.get().release();
    }

    /// Takes all timelines off this thread's rows that were set, and releases a time that is held.
    public void resetTime() {
        threadTimes.get().clear();
    }

    static long nanos(final String timeline, final double seconds) {
        final double ns = seconds * NANOS_PER_SECOND;
        if (!(Math.abs(ns) < Long.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "timeline " + timeline + ": " + seconds + " s does not fit 64 bits of nanoseconds");
        }
        return Math.round(ns);
    }

    static long nanos(final long seconds, final int nano, final Object value) {
        try {
            return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nano);
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException(value + " does not fit 64 bits of nanoseconds", e);
        }
    }

    // ---- the recording as a whole

    /// Whether rows are logged at all.
    public boolean isEnabled() {
        return outlet.isEnabled();
    }

    /// Switches logging off and on. While it is off a log call costs next to nothing and answers [Commit#DROPPED].
    /// A recording that was opened switched off takes its shared memory when it is first switched on. Has no
    /// effect when the environment says `KYMO=off`, or after [#close].
    ///
    /// @throws java.io.UncheckedIOException when shared memory can't be had; says why and what to do
    public void setEnabled(final boolean isEnabled) {
        outlet.setEnabled(isEnabled);
    }

    /// Has the JVM load and compile what this recording's rows go through, before a loop begins that must not
    /// notice them. See [#warmUp(Duration)]; two seconds at most.
    public boolean warmUp() {
        return warmUp(WARM_UP_LIMIT);
    }

    /// Logs rows of the kinds that loops log (images and points by claim, prepared rows, spans, archetypes) some
    /// thousand times into memory that nobody reads, until they have become as fast as they get: what is called
    /// a few times a second is interpreted for minutes otherwise. Nothing of it is in the recording, in the
    /// shared memory that recorders see, or in a count. Once it has come to its end, further calls return at
    /// once, for all recordings of the process. Any thread may call it, beside others that log. With other sinks
    /// than shared memory, and while logging is off, nothing is done.
    ///
    /// @param limit how long it may take, on the calling thread; the JVM compiles on threads of its own meanwhile
    /// @return whether all is as fast as it gets; false when time ran out, and what is left is compiled later
    /// @throws java.io.UncheckedIOException when there is no shared memory left, 0.3 MiB; says what to do
    public boolean warmUp(final Duration limit) {
        final SharedMemorySink shared = outlet.sharedMemory();
        return shared == null || Rehearsal.runOnce(shared.config(), hasLogTime, hasLogTick, limit.toNanos());
    }

    /// Waits until somebody records, so that the first rows are theirs.
    ///
    /// @return whether somebody does; false when time ran out or logging is off
    public boolean awaitRecorder(final Duration timeout) {
        return outlet.awaitRecorder(timeout);
    }

    /// Waits until all rows logged before this call are where they are kept.
    ///
    /// @return whether they are; false when time ran out. True when logging is off
    public boolean flush(final Duration timeout) {
        return outlet.flush(timeout);
    }

    /// Closes the recording and its sink, after the last of its histograms; waits for nobody. Threads that still log
    /// are answered [Commit#DROPPED].
    @Override
    public void close() {
        histograms.close();
        outlet.close();
    }
}
