package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ingest.ProducerSnapshot;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.app.remote.Mirror;
import dev.kymo.viewer.app.remote.RemoteMirror;
import dev.kymo.viewer.app.remote.StreamMirror;
import dev.kymo.viewer.ui.state.CacheRequest;
import dev.kymo.viewer.ui.state.LiveNumbers;
import dev.kymo.viewer.ui.state.NewRows;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.SweepNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What local processes log, in the window: beside a recorder, or without one; or what a recorder elsewhere
/// files.
final class LiveRecording implements Recording {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BYTES_PER_MB = 1_000_000;
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

    private final LiveSource source;
    private final RecordingStore store;
    private final LiveSampler sampler;
    private final NewRows newRows = new NewRows();
    private final List<String> warnings;
    private final String name;
    private final String origin;
    private final @Nullable Mirror mirror;

    private LiveRecording(
            final LiveSource source,
            final RecordingStore store,
            final ShmDirectory directory,
            final List<String> warnings,
            final String name,
            final String origin,
            final @Nullable Mirror mirror) {
        this.source = source;
        this.name = name;
        this.origin = origin;
        this.mirror = mirror;
        this.store = store;
        this.warnings = List.copyOf(warnings);
        source.tell(newRows);
        sampler = new LiveSampler(directory, source::takeLatencies);
    }

