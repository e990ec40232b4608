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

    /// The components of an entity by identifier, by the present index; null when it has no chunk.
    @Nullable
    Map<String, FiledComponent> find(EntityPath entity);

    /// Whether a chunk of this id is among those of the entity.
    boolean hasChunk(EntityPath entity, ChunkId chunk);

    /// Called once, before anything is loaded: readers are those of this store.
    void attach(Epochs epochs);
}
