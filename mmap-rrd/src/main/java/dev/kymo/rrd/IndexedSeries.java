package dev.kymo.rrd;

import dev.kymo.store.index.FiledChunks;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Files that are opened as one, each by its index: what they have of the same recording comes together, and a chunk
/// that two of them have counts once, by its id. What is unpacked of all of them stays within one budget.
///
/// Any thread. Close it after the stores that are over it.
public final class IndexedSeries implements AutoCloseable {
    private final List<IndexedRecording> files = new ArrayList<>();
    private final ChunkMemory memory;
    private final Arena arena = OffHeap.arena(MemoryTag.FILE_INDEX);
    private final Map<StoreId, MergedStore> stores = new LinkedHashMap<>();

    private IndexedSeries(final List<Path> paths, final Function<Path, IndexOptions> options) throws RrdException {
        memory = IndexedRecording.memory(options.apply(paths.getFirst()));
        try {
            for (final Path path : paths) {
                final IndexOptions its = options.apply(path);
                // Together they have as many chunks as one that is worth a side file
                final int keptFrom = Math.max(1, its.keptFromChunks() / paths.size());
                files.add(IndexedRecording.open(path, its.withKeptFromChunks(keptFrom), memory));
            }
            final Map<StoreId, List<IndexedStore>> parts = new LinkedHashMap<>();
            for (final IndexedRecording file : files) {
                file.indexedStores()
                        .forEach(store -> parts.computeIfAbsent(store.id(), _ -> new ArrayList<>())
                                .add(store));
            }
            parts.forEach((id, its) -> stores.put(id, new MergedStore(its, arena)));
        } catch (final RrdException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Opens files as [IndexedRecording#open] does each.
    ///
    /// @param paths at least one, in the order in which they count
    /// @param options of each; the first one's memory limit is for all
    /// @throws RrdException when one of them can't be opened
    public static IndexedSeries open(final List<Path> paths, final Function<Path, IndexOptions> options)
            throws RrdException {
        return new IndexedSeries(paths, options);
    }

    /// Every store that is described or has a chunk in one of them, in the order of the files.
    public List<StoreId> stores() {
        return List.copyOf(stores.keySet());
    }

    /// The chunks of a store, for one `RecordingStore`.
    ///
    /// @throws IllegalArgumentException when there is no such store
    public FiledChunks chunks(final StoreId store) {
        final MergedStore found = stores.get(store);
        if (found == null) {
            throw new IllegalArgumentException(files.getFirst().path() + " and the others have no store " + store);
        }
        return found;
    }

    /// The files, in their order.
    public List<IndexedRecording> files() {
        return List.copyOf(files);
    }

    /// How much of all of them is loaded now.
    public LoadedChunks loaded() {
        return memory.statistics();
    }

    /// Why they can be read no more: one is shorter than when it was opened. Null while none is.
    public @Nullable String cut() {
        for (final IndexedRecording file : files) {
            final String reason = file.cut();
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /// What a fault means that a reader of mapped chunks ran into.
    ///
    /// @return to be thrown; with file and offset when a file has been cut
    public RuntimeException explain(final InternalError fault) {
        for (final IndexedRecording file : files) {
            if (file.cut() != null) {
                return file.explain(fault);
            }
        }
        return files.getFirst().explain(fault);
    }

    /// Unmaps the files and gives all memory back; no chunk may be in use.
    @Override
    public void close() {
        memory.close();
        files.forEach(IndexedRecording::close);
        arena.close();
    }
}
