package dev.kymo.sdk;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.RowIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settings of a [RecordingStream] that is about to be opened. For one thread, and one recording.
///
/// With the environment variable `KYMO` set to `off` (or `0`, `false`, `no`) nothing is opened and every log call
/// answers DROPPED at once, whatever is set here.
public final class RecordingBuilder {
    private static final String SWITCH_VARIABLE = "KYMO";
    /// A recorder that is there takes a new ring in less.
    private static final Duration SPAWN_LOOK = Duration.ofMillis(500);

    private final String applicationId;
    private String recordingId = UUID.randomUUID().toString();
    private long startTimeNs = RowIds.PROCESS.nowNs();
    private @Nullable String name;
    private boolean hasLogTime = true;
    private boolean hasLogTick;
    private boolean isEnabled = true;
    private boolean isMuted = isOff(System.getenv(SWITCH_VARIABLE));
    private Supplier<Sink> sink = SharedMemorySink::open;
    /// Whether rows go to shared memory.
    private boolean isShared = true;

    private @Nullable BatchPolicy batch;

    RecordingBuilder(final String applicationId) {
        this.applicationId = applicationId;
        if (applicationId.isEmpty()) {
            throw new IllegalArgumentException("an application id needs a letter at least");
        }
        final String usable = applicationId.replaceAll("[^A-Za-z0-9_-]", "_");
        if (!usable.equals(applicationId)) {
            throw new IllegalArgumentException("applicationId=" + applicationId
                    + ", expected letters A-Z and a-z, digits, _ and - alone; " + usable + " would do");
        }
    }

    /// A recording that can't be switched on.
    static RecordingBuilder muted(final String applicationId) {
        final RecordingBuilder builder = new RecordingBuilder(applicationId);
        builder.isMuted = true;
        return builder;
    }

