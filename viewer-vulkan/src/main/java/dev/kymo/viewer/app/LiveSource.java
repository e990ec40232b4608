package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.ui.state.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What local processes log, shown while a recorder in this process takes and files it.
final class LiveSource implements Recording {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Recorder recorder;
    private final RecordingStore store;
    private final Path file;

    private LiveSource(final Recorder recorder, final RecordingStore store, final Path file) {
        this.recorder = recorder;
        this.store = store;
        this.file = file;
    }

    /// Records into a new file in `folder` and waits for the first program that logs.
    ///
    /// @throws IOException when somebody records already, the file can't be made, or nobody logs for a while
    static LiveSource attach(final Path folder, final Consumer<String> progress) throws IOException {
        Files.createDirectories(folder);
        final String moment = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss", Locale.ROOT)
                .format(LocalDateTime.now(java.time.ZoneId.systemDefault()));
        final Path file = folder.resolve("live_" + moment + ".rrd");
        final Recorder recorder =
                Recorder.start(file, RrdWriterOptions.DEFAULT, IngestConfig.defaults(), new QuietListener());
        progress.accept("waiting for a program that logs");
        final long beganNs = System.nanoTime();
        Optional<RecordingStore> found = recordingOf(recorder);
        while (found.isEmpty() && System.nanoTime() - beganNs < WAIT_NS) {
            LockSupport.parkNanos(POLL_NS);
            found = recordingOf(recorder);
        }
        if (found.isEmpty()) {
            recorder.close();
            Files.deleteIfExists(file);
            throw new IOException("No program of this machine has logged for " + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS)
                    + " s. Start one, for example kymo demo, then attach again.");
        }
        return new LiveSource(recorder, found.get(), file);
    }

    private static Optional<RecordingStore> recordingOf(final Recorder recorder) {
        return recorder.stores().all().stream()
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
        return "live, filed in " + file;
    }

    @Override
    public RecordingStore store() {
        return store;
    }

    @Override
    public long generation() {
        return recorder.rowCount();
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
            recorder.close();
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What goes wrong with single producers is counted by the recorder; the window shows the counts.
    private static final class QuietListener implements IngestListener {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {}

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {}

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {}

        @Override
        public void failed(final Throwable reason) {}
    }
}
