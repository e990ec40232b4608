package dev.kymo.cli;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.rrd.FooterCompletion;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.LoadedChunks;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.app.LiveSource;
import dev.kymo.viewer.app.OpenedFiles;
import dev.kymo.viewer.app.RecordingPaths;
import dev.kymo.viewer.ui.HeapGoal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A recording's file with its stores, ready to be asked; or, named `live:`, what local programs log now.
final class LoadedFile implements AutoCloseable {
    static final Path LIVE = Path.of("live:");
    private static final long CATCH_UP_NS = 30_000_000_000L;
    private static final long POLL_NS = 1_000_000;

    private final Path path;
    private final Stores stores;
    /// Null for what is live.
    private final @Nullable OpenedFiles recording;
    /// Closes the stores, too.
    private final AutoCloseable source;

    private LoadedFile(final Path path, final OpenedFiles recording) {
        this.path = path;
        this.recording = recording;
        stores = recording.stores();
        source = recording;
    }

    private LoadedFile(final Path path, final Stores stores, final AutoCloseable source) {
        recording = null;
        this.path = path;
        this.stores = stores;
        this.source = source;
    }

    /// Maps files, and those of folders, and finds or makes their indexes. Problems that leave the rest
    /// usable are said on standard error, also those that are found later.
    ///
    /// @param named at least one, or [#LIVE] alone
    /// @param memoryLimitBytes what the process may hold, chunks that are unpacked among it; null for the default
    static LoadedFile open(final List<Path> named, final @Nullable Long memoryLimitBytes) throws IOException {
        final IndexOptions options = IndexOptions.defaults();
        if (memoryLimitBytes != null) {
            HeapGoal.setWithin(memoryLimitBytes);
        }
        return named.size() == 1 && named.getFirst().equals(LIVE)
                ? follow()
                : map(named, memoryLimitBytes == null ? options : options.withProcessLimitBytes(memoryLimitBytes));
    }

    /// Everything that had been logged when this was called, from rings and the present recording; more comes
    /// while it is asked.
    private static LoadedFile follow() throws IOException {
        final LiveSource source = LiveSource.follow(IngestConfig.defaults(), new SayingListener());
        final long deadlineNs = System.nanoTime() + CATCH_UP_NS;
        while (!source.isCaughtUp()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                source.close();
                throw new CommandException(
                        "live: rings and recording could not be read within " + CATCH_UP_NS / 1_000_000_000L + " s");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return new LoadedFile(LIVE, source.stores(), source);
    }

    private static LoadedFile map(final List<Path> named, final IndexOptions options) throws IOException {
        final List<Path> files = RecordingPaths.expand(named);
        final Path first = files.getFirst();
        try (ProgressLine progress = new ProgressLine(first.getFileName() + ": looking at its chunks")) {
            final IndexOptions told =
                    options.withNotes(Console::detail).withProgress((done, total) -> progress.update(done, total, "B"));
            for (final Path path : files) {
                if (!IndexedRecording.isIndexed(path, told)) {
                    complete(path);
                }
            }
            final OpenedFiles opened =
                    OpenedFiles.open(files, path -> told.withProblems(problem -> warn(path + ": " + problem)));
            opened.damages().forEach(damage -> warn(damage.toString()));
            return new LoadedFile(named.getFirst(), opened);
        }
    }

    private static void warn(final String problem) {
        Console.say("warning: " + problem);
    }

    /// Appends the footer to a file whose recorder died before it could, and says so.
    static void complete(final Path path) {
        if (FooterCompletion.appendIfMissing(path)) {
            Console.say("note: " + path + ": its recorder ended without a footer, which was appended now");
        }
    }

    Stores stores() {
        return stores;
    }

    /// Work on what is loaded.
    interface Reading {
        void read() throws IOException;
    }

    /// Does work that reads the stores, and says what happened when the file is cut meanwhile.
    void read(final Reading work) throws IOException {
        try {
            work.read();
        } catch (final InternalError fault) {
            if (recording == null) {
                throw fault;
            }
            throw recording.explain(fault);
        }
        final LoadedChunks loaded = recording == null ? null : recording.loaded();
        if (loaded != null && loaded.exceeded() > 0) {
            Console.detail(path + ": more than the memory limit was in use at once: " + loaded);
        }
    }

    /// The recording of that id; without one the only recording there is.
    ///
    /// @throws CommandException that lists what there is to choose from
    RecordingStore recording(final @Nullable String id) {
        final List<RecordingStore> recordings = stores.all().stream()
                .filter(store -> store.id().kind() == StoreKind.RECORDING)
                .filter(store -> id == null || store.id().recordingId().equals(id))
                .toList();
        if (recordings.size() == 1) {
            return recordings.getFirst();
        }
        if (recordings.isEmpty()) {
            throw new CommandException(path + ": no recording" + (id == null ? " in it" : " with id " + id));
        }
        throw new CommandException(path + " has " + recordings.size()
                + " recordings, choose one with --recording: "
                + String.join(
                        ", ", recordings.stream().map(s -> s.id().recordingId()).toList()));
    }

    @Override
    public void close() throws IOException {
        try {
            source.close();
        } catch (final IOException | RuntimeException failure) {
            throw failure;
        } catch (final Exception neverThrown) {
            throw new IOException(neverThrown);
        }
    }
}
