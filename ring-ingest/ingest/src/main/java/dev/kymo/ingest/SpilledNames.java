package dev.kymo.ingest;

import dev.kymo.ring.DeclarationFormat;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import org.agrona.collections.Int2ObjectHashMap;

/// What a spill segment has declared so far: only the names that its rows use, so ids come with gaps.
final class SpilledNames implements Names {
    private final Int2ObjectHashMap<StoreId> stores = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<EntityPath> entities = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Timeline> timelines = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<DeclarationFormat.Component> components = new Int2ObjectHashMap<>();

    /// @param body a private copy
    /// @throws IllegalArgumentException for anything that is no declaration
    void add(final int kind, final MemorySegment body) {
        switch (kind) {
            case JournalDescriptor.STORE -> add(stores, DeclarationFormat.readStore(body), "store");
            case JournalDescriptor.ENTITY -> add(entities, DeclarationFormat.readEntity(body), "entity");
            case JournalDescriptor.TIMELINE -> add(timelines, DeclarationFormat.readTimeline(body), "timeline");
            case JournalDescriptor.COMPONENT -> add(components, DeclarationFormat.readComponent(body), "component");
            default -> throw new IllegalArgumentException("spill record of kind " + kind);
        }
    }

    private static <T> void add(
            final Int2ObjectHashMap<T> known, final DeclarationFormat.Declared<T> declared, final String what) {
        if (declared.id() < 0 || known.put(declared.id(), declared.what()) != null) {
            throw new IllegalArgumentException(what + " id " + declared.id() + " is negative or declared twice");
        }
    }

    /// Forgets all: the next segment repeats what it needs.
    void clear() {
        stores.clear();
        entities.clear();
        timelines.clear();
        components.clear();
    }

    @Override
    public StoreId store(final int id) {
        return get(stores, id, "store");
    }

    @Override
    public EntityPath entity(final int id) {
        return get(entities, id, "entity");
    }

    @Override
    public Timeline timeline(final int id) {
        return get(timelines, id, "timeline");
    }

    @Override
    public DeclarationFormat.Component component(final int id) {
        return get(components, id, "component");
    }

    private static <T> T get(final Int2ObjectHashMap<T> known, final int id, final String what) {
        final T found = known.get(id);
        if (found == null) {
            throw new IllegalArgumentException(what + " id " + id + " is not declared in this segment");
        }
        return found;
    }
}
