package dev.kymo.sdk;

import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import java.util.concurrent.ConcurrentHashMap;

/// The small integers that stand for components in a ring. Any thread.
///
/// The ring would find them too, but not without an object for each component of each row.
final class ComponentIds {
    private final RingProducer ring;
    private final ConcurrentHashMap<ComponentDescriptor, Declared> latest = new ConcurrentHashMap<>();

    /// The type that a component had last: element types may change from row to row, but seldom do.
    private record Declared(Datatype type, int id) {}

    ComponentIds(final RingProducer ring) {
        this.ring = ring;
    }

    int id(final ComponentDescriptor descriptor, final Datatype type) {
        final Declared known = latest.get(descriptor);
        if (known != null && known.type.equals(type)) {
            return known.id;
        }
        final int id = ring.declareComponent(descriptor, type);
        latest.put(descriptor, new Declared(type, id));
        return id;
    }
}
