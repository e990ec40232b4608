package dev.kymo.viewer.app;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.IndexedSeries;
import dev.kymo.rrd.LoadedChunks;
import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdException;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Recordings' files that are open to be asked, each by its index: what they have of the same recording comes together,
/// and a chunk that two of them have counts once.
public final class OpenedFiles implements AutoCloseable {
    private final Stores stores = new Stores();
    private final IndexedSeries files;

    private OpenedFiles(final IndexedSeries files) {
        this.files = files;
        files.stores().forEach(id -> stores.add(new RecordingStore(id, files.chunks(id))));
    }

    /// @param paths of files, at least one
    /// @param options of each; the first one's memory limit is for all
    /// @throws RrdException when one of them can't be opened
    public static OpenedFiles open(final List<Path> paths, final Function<Path, IndexOptions> options)
            throws RrdException {
        return new OpenedFiles(IndexedSeries.open(paths, options));
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
        for (final IndexedRecording file : files.files()) {
            file.problems().forEach(problem -> all.add(new Damage(file.path(), problem)));
        }
        return all;
    }

    /// How much of them is loaded.
    public LoadedChunks loaded() {
        return files.loaded();
    }

    /// Why they can be read no more: one is shorter than when it was opened. Null while none is.
    public @Nullable String cut() {
        return files.cut();
    }

    /// What a fault means that a reader of mapped chunks ran into.
    ///
    /// @return to be thrown; with file and offset when a file has been cut
    public RuntimeException explain(final InternalError fault) {
        return files.explain(fault);
    }

    @Override
    public void close() {
        stores.close();
        files.close();
    }
}
