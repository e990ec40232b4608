package dev.kymo.store.index;

import dev.kymo.store.model.EntityPath;

/// The place of an entity in a store: found once, then read at every question. The writer alone changes it.
final class EntitySlot {
    private final EntityPath path;
    private volatile EntityIndex index;

    EntitySlot(final EntityPath path, final EntityIndex index) {
        this.path = path;
        this.index = index;
    }

    EntityPath path() {
        return path;
    }

    EntityIndex index() {
        return index;
    }

    void set(final EntityIndex changed) {
        index = changed;
    }
}
