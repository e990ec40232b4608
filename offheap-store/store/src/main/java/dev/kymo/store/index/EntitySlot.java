package dev.kymo.store.index;

/// The place of an entity in a store: found once, then read at every question. The writer alone changes it.
final class EntitySlot {
    private volatile EntityIndex index;

    EntitySlot(final EntityIndex index) {
        this.index = index;
    }

    EntityIndex index() {
        return index;
    }

    void set(final EntityIndex changed) {
        index = changed;
    }
}
