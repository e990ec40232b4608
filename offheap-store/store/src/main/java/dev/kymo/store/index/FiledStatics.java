package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.model.RowId;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The static cells of a component that lie in a file. Which of several chunks has the newest is found when it is first
/// asked, and from then on only that one is loaded.
final class FiledStatics {
    private static final int UNKNOWN = -1;

    private final ChunkLoader loader;
    private final String component;
    private final int[] chunks;
    private @Nullable RowId newestId;

    /// A cell and the chunk whose memory it is in.
    record Found(Cell cell, LoadedChunk chunk) {}

    /// Position in `chunks`; found twice by racing readers it is the same.
    private volatile int newest;

    FiledStatics(final ChunkLoader loader, final String component, final int[] chunks) {
        this.loader = loader;
        this.component = component;
        this.chunks = chunks;
        newest = chunks.length == 1 ? 0 : UNKNOWN;
    }

    /// The only one, which is the newest.
    ///
    /// @param rowId of its newest cell
    FiledStatics(final ChunkLoader loader, final String component, final int chunk, final RowId rowId) {
        this(loader, component, new int[] {chunk});
        newestId = rowId;
    }

    private FiledStatics(
            final ChunkLoader loader, final String component, final int[] chunks, final int newest, final RowId id) {
        this(loader, component, chunks);
        this.newest = newest;
        newestId = id;
    }

    /// With a chunk that was just filed, where all are kept.
    ///
    /// @param rowId of its newest cell
    FiledStatics with(final int chunk, final RowId rowId) {
        final int[] more = Arrays.copyOf(chunks, chunks.length + 1);
        more[chunks.length] = chunk;
        final RowId known = newestId;
        return known == null || known.compareTo(rowId) < 0
                ? new FiledStatics(loader, component, more, chunks.length, rowId)
                : new FiledStatics(loader, component, more, newest, known);
    }

    /// Of the newest cell, where that is known without loading it.
    @Nullable
    RowId newestId() {
        return newestId;
    }

    boolean isEmpty() {
        return chunks.length == 0;
    }

    /// The static cell with the greatest row id; null when there is none.
    @Nullable
    Cell newest() {
        final Found found = find();
        return found == null ? null : found.cell();
    }

    /// [#newest], with where it is.
    @Nullable
    Found find() {
        if (chunks.length == 0) {
            return null;
        }
        final int known = newest;
        if (known != UNKNOWN) {
            return find(known);
        }
        Found best = null;
        int winner = UNKNOWN;
        for (int i = 0; i < chunks.length; i++) {
            final Found found = find(i);
            if (found != null && (best == null || found.cell().compareIndex(best.cell()) > 0)) {
                best = found;
                winner = i;
            }
        }
        newest = winner;
        return best;
    }

    /// All chunks that have one.
    void visit(final Consumer<Chunk> out) {
        for (final int chunk : chunks) {
            final LoadedChunk loaded = loader.load(chunk);
            if (loaded != null) {
                out.accept(loaded.chunk());
            }
        }
    }

    private @Nullable Found find(final int position) {
        final LoadedChunk loaded = loader.load(chunks[position]);
        if (loaded == null) {
            return null;
        }
        final ComponentColumn column = loaded.chunk().component(component).orElse(null);
        if (column == null || !loaded.chunk().isStatic()) {
            throw loader.contradicted(chunks[position], "has no static " + component);
        }
        final Cell cell = ChunkSpan.newestStatic(loaded.chunk(), column);
        return cell == null ? null : new Found(cell, loaded);
    }
}