    /// Waits for a program that logs, and has logged something.
    ///
    /// @param wanted which recording; null for the newest of those that can be seen
    /// @param memoryLimitBytes what the process may hold
    /// @throws IOException when the shared-memory folder is not safe to use, or nobody logs for a while
    static LiveRecording attach(
            final IngestConfig config,
            final @Nullable StoreId wanted,
            final IngestListener listener,
            final long memoryLimitBytes,
            final Consumer<String> progress)
            throws IOException {
        final LiveSource source = LiveSource.start(config, listener, memoryLimitBytes);
        try {
            progress.accept("waiting for a program that logs");
            final ShmDirectory directory = ShmDirectory.open(config.directory());
            final RecordingStore found = await(source, new ProducerInspector(directory), wanted);
            final List<String> others = source.stores().all().stream()
                    .filter(store -> store.id().kind() == StoreKind.RECORDING && !store.equals(found))
                    .map(store -> store.id().applicationId())
                    .toList();
            final List<String> warnings = wanted == null && !others.isEmpty()
                    ? List.of("other recordings are live too: " + String.join(", ", others)
                            + ". Choose one in the menu, or on the start page (Ctrl+W).")
                    : List.of();
            return new LiveRecording(source, found, directory, warnings, "live", "the processes of this machine", null);
        } catch (final IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /// What a recorder elsewhere has filed, and files from now on.
    ///
    /// @param recordingId which recording; null for the first
    /// @throws IOException when nobody listens there, or no recorder of Kymo's, or it has nothing yet for a
    ///     while
    static LiveRecording attach(
            final RemoteAddress from,
            final @Nullable String recordingId,
            final IngestListener listener,
            final long memoryLimitBytes,
            final Consumer<String> progress)
            throws IOException {
        progress.accept("connecting to " + from);
        return attach(
                RemoteMirror.open(from, bytes -> progress.accept(bytes / BYTES_PER_MB + " MB of the recording")),
                from.host() + ":" + from.port(),
                from.toString(),
                recordingId,
                listener,
                memoryLimitBytes);
    }

    /// The recording that comes through standard input.
    ///
    /// @param recordingId which recording; null for the first
    /// @throws IOException when none comes for a while
    static LiveRecording attach(
            final @Nullable String recordingId, final IngestListener listener, final long memoryLimitBytes)
            throws IOException {
        return attach(
                StreamMirror.open(System.in),
                "standard input",
                "standard input",
                recordingId,
                listener,
                memoryLimitBytes);
    }

    private static LiveRecording attach(
            final Mirror mirror,
            final String name,
            final String origin,
            final @Nullable String recordingId,
            final IngestListener listener,
            final long memoryLimitBytes)
            throws IOException {
        LiveSource source = null;
        boolean isOpen = false;
        try {
            source = LiveSource.follow(
                    IngestConfig.defaults().withDirectory(mirror.folder()), listener, memoryLimitBytes);
            final RecordingStore found = awaitAny(source, mirror, recordingId);
            isOpen = true;
            return new LiveRecording(
                    source, found, ShmDirectory.open(mirror.folder()), List.of(), name, origin, mirror);
        } finally {
            if (!isOpen) {
                try (mirror) {
                    if (source != null) {
                        source.close();
                    }
                }
            }
        }
    }

    private static RecordingStore awaitAny(
            final LiveSource source, final Mirror mirror, final @Nullable String recordingId) throws IOException {
        final long beganNs = System.nanoTime();
        long endedNs = 0;
        while (System.nanoTime() - beganNs < WAIT_NS) {
            if (source.isCaughtUp()) {
                for (final RecordingStore each : source.stores().all()) {
                    if (each.id().kind() == StoreKind.RECORDING
                            && !each.entities().isEmpty()
                            && (recordingId == null || each.id().recordingId().equals(recordingId))) {
                        return each;
                    }
                }
            }
            // What came last may be a moment from being seen
            final String ended = mirror.end();
            endedNs = ended != null && endedNs == 0 ? System.nanoTime() : endedNs;
            if (ended != null && System.nanoTime() - endedNs > LOOK_NS) {
                throw new IOException(ended + ", and no recording has come");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new IOException("No recording has come"
                + (recordingId == null ? "" : " with id " + recordingId) + " for "
                + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS) + " s.");
    }

    private static RecordingStore await(
            final LiveSource source, final ProducerInspector inspector, final @Nullable StoreId wanted)
            throws IOException {
        final long beganNs = System.nanoTime();
        long lookAtNs = beganNs;
        StoreId chosen = wanted;
        while (System.nanoTime() - beganNs < WAIT_NS) {
            if (wanted == null && System.nanoTime() - lookAtNs >= 0) {
                lookAtNs = System.nanoTime() + LOOK_NS;
                chosen = newest(inspector);
            }
            // What has waited until now would count as late
            final RecordingStore found = chosen == null || !source.isCaughtUp() ? null : filled(source, chosen);
            if (found != null) {
                return found;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new IOException(
                wanted == null
                        ? "No program of this machine has logged for " + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS)
                                + " s. Start one that logs with Kymo's SDK, then attach again; kymo ps lists those that do."
                        : wanted.applicationId() + ": no row has come for " + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS)
                                + " s. See kymo ps for who logs now.");
    }

    private static @Nullable RecordingStore filled(final LiveSource source, final StoreId id) {
        return source.stores()
                .find(id)
                .filter(store -> !store.entities().isEmpty())
                .orElse(null);
    }

    /// What the program that began last logs to; of those that live before those that have ended.
    private static @Nullable StoreId newest(final ProducerInspector inspector) throws IOException {
        StoreId newest = null;
        boolean isNewestAlive = false;
        for (final ProducerSnapshot producer : inspector.producers()) {
            final boolean isAlive = new ProducerRates.Rated(producer, Double.NaN).isAlive();
            for (final StoreId recording : producer.recordings()) {
                if (recording.kind() == StoreKind.RECORDING && (isAlive || !isNewestAlive)) {
                    newest = recording;
                    isNewestAlive = isAlive;
                }
            }
        }
        return newest;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public RecordingStore store() {
        return store;
    }

    @Override
    public long generation() {
        return source.generation();
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public NewRows newRows() {
        return newRows;
    }

    @Override
    public LiveNumbers numbers() {
        return sampler;
    }

    @Override
    public SweepNumbers sweeps() {
        return source.sweeps();
    }

    @Override
    public void protect(final List<SweepPolicy.ProtectedRange> shown) {
        source.protect(shown);
    }

    @Override
    public CacheRequest caches() {
        return source.caches();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public @Nullable String silence() {
        return mirror == null ? null : mirror.silence();
    }

    @Override
    public void close() {
        sampler.close();
        try {
            try {
                source.close();
            } finally {
                if (mirror != null) {
                    // After the source, which reads its files
                    mirror.close();
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
