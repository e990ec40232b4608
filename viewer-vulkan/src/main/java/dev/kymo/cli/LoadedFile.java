package dev.kymo.cli;

import dev.kymo.rrd.FooterCompletion;
import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A recording's file with its stores, ready to be asked.
final class LoadedFile implements AutoCloseable {
    private final RrdFile file;
    private final Stores stores;

    private LoadedFile(final RrdFile file, final Stores stores) {
        this.file = file;
        this.stores = stores;
    }

    /// Maps a file and indexes its chunks. Problems that leave the rest usable are said on standard error.
    static LoadedFile open(final Path path) throws IOException {
        complete(path);
        final RrdFile file = RrdFile.open(path);
        try {
            final Stores stores = new Stores();
            final Map<StoreId, List<Chunk>> byStore = new HashMap<>();
            for (final StoredChunk stored : file.chunks()) {
                byStore.computeIfAbsent(stored.store(), _ -> new ArrayList<>()).add(stored.chunk());
            }
            file.stores().forEach(info -> stores.getOrCreate(info.store()));
            byStore.forEach((id, chunks) -> stores.getOrCreate(id).insert(chunks));
            for (final Problem problem : file.problems()) {
                Console.say("warning: " + path + ": " + problem);
            }
            return new LoadedFile(file, stores);
        } catch (final RuntimeException | Error e) {
            file.close();
            throw e;
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
            throw new CommandException(file.path() + ": no recording" + (id == null ? " in it" : " with id " + id));
        }
        throw new CommandException(file.path() + " has " + recordings.size()
                + " recordings, choose one with --recording: "
                + String.join(
                        ", ", recordings.stream().map(s -> s.id().recordingId()).toList()));
    }

    @Override
    public void close() {
        stores.close();
        file.close();
    }
}
