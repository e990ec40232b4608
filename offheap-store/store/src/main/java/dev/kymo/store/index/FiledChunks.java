package dev.kymo.store.index;

import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The chunks of one recording that lie in a file: which there are is known from an index, and each is loaded when a
/// question needs it. Safe for any thread.
public interface FiledChunks {
    /// All entities, in path order.
    List<EntityPath> entities();

    /// Timelines by name; of two types under one name the first of the file.
    Map<String, TimeType> timelines();

    /// Whether a chunk has a Clear.
    boolean hasClears();

    /// The components of an entity by identifier; null when it has no chunk.
    @Nullable
    Map<String, FiledComponent> find(EntityPath entity);

    /// Whether a chunk of this id is among those of the entity.
    boolean hasChunk(EntityPath entity, ChunkId chunk);

    /// Called once, before anything is loaded: readers are those of this store.
    void attach(Epochs epochs);

    /// The chunk of that number. Only for a reader that is inside: it stays valid until all have left that are
    /// inside now, and may be gone afterwards.
    ///
    /// @return null when its data can't be read, which has been told where problems are told
    /// @throws StaleIndexException when the file has another chunk there than the index says
    /// @throws java.io.UncheckedIOException when the file has been cut since it was opened
    @Nullable
    LoadedChunk load(int chunk);

    /// Says that this chunk is likely to be asked for next.
    void willNeed(int chunk);

    /// Builds the index anew, from the chunks themselves: it has been found to say something else than `chunk`.
    ///
    /// @return to be thrown: what is asked has to be asked again
    StaleIndexException contradicted(int chunk, String message);
}
