package dev.kymo.sdk;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.RowIds;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settings of a [RecordingStream] that is about to be opened. For one thread, and one recording.
///
/// With the environment variable `KYMO` set to `off` (or `0`, `false`, `no`) nothing is opened and every log call
/// answers DROPPED at once, whatever is set here.
public final class RecordingBuilder {
    private static final String SWITCH_VARIABLE = "KYMO";

    private final String applicationId;
    private String recordingId = UUID.randomUUID().toString();
    private long startTimeNs = RowIds.PROCESS.nowNs();
    private @Nullable String name;
    private boolean hasLogTime = true;
    private boolean hasLogTick;
    private boolean isEnabled = true;
    private boolean isMuted = isOff(System.getenv(SWITCH_VARIABLE));
    private Supplier<Sink> sink = SharedMemorySink::open;

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
        return this;
    }

    /// Shared memory set up otherwise than by the environment.
    public RecordingBuilder sharedMemory(final RingConfig config) {
        sink = () -> SharedMemorySink.open(config);
        return this;
    }

    /// What becomes of rows for which shared memory has no room, and otherwise shared memory as the environment
    /// says: [Overflow#DROP], [Overflow#block] or [Overflow#spill]. `KYMO_OVERFLOW` when not set.
    public RecordingBuilder overflow(final Overflow policy) {
        sink = () -> SharedMemorySink.open(RingConfig.fromEnvironment().withOverflow(policy));
        return this;
    }

    /// Opens the recording; its first row is [RecordingInfo].
    ///
    /// @throws java.io.UncheckedIOException when shared memory can't be had; says why and what to do
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
        return sink;
    }
}
