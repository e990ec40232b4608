package dev.kymo.cli;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.rrd.FooterCompletion;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.Problem;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.app.LiveSource;
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
    private final @Nullable IndexedRecording recording;
    /// Closes the stores, too.
    private final AutoCloseable source;

    private LoadedFile(final Path path, final IndexedRecording recording) {
        this.path = path;
        this.recording = recording;
        stores = new Stores();
        recording.stores().forEach(id -> stores.add(new RecordingStore(id, recording.chunks(id))));
        source = () -> {
            stores.close();
            recording.close();
        };
    }

    private LoadedFile(final Path path, final Stores stores, final AutoCloseable source) {
        recording = null;
        this.path = path;
        this.stores = stores;
        this.source = source;
    }

    /// Maps a file and finds or makes its index. Problems that leave the rest usable are said on standard error, also
    /// those that are found later.
    ///
    /// @param memoryLimitBytes what compressed chunks may take that are unpacked; null for the default
    static LoadedFile open(final Path path, final @Nullable Long memoryLimitBytes) throws IOException {
        final IndexOptions options = IndexOptions.defaults();
        return path.equals(LIVE)
                ? follow()
                : map(path, memoryLimitBytes == null ? options : options.withMemoryLimitBytes(memoryLimitBytes));
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

    private static LoadedFile map(final Path path, final IndexOptions options) throws IOException {
        try (ProgressLine progress = new ProgressLine(path.getFileName() + ": looking at its chunks")) {
            final IndexOptions told = options.withProblems(problem -> warn(path, problem))
                    .withNotes(Console::detail)
                    .withProgress((done, total) -> progress.update(done, total, "B"));
            if (!IndexedRecording.isIndexed(path, told)) {
                complete(path);
            }
            final IndexedRecording recording = IndexedRecording.open(path, told);
            recording.problems().forEach(problem -> warn(path, problem));
            return new LoadedFile(path, recording);
        }
    }

    private static void warn(final Path path, final Problem problem) {
        Console.say("warning: " + path + ": " + problem);
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
        if (recording != null && recording.loaded().exceeded() > 0) {
            Console.detail(path + ": more than the memory limit was in use at once: " + recording.loaded());
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
