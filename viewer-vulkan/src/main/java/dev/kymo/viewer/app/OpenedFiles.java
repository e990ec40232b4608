package dev.kymo.viewer.app;

import dev.kymo.rrd.FileIsCut;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.store.index.LoadedChunks;
import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdException;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreId;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recordings' files that are open to be asked: one by its index, several as one by all their chunks, so that what
/// they have of the same recording comes together, and a chunk that two of them have counts once.
public final class OpenedFiles implements AutoCloseable {
    private final Stores stores = new Stores();
    /// The only one; null when there are several.
    private final @Nullable IndexedRecording indexed;
    private final List<RrdFile> files = new ArrayList<>();

    private OpenedFiles(final Path only, final IndexOptions options) throws RrdException {
        final IndexedRecording recording = IndexedRecording.open(only, options);
        recording.stores().forEach(id -> stores.add(new RecordingStore(id, recording.chunks(id))));
        indexed = recording;
    }

    private OpenedFiles(final List<Path> several) throws RrdException {
        indexed = null;
        try {
            for (final Path path : several) {
                files.add(RrdFile.open(path));
                insert(files.getLast());
            }
        } catch (final RrdException | RuntimeException | Error e) {
            files.forEach(RrdFile::close);
            throw e;
        }
    }

    /// @param paths of files, at least one
    /// @param options for a single one
    /// @throws RrdException when one of them can't be opened
    public static OpenedFiles open(final List<Path> paths, final IndexOptions options) throws RrdException {
        return paths.size() == 1 ? new OpenedFiles(paths.getFirst(), options) : new OpenedFiles(paths);
    }

    private void insert(final RrdFile file) {
        final Map<StoreId, List<Chunk>> byStore = new HashMap<>();
        for (final StoredChunk stored : file.chunks()) {
            byStore.computeIfAbsent(stored.store(), _ -> new ArrayList<>()).add(stored.chunk());
        }
        file.stores().forEach(info -> stores.getOrCreate(info.store()));
        byStore.forEach((id, chunks) -> stores.getOrCreate(id).insert(chunks));
    }

    /// Something wrong with a file that leaves the rest of it usable.
    public record Damage(Path file, Problem problem) {
        @Override
        public String toString() {
            return file + ": " + problem;
        }
    }

    /// All recordings and blueprints; closed with this.
    public Stores stores() {
        return stores;
    }

    /// What was found so far.
    public List<Damage> damages() {
        final List<Damage> all = new ArrayList<>();
        if (indexed != null) {
            indexed.problems().forEach(problem -> all.add(new Damage(indexed.path(), problem)));
        }
        for (final RrdFile file : files) {
            file.problems().forEach(problem -> all.add(new Damage(file.path(), problem)));
        }
        return all;
    }

    /// How much of a single file is loaded; null for several, which are mapped or unpacked whole.
    public @Nullable LoadedChunks loaded() {
        return indexed == null ? null : indexed.loaded();
    }

    /// Why they can be read no more: one is shorter than when it was opened. Null while none is.
    public @Nullable String cut() {
        if (indexed != null) {
            return indexed.cut();
        }
        for (final RrdFile file : files) {
            try {
                FileIsCut.check(file.path(), file.sizeBytes(), null);
            } catch (final RrdException cut) {
                return cut.getMessage();
            }
        }
        return null;
    }

    /// What a fault means that a reader of mapped chunks ran into.
    ///
    /// @return to be thrown; with file and offset when a file has been cut
    public RuntimeException explain(final InternalError fault) {
        if (indexed != null) {
            return indexed.explain(fault);
        }
        for (final RrdFile file : files) {
            try {
                FileIsCut.check(file.path(), file.sizeBytes(), fault);
            } catch (final RrdException cut) {
                return new UncheckedIOException(cut);
            }
        }
        throw fault;
    }

    @Override
    public void close() {
        stores.close();
        if (indexed != null) {
            indexed.close();
        }
        files.forEach(RrdFile::close);
    }
}
