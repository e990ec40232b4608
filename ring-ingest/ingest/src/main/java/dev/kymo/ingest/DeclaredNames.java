package dev.kymo.ingest;

import dev.kymo.ring.DeclarationFormat;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What a producer has declared, by id. Ids must come as 0, 1, 2 and so on.
final class DeclaredNames implements Names {
    private final List<StoreId> stores = new ArrayList<>();
    private final List<EntityPath> entities = new ArrayList<>();
    private final List<Timeline> timelines = new ArrayList<>();
    private final List<DeclarationFormat.Component> components = new ArrayList<>();

    /// @param body a private copy
    /// @throws IllegalArgumentException for anything that is not a declaration in order
    void add(final int kind, final MemorySegment body) {
        switch (kind) {
            case JournalDescriptor.STORE -> add(stores, DeclarationFormat.readStore(body), "store");
            case JournalDescriptor.ENTITY -> add(entities, DeclarationFormat.readEntity(body), "entity");
            case JournalDescriptor.TIMELINE -> add(timelines, DeclarationFormat.readTimeline(body), "timeline");
            case JournalDescriptor.COMPONENT -> add(components, DeclarationFormat.readComponent(body), "component");
            default -> throw new IllegalArgumentException("journal record of kind " + kind);
        }
    }

    private static <T> void add(final List<T> known, final DeclarationFormat.Declared<T> declared, final String what) {
        if (declared.id() != known.size()) {
            throw new IllegalArgumentException(what + " id: expected " + known.size() + ", found " + declared.id());
        }
        known.add(declared.what());
    }

    /// All stores, by id.
    List<StoreId> stores() {
        return stores;
    }

    /// Whether both ids have been declared.
    boolean isDeclared(final int store, final int entity) {
        return store >= 0 && store < stores.size() && entity >= 0 && entity < entities.size();
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

    private static <T> T get(final List<T> known, final int id, final String what) {
        if (id < 0 || id >= known.size()) {
            throw new IllegalArgumentException(what + " id " + id + ", " + known.size() + " are declared");
        }
        return known.get(id);
    }
}
