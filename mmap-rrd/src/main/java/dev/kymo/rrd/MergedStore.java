package dev.kymo.rrd;

import dev.kymo.store.index.FiledChunks;
import dev.kymo.store.index.FiledComponent;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One store that several files have parts of. An entity's parts are put together when it is first asked for.
///
/// A chunk of the same id that is of another entity in another file counts there as well: no writer makes such, and it
/// could only be found by looking at all.
final class MergedStore implements FiledChunks {
    private final List<IndexedStore> parts;
    private final Arena arena;

    /// @param parts in the order of the files, at least one
    /// @param arena of the series: for what is put together
    MergedStore(final List<IndexedStore> parts, final Arena arena) {
        this.parts = List.copyOf(parts);
        this.arena = arena;
    }

    @Override
    public List<EntityPath> entities() {
        if (parts.size() == 1) {
            return parts.getFirst().entities();
        }
        final TreeSet<EntityPath> all = new TreeSet<>();
        parts.forEach(part -> all.addAll(part.entities()));
        return List.copyOf(all);
    }

    @Override
    public Map<String, TimeType> timelines() {
        final Map<String, TimeType> all = new LinkedHashMap<>();
        parts.forEach(part -> part.timelines().forEach(all::putIfAbsent));
        return all;
    }

    @Override
    public boolean hasClears() {
        return parts.stream().anyMatch(IndexedStore::hasClears);
    }

    @Override
    public @Nullable Map<String, FiledComponent> find(final EntityPath entity) {
        final List<IndexBlock> blocks = new ArrayList<>();
        for (final IndexedStore part : parts) {
            final IndexBlock block = part.block(entity);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks.isEmpty() ? null : MergedChunks.merge(blocks, arena);
    }

    @Override
    public boolean hasChunk(final EntityPath entity, final ChunkId chunk) {
        return parts.stream().anyMatch(part -> part.hasChunk(entity, chunk));
    }

    @Override
    public void attach(final Epochs readers) {
        parts.forEach(part -> part.attach(readers));
    }
}
