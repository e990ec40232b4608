package dev.kymo.store.index;

import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.model.RowId;
import org.jspecify.annotations.Nullable;

/// The static cells of a component that lie in a file. Which of several chunks has the newest is found when it is first
/// asked, and from then on only that one is loaded.
final class FiledStatics {
    private static final int UNKNOWN = -1;

    private final ChunkLoader loader;
    private final String component;
    private final int[] chunks;
    private @Nullable RowId newestId;
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
        if (chunks.length == 0) {
            return null;
        }
        final int known = newest;
        if (known != UNKNOWN) {
            return cell(known);
        }
        Cell best = null;
        int winner = UNKNOWN;
        for (int i = 0; i < chunks.length; i++) {
            final Cell found = cell(i);
            if (found != null && (best == null || found.compareIndex(best) > 0)) {
                best = found;
                winner = i;
            }
        }
        newest = winner;
        return best;
    }

    private @Nullable Cell cell(final int position) {
        final LoadedChunk loaded = loader.load(chunks[position]);
        if (loaded == null) {
            return null;
        }
        final ComponentColumn column = loaded.chunk().component(component).orElse(null);
        if (column == null || !loaded.chunk().isStatic()) {
            throw loader.contradicted(chunks[position], "has no static " + component);
        }
        return ChunkSpan.newestStatic(loaded.chunk(), column);
    }
}
