package dev.kymo.store.index;

import dev.kymo.store.model.ChunkId;
import org.jspecify.annotations.Nullable;

/// Loads the chunks that one index of a file numbers. Safe for any thread.
public interface ChunkLoader {
    /// The chunk of that number. Only for a reader that is inside: it stays valid until all have left that are
    /// inside now, and may be gone afterwards.
    ///
    /// @return null when its data can't be read, which has been told where problems are told
    /// @throws StaleIndexException when the file has another chunk there than the index says, or the index has been
    ///     found to be wrong since
    /// @throws java.io.UncheckedIOException when the file has been cut since it was opened
    @Nullable
    LoadedChunk load(int chunk);

    /// The chunk's id, and how many rows it has; loads nothing.
    ChunkId id(int chunk);

    int rows(int chunk);

    /// Says that this chunk is likely to be asked for next.
    void willNeed(int chunk);

    /// Builds the index anew, from the chunks themselves: it has been found to say something else than `chunk`.
    ///
    /// @return to be thrown: what is asked has to be asked again
    StaleIndexException contradicted(int chunk, String message);
}
