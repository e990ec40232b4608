package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.ui.state.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What local processes log, in the window: beside a recorder, or without one.
final class LiveRecording implements Recording {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LiveSource source;
    private final RecordingStore store;

    private LiveRecording(final LiveSource source, final RecordingStore store) {
        this.source = source;
        this.store = store;
    }

    /// Waits for the first program that logs.
    ///
    /// @throws IOException when the shared-memory folder is not safe to use, or nobody logs for a while
    static LiveRecording attach(
            final IngestConfig config, final IngestListener listener, final Consumer<String> progress)
            throws IOException {
        final LiveSource source = LiveSource.start(config, listener);
        progress.accept("waiting for a program that logs");
        final long beganNs = System.nanoTime();
        Optional<RecordingStore> found = recordingOf(source);
        while (found.isEmpty() && System.nanoTime() - beganNs < WAIT_NS) {
            LockSupport.parkNanos(POLL_NS);
            found = recordingOf(source);
        }
        if (found.isEmpty()) {
            source.close();
            throw new IOException("No program of this machine has logged for " + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS)
                    + " s. Start one, for example kymo demo, then attach again.");
        }
        return new LiveRecording(source, found.get());
    }

    private static Optional<RecordingStore> recordingOf(final LiveSource source) {
        return source.stores().all().stream()
                .filter(store -> store.id().kind() == StoreKind.RECORDING)
                .filter(store -> !store.entities().isEmpty())
                .findFirst();
    }

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String origin() {
        return "the processes of this machine";
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
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
