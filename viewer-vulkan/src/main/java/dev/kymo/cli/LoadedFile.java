package dev.kymo.cli;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.rrd.FooterCompletion;
import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.app.LiveSource;
import dev.kymo.viewer.app.RecordingPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A recording's file with its stores, ready to be asked; or, named `live:`, what local programs log now.
final class LoadedFile implements AutoCloseable {
    static final Path LIVE = Path.of("live:");
    private static final long CATCH_UP_NS = 30_000_000_000L;
    private static final long POLL_NS = 1_000_000;

    private final Path path;
    private final Stores stores;
    /// Closes the stores, too.
    private final AutoCloseable source;

    private LoadedFile(final Path path, final Stores stores, final AutoCloseable source) {
        this.path = path;
        this.stores = stores;
        this.source = source;
    }

    /// Maps a file and indexes its chunks. Problems that leave the rest usable are said on standard error.
    static LoadedFile open(final Path path) throws IOException {
        return open(List.of(path));
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

    /// Files, and those of folders, as one: what they have of the same recording comes together, and a chunk that two
    /// of them have counts once.
    static LoadedFile open(final List<Path> named) throws IOException {
        if (named.size() == 1 && named.getFirst().equals(LIVE)) {
            return follow();
        }
        final Path shown = named.getFirst();
        final Stores stores = new Stores();
        final List<RrdFile> files = new ArrayList<>();
        final AutoCloseable all = () -> {
            stores.close();
            files.forEach(RrdFile::close);
        };
        try {
            for (final Path path : RecordingPaths.expand(named)) {
                complete(path);
                files.add(RrdFile.open(path));
                insert(files.getLast(), stores);
            }
            return new LoadedFile(shown, stores, all);
        } catch (final IOException | RuntimeException | Error e) {
            files.forEach(RrdFile::close);
            throw e;
        }
    }

    private static void insert(final RrdFile file, final Stores stores) {
        final Map<StoreId, List<Chunk>> byStore = new HashMap<>();
        for (final StoredChunk stored : file.chunks()) {
            byStore.computeIfAbsent(stored.store(), _ -> new ArrayList<>()).add(stored.chunk());
        }
        file.stores().forEach(info -> stores.getOrCreate(info.store()));
        byStore.forEach((id, chunks) -> stores.getOrCreate(id).insert(chunks));
        for (final Problem problem : file.problems()) {
            Console.say("warning: " + file.path() + ": " + problem);
        }
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
