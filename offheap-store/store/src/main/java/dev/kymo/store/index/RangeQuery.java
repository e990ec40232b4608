package dev.kymo.store.index;

import dev.kymo.store.model.EntityPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of one component of one entity on one timeline, prepared once and asked for in many spans of time
/// ([StoreReader#range(RangeQuery, long, long, RangeRuns)]). One thread at a time; it holds no memory of the store's.
public final class RangeQuery {
    private final RecordingStore store;
    private final QueriedEntity entity;
    private long knownVersion = -1;

    /// @param entity whether it is in the store already or not
    /// @param timeline by name; on one that the store does not have, static data still answers
    public RangeQuery(
            final RecordingStore store, final EntityPath entity, final String component, final String timeline) {
        this.store = store;
        this.entity = new QueriedEntity(entity, 0, QueriedEntity.numbered(List.of(component)), timeline);
    }

    /// The column as it is now; null when the entity has nothing in it on the timeline.
    @Nullable
    QueriedColumn column(final RecordingStore asked) {
        if (asked != store) {
            throw new IllegalArgumentException("a query of store " + store.id() + ", asked of " + asked.id());
        }
        final long version = store.changes().count();
        if (version != knownVersion || entity.hasOpen()) {
            knownVersion = version;
            entity.update(store);
        }
        final QueriedColumn[] columns = entity.columns();
        return columns.length == 0 ? null : columns[0];
    }
}
