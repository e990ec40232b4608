package dev.kymo.viewer.app;

import com.sun.management.OperatingSystemMXBean;
import dev.kymo.importer.ImportException;
import dev.kymo.importer.Progress;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.RrdException;
import dev.kymo.rrd.RrdSave;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreSave;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.ui.state.LiveProducer;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Sources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens recordings where they are, imports other files first, and attaches to local processes.
public final class DesktopSources implements Sources {
    private static final int PERCENT = 100;
    /// Names the processes of this machine where a file could stand.
    private static final Path LIVE = Path.of("live:");
    private static final Path STANDARD_INPUT = Path.of("-");

    private final @Nullable String recordingId;
    private final List<Path> together;
    private final IndexOptions options;
    private final long liveLimitBytes;
    /// Of the thread that asks for producers.
    private @Nullable ProducerRates rates;

    /// @param recordingId which recording, where a file has several; null for the first
    /// @param together files, and folders of them, that are opened as one when the first is
    /// @param memoryLimitBytes what the process may hold, unpacked chunks of files among it; null for the default
    public DesktopSources(
            final @Nullable String recordingId, final List<Path> together, final @Nullable Long memoryLimitBytes) {
        this.recordingId = recordingId;
        this.together = List.copyOf(together);
        final IndexOptions defaults = IndexOptions.defaults();
        options = memoryLimitBytes == null ? defaults : defaults.withProcessLimitBytes(memoryLimitBytes);
        liveLimitBytes = memoryLimitBytes == null ? mostOfTheMachine() : memoryLimitBytes;
    }

    /// What is held of rows that nobody records, unless somebody says: three quarters of the machine's memory.
    private static long mostOfTheMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof final OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / 4 * 3
                : Long.MAX_VALUE;
    }

    @Override
    public Recording open(final Path file, final Consumer<String> progress) throws IOException {
        if (file.equals(LIVE)) {
            return attach(null, progress);
        }
        if (file.equals(STANDARD_INPUT)) {
            return LiveRecording.attach(recordingId, new QuietListener(), liveLimitBytes);
        }
        final RemoteAddress remote = RemoteAddress.of(file);
        if (remote != null) {
            return LiveRecording.attach(remote, recordingId, new QuietListener(), liveLimitBytes, progress);
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file + ": no such file. Moved or renamed? Open it from where it is now (Ctrl+O)");
        }
        final List<Path> files = together.size() > 1 && together.getFirst().equals(file) ? together : List.of(file);
        try {
            return ImportedFiles.areThese(files)
                    ? imported(files, progress)
                    : FileSource.open(RecordingPaths.expand(files), recordingId, file, reporting(progress));
        } catch (final RrdException e) {
            throw new IOException(
                    e.getMessage()
                            + ". Open a recording (.rrd) of Kymo's or Rerun's; for a damaged one: kymo rrd repair",
                    e);
        } catch (final ImportException e) {
            throw new IOException(e.getMessage() + ". Recordings have names that end in .rrd", e);
        }
    }

    private IndexOptions reporting(final Consumer<String> progress) {
        return options.withProgress(
                (done, total) -> progress.accept(done * PERCENT / Math.max(1, total) + " % of its chunks looked at"));
    }

    private Recording imported(final List<Path> sources, final Consumer<String> progress) throws IOException {
        final Progress told = new Progress() {
            @Override
            public void advanced(final long doneBytes, final long totalBytes, final long points) {
                progress.accept(doneBytes * PERCENT / Math.max(1, totalBytes) + " %");
            }

            @Override
            public void note(final String text) {
                progress.accept(text);
            }
        };
        return ImportedFiles.open(
                sources,
                told,
                recording -> FileSource.open(
                        List.of(recording), null, sources.getFirst(), options.withKeptFromChunks(Integer.MAX_VALUE)));
    }

    @Override
    public StoreSave.Saved save(
            final RecordingStore recording, final Path file, final boolean overwrite, final StoreSave.Progress progress)
            throws IOException {
        return RrdSave.save(
                recording.id(), file, overwrite, sink -> StoreSave.save(recording, sink, SealPolicy.DEFAULT, progress));
    }

    @Override
    public Recording attach(final @Nullable StoreId recording, final Consumer<String> progress) throws IOException {
        return LiveRecording.attach(IngestConfig.defaults(), recording, new QuietListener(), liveLimitBytes, progress);
    }

    @Override
    public List<LiveProducer> producers() {
        try {
            if (rates == null) {
                final ShmDirectory directory = ShmDirectory.existing(null);
                if (directory == null) {
                    return List.of();
                }
                rates = new ProducerRates(new ProducerInspector(directory));
            }
            final List<LiveProducer> found = new ArrayList<>();
            for (final ProducerRates.Rated each : rates.look().reversed()) {
                for (final StoreId id : each.producer().recordings().reversed()) {
                    if (id.kind() == StoreKind.RECORDING && each.isAlive()) {
                        found.add(new LiveProducer(
                                id,
                                each.producer().pid(),
                                each.producer().startNs(),
                                each.rowsPerSecond(),
                                each.producer().state().text()));
                    }
                }
            }
            return found;
        } catch (final IOException unsafe) {
            // To attach says what is wrong with it
            return List.of();
        }
    }

    /// What goes wrong with single producers is counted; the window shows the counts.
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
