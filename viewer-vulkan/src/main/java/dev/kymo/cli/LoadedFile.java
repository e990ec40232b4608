package dev.kymo.cli;

import dev.kymo.importer.Progress;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.rrd.FooterCompletion;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.store.index.LoadedChunks;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.app.ImportedFiles;
import dev.kymo.viewer.app.LiveSource;
import dev.kymo.viewer.app.OpenedFiles;
import dev.kymo.viewer.app.RecordingPaths;
import dev.kymo.viewer.app.remote.RemoteMirror;
import dev.kymo.viewer.app.remote.StreamMirror;
import dev.kymo.viewer.ui.HeapGoal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A recording's file with its stores, or one of another kind that is imported first, ready to be asked; or,
/// named `live:`, what local programs log now; or, named `tcp://host:port`, what a recorder elsewhere has; or,
/// named `-`, what comes through standard input.
final class LoadedFile implements AutoCloseable {
    static final Path LIVE = Path.of("live:");
    static final Path STANDARD_INPUT = Path.of("-");
    private static final long CATCH_UP_NS = 30_000_000_000L;
    private static final long POLL_NS = 1_000_000;

    private final Path path;
    private final boolean isImported;
    private final Stores stores;
    /// Null for what is live.
    private final @Nullable OpenedFiles recording;
    /// Closes the stores, too.
    private final AutoCloseable source;

    private LoadedFile(final Path path, final OpenedFiles recording, final boolean isImported) {
        this.path = path;
        this.isImported = isImported;
        this.recording = recording;
        stores = recording.stores();
        source = recording;
    }

    private LoadedFile(final Path path, final Stores stores, final AutoCloseable source) {
        recording = null;
        isImported = false;
        this.path = path;
        this.stores = stores;
        this.source = source;
    }

    /// Maps files, and those of folders, and finds or makes their indexes. Problems that leave the rest
    /// usable are said on standard error, also those that are found later.
    ///
    /// @param named at least one, or [#LIVE] or an address (`tcp://host:port`) or [#STANDARD_INPUT] alone
    /// @param memoryLimitBytes what the process may hold, chunks that are unpacked among it; null for the
    ///     default
    static LoadedFile open(final List<Path> named, final @Nullable Long memoryLimitBytes) throws IOException {
        final IndexOptions options = IndexOptions.defaults();
        if (memoryLimitBytes != null) {
            HeapGoal.setWithin(memoryLimitBytes);
        }
        final RemoteAddress remote = named.size() == 1 ? RemoteAddress.of(named.getFirst()) : null;
        if (remote != null) {
            return follow(remote, named.getFirst());
        }
        if (named.size() == 1 && named.getFirst().equals(STANDARD_INPUT)) {
            final StreamMirror mirror = StreamMirror.open(System.in);
            boolean isWhole = false;
            try {
                mirror.awaitEnd();
                isWhole = true;
            } finally {
                if (!isWhole) {
                    mirror.close();
                }
            }
            return follow(IngestConfig.defaults().withDirectory(mirror.folder()), STANDARD_INPUT, mirror);
        }
        return named.size() == 1 && named.getFirst().equals(LIVE)
                ? follow(IngestConfig.defaults(), LIVE, () -> {})
                : map(named, memoryLimitBytes == null ? options : options.withProcessLimitBytes(memoryLimitBytes));
    }

    /// All that a recorder elsewhere has filed, from a copy of its files that is here while this is open.
    private static LoadedFile follow(final RemoteAddress from, final Path named) throws IOException {
        final RemoteMirror mirror = copy(from);
        return follow(IngestConfig.defaults().withDirectory(mirror.folder()), named, mirror);
    }

    /// What a recorder elsewhere had when it was asked, in a folder of this machine.
    static RemoteMirror copy(final RemoteAddress from) throws IOException {
        try (ProgressLine progress = new ProgressLine(from + ": taking its recording over")) {
            return RemoteMirror.copy(from, bytes -> progress.update(bytes, 0, "B"));
        }
    }