    /// What tells recordings of one application apart: a random UUID when not set. Processes that log to the same
    /// one fill one recording together.
    ///
    /// @throws IllegalArgumentException when it is empty
    public RecordingBuilder recordingId(final String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a recording id needs a letter at least");
        }
        recordingId = id;
        return this;
    }

    /// A name for people; none when not set.
    public RecordingBuilder name(final String recordingName) {
        name = recordingName;
        return this;
    }

    /// When the recording began, in nanoseconds since the Unix epoch; now, when not set.
    public RecordingBuilder startTime(final long epochNs) {
        startTimeNs = epochNs;
        return this;
    }

    /// When the recording began; now, when not set.
    public RecordingBuilder startTime(final Instant instant) {
        return startTime(RecordingStream.nanos(instant.getEpochSecond(), instant.getNano(), instant));
    }

    /// Whether each row is given the time at which it is logged, on `log_time`; on when not set. It is the clock
    /// reading that the row's id has.
    public RecordingBuilder logTime(final boolean isOn) {
        hasLogTime = isOn;
        return this;
    }

    /// Whether each row is given its number in the order of log calls, on `log_tick`; off when not set.
    public RecordingBuilder logTick(final boolean isOn) {
        hasLogTick = isOn;
        return this;
    }

    /// Whether the recording logs from the start; on when not set. See [RecordingStream#setEnabled].
    public RecordingBuilder enabled(final boolean isOn) {
        isEnabled = isOn;
        return this;
    }

    /// Where rows go; shared memory when not set. The recording owns the sink, and closes it.
    public RecordingBuilder sink(final Sink ownedSink) {
        sink = () -> ownedSink;
        isShared = false;
        return this;
    }

    /// Shared memory set up otherwise than by the environment.
    public RecordingBuilder sharedMemory(final RingConfig config) {
        sink = () -> SharedMemorySink.open(config);
        isShared = true;
        return this;
    }

    /// What becomes of rows for which shared memory has no room, and otherwise shared memory as the environment
    /// says: [Overflow#DROP], [Overflow#block] or [Overflow#spill]. `KYMO_OVERFLOW` when not set.
    public RecordingBuilder overflow(final Overflow policy) {
        sink = () -> SharedMemorySink.open(RingConfig.fromEnvironment().withOverflow(policy));
        isShared = true;
        return this;
    }

    /// Shared memory whose rows are gathered in this process first, and committed together; as
    /// `KYMO_FLUSH_…` say when not set, and one by one when they say nothing. Gathered rows are answered
    /// BUFFERED, and lost when the process dies; see [BatchingSink]. Whoever records sees them up to a tick
    /// later.
    public RecordingBuilder batch(final BatchPolicy policy) {
        batch = policy;
        return this;
    }

    /// To a recorder that serves (`kymo record --serve`) on this machine, at 127.0.0.1:9877, over TCP.
    /// Needs the artifact `kymo-sdk-remote`; `TcpSink.builder()` there has all settings.
    public RecordingBuilder connectTcp() {
        return connectTcp("");
    }

    /// To a recorder that serves elsewhere.
    ///
    /// @param address `host:port` or `tcp://host:port`
    public RecordingBuilder connectTcp(final String address) {
        sink = () -> ProvidedSinks.open("tcp", address, "kymo-sdk-remote");
        isShared = false;
        return this;
    }

    /// Into a new `.rrd` file of this program's own, without a recorder. Needs the artifact `kymo-sdk-files`.
    public RecordingBuilder save(final Path file) {
        sink = () -> ProvidedSinks.open("file", file.toString(), "kymo-sdk-files");
        isShared = false;
        return this;
    }

    /// As a `.rrd` stream to standard output, for `program | kymo view -`. The program must print nothing
    /// else there. Needs the artifact `kymo-sdk-files`.
    public RecordingBuilder stdout() {
        sink = () -> ProvidedSinks.open("stdout", "", "kymo-sdk-files");
        isShared = false;
        return this;
    }

    /// Over shared memory, after starting a viewer if nobody records or looks on: `kymo` in the folder
    /// `KYMO_HOME`, or else on `PATH`. The viewer outlives this program. Opening does not wait for it:
    /// [RecordingStream#awaitRecorder] does.
    public RecordingBuilder spawn() {
        final Supplier<Sink> shared = SharedMemorySink::open;
        sink = () -> spawned(shared.get());
        isShared = true;
        return this;
    }

    private static Sink spawned(final Sink shared) {
        boolean isStarted = false;
        try {
            if (!shared.awaitRecorder(SPAWN_LOOK)) {
                SpawnedViewer.start();
            }
            isStarted = true;
            return shared;
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (!isStarted) {
                shared.close();
            }
        }
    }

    /// Hands the rows to a function, as tables, one after the other, on a thread of their own.
    ///
    /// @param taker may keep the rows
    /// @param policy how many make a table
    public RecordingBuilder tables(final Consumer<DataTable> taker, final BatchPolicy policy) {
        sink = () -> BatchingSink.calling(taker, policy);
        isShared = false;
        return this;
    }

    /// Opens the recording; its first row is [RecordingInfo].
    ///
    /// @throws java.io.UncheckedIOException when shared memory can't be had, a file can't be made, or a
    ///     viewer can't be started; says why and what to do
    /// @throws IllegalStateException when the artifact that has the sink is not on the class path; names it
    public RecordingStream open() {
        return new RecordingStream(this);
    }

    private static boolean isOff(final @Nullable String value) {
        if (value == null) {
            return false;
        }
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "off", "0", "false", "no" -> true;
            default -> false;
        };
    }

    String applicationId() {
        return applicationId;
    }

    String recordingId() {
        return recordingId;
    }

    long startTimeNs() {
        return startTimeNs;
    }

    @Nullable
    String name() {
        return name;
    }

    boolean hasLogTime() {
        return hasLogTime;
    }

    boolean hasLogTick() {
        return hasLogTick;
    }

    boolean isEnabled() {
        return isEnabled;
    }

    boolean isMuted() {
        return isMuted;
    }

    Supplier<Sink> sink() {
        final Supplier<Sink> opener = sink;
        final BatchPolicy policy = batch != null ? batch : environmentBatch();
        return isShared && policy != null ? () -> BatchingSink.to(opener.get(), policy) : opener;
    }

    private static @Nullable BatchPolicy environmentBatch() {
        return BatchPolicy.isInEnvironment() ? BatchPolicy.fromEnvironment() : null;
    }
}
