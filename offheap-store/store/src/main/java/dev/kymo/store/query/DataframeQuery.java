package dev.kymo.store.query;

import dev.kymo.store.model.Timeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which table of rows is wanted: one row per time at which one of its columns has a value, one column per component of
/// each entity. Immutable; `with…` make another.
///
/// @param timeline whose times the rows have, by name
/// @param entities those that match one of these are in the table
/// @param components the only ones wanted; none named means all
/// @param from first time, included
/// @param to last time, included
/// @param fill what stands where a column has no value at a row's time
/// @param hasValue only times at which this column has a value get a row; it need not be in the table. Null for all
public record DataframeQuery(
        String timeline,
        List<EntityGlob> entities,
        Set<String> components,
        long from,
        long to,
        Fill fill,
        @Nullable ColumnName hasValue) {
    /// What stands in a row where nothing was logged at its time.
    public enum Fill {
        /// Nothing. Clears hide nothing, as in a range.
        NONE,
        /// What latest-at answers at the row's time: clears count, also at times at which something was logged.
        LATEST_AT
    }

    public DataframeQuery {
        entities = List.copyOf(entities);
        components = Set.copyOf(components);
        if (from > to) {
            throw new IllegalArgumentException("from=" + from + " is behind to=" + to);
        }
    }

    /// All of a timeline, not filled.
    public static DataframeQuery on(final String timeline) {
        return new DataframeQuery(
                timeline, List.of(EntityGlob.ALL), Set.of(), Timeline.MIN_TIME, Timeline.MAX_TIME, Fill.NONE, null);
    }

    public DataframeQuery withEntities(final EntityGlob... globs) {
        return new DataframeQuery(timeline, List.of(globs), components, from, to, fill, hasValue);
    }

    public DataframeQuery withComponents(final String... names) {
        return new DataframeQuery(timeline, entities, new LinkedHashSet<>(List.of(names)), from, to, fill, hasValue);
    }

    public DataframeQuery withRange(final long first, final long last) {
        return new DataframeQuery(timeline, entities, components, first, last, fill, hasValue);
    }

    public DataframeQuery withFill(final Fill wanted) {
        return new DataframeQuery(timeline, entities, components, from, to, wanted, hasValue);
    }

    public DataframeQuery withValueIn(final ColumnName column) {
        return new DataframeQuery(timeline, entities, components, from, to, fill, column);
    }
}