    /// For commands that work on files alone.
    ///
    /// @throws CommandException when an address is named, with what to do
    static void requireFile(final Path path) {
        final RemoteAddress remote = RemoteAddress.of(path);
        if (remote != null) {
            throw new CommandException(remote + ": is a recorder, and this command works on files; make one of what it"
                    + " has: kymo export " + remote + " -o copy.rrd");
        }
    }

    /// Everything that had been logged when this was called, from rings and the present recording; more comes
    /// while it is asked.
    ///
    /// @param before closed after all that reads it, and when this fails
    private static LoadedFile follow(final IngestConfig config, final Path named, final AutoCloseable before)
            throws IOException {
        LiveSource source = null;
        boolean isOpen = false;
        try {
            source = LiveSource.follow(config, new SayingListener());
            final LiveSource opened = source;
            final long deadlineNs = System.nanoTime() + CATCH_UP_NS;
            while (!opened.isCaughtUp()) {
                if (System.nanoTime() - deadlineNs >= 0) {
                    throw new CommandException(named + " rings and recording could not be read within "
                            + CATCH_UP_NS / 1_000_000_000L + " s");
                }
                LockSupport.parkNanos(POLL_NS);
            }
            isOpen = true;
            return new LoadedFile(named, opened.stores(), () -> closeBoth(opened, before));
        } finally {
            if (!isOpen) {
                closeUnopened(source, before);
            }
        }
    }

    /// As a user would write it: an address has lost a slash where it passed for a path.
    private String name() {
        final RemoteAddress address = RemoteAddress.of(path);
        return address == null ? path.toString() : address.toString();
    }

    private static void closeUnopened(final @Nullable LiveSource source, final AutoCloseable before)
            throws IOException {
        try {
            closeBoth(source, before);
        } catch (final IOException | RuntimeException e) {
            throw e;
        } catch (final Exception neverThrown) {
            throw new IOException(neverThrown);
        }
    }

    private static void closeBoth(final @Nullable LiveSource source, final AutoCloseable before) throws Exception {
        try (before) {
            if (source != null) {
                source.close();
            }
        }
    }

    private static LoadedFile map(final List<Path> named, final IndexOptions options) throws IOException {
        if (ImportedFiles.areThese(named)) {
            return imported(named, options);
        }
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
            return new LoadedFile(named.getFirst(), opened, false);
        }
    }

    /// Files of other kinds: what was made of them lasts as long as this.
    private static LoadedFile imported(final List<Path> named, final IndexOptions options) throws IOException {
        final OpenedFiles opened;
        try (ProgressLine line = new ProgressLine(named.getFirst().getFileName() + ": importing")) {
            final Progress told = new Progress() {
                @Override
                public void advanced(final long doneBytes, final long totalBytes, final long points) {
                    line.update(doneBytes, totalBytes, "bytes");
                }

                @Override
                public void note(final String text) {
                    Console.say("note: " + text);
                }
            };
            opened = ImportedFiles.open(
                    named,
                    told,
                    recording ->
                            OpenedFiles.open(List.of(recording), _ -> options.withKeptFromChunks(Integer.MAX_VALUE)));
        }
        Console.say("note: " + named.getFirst() + " was imported for this once; kymo import " + named.getFirst()
                + " -o FILE.rrd keeps what is made of it");
        return new LoadedFile(named.getFirst(), opened, true);
    }

    /// Whether it is no recording, and was imported to be read.
    boolean isImported() {
        return isImported;
    }

    /// For tools that work on recordings' own files.
    ///
    /// @throws CommandException when it is a file of another kind; it says what to do
    static void requireRecording(final Path path) {
        requireFile(path);
        if (Files.isRegularFile(path) && ImportedFiles.isOne(path)) {
            throw new CommandException(path + ": is no recording; kymo import " + path
                    + " -o FILE.rrd makes one of it, kymo view " + path + " shows it");
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
            throw new CommandException(name() + ": no recording" + (id == null ? " in it" : " with id " + id));
        }
        throw new CommandException(name() + " has " + recordings.size()
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
