package dev.kymo.store.index;

import dev.kymo.store.model.ComponentDescriptor;
import java.util.Map;
import java.util.Set;

/// What is known of one component of one entity without loading a chunk.
///
/// @param loader of the index that numbers the chunks
/// @param descriptors those seen
/// @param staticChunks chunks without time that have a cell of it, in the order of the recording
/// @param timelines chunks that have a cell of it, by timeline
public record FiledComponent(
        ChunkLoader loader,
        String component,
        Set<ComponentDescriptor> descriptors,
        int[] staticChunks,
        Map<String, ChunkSeries> timelines) {}
