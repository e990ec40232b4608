package dev.kymo.store.index;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules of `docs/SEMANTICS.md` as plainly as they can be said: a list of rows, and every question answered by
/// looking at each of them.
final class ReferenceStore {
    /// One cell of a row: its values as text, and whether they are one single `true`.
    record Value(ComponentDescriptor descriptor, String text, boolean isSingleTrue) {}

    record Row(RowId id, EntityPath entity, TimePoint time, Map<String, Value> cells) {
        @Nullable
        Long timeOn(final String timeline) {
            for (int i = 0; i < time.size(); i++) {
                if (time.timeline(i).name().equals(timeline)) {
                    return time.time(i);
                }
            }
            return null;
        }
    }

    /// What is compared with a [Cell].
    record Answer(boolean isStatic, long time, RowId row, ComponentDescriptor descriptor, String values) {
        static @Nullable Answer of(final @Nullable Cell cell) {
            return cell == null
                    ? null
                    : new Answer(
                            cell.isStatic(), cell.time(), cell.row(), cell.descriptor(), Values.text(cell.instances()));
        }
    }

    private record Found(Row row, boolean isStatic, long time, Value value) {
        /// Static above every time, then time, then row id.
        boolean isAbove(final Found other) {
            if (isStatic != other.isStatic) {
                return isStatic;
            }
            if (!isStatic && time != other.time) {
                return time > other.time;
            }
            return row.id.compareTo(other.row.id) > 0;
        }

        Answer answer() {
            return new Answer(isStatic, isStatic ? 0 : time, row.id, value.descriptor(), value.text());
        }
    }

    private final List<Row> rows = new ArrayList<>();

    void add(final Row row) {
        rows.add(row);
    }

    List<Row> rows() {
        return rows;
    }

    private @Nullable Found newestStatic(final EntityPath entity, final String component) {
        Found best = null;
        for (final Row row : rows) {
            final Value value = row.cells.get(component);
            if (row.entity.equals(entity) && value != null && row.time.isStatic()) {
                final Found found = new Found(row, true, 0, value);
                best = best == null || found.isAbove(best) ? found : best;
            }
        }
        return best;
    }

    private @Nullable Found newestBeforeClears(
            final EntityPath entity, final String component, final String timeline, final long at) {
        final Found fixed = newestStatic(entity, component);
        if (fixed != null) {
            return fixed;
        }
        Found best = null;
        for (final Row row : rows) {
            final Value value = row.cells.get(component);
            final Long time = row.timeOn(timeline);
            if (row.entity.equals(entity) && value != null && time != null && time <= at) {
                final Found found = new Found(row, false, time, value);
                best = best == null || found.isAbove(best) ? found : best;
            }
        }
        return best;
    }

    private boolean isHidden(
            final Found data,
            final String component,
            final java.util.function.Function<EntityPath, @Nullable Found> of) {
        if (component.equals("Clear:is_recursive")) {
            return false;
        }
        EntityPath entity = data.row.entity;
        boolean isAncestor = false;
        while (entity != null) {
            final Found clear = of.apply(entity);
            if (clear != null && (!isAncestor || clear.value.isSingleTrue()) && !data.isAbove(clear)) {
                return true;
            }
            entity = entity.parent();
            isAncestor = true;
        }
        return false;
    }

    @Nullable
    Answer latestAt(final EntityPath entity, final String component, final String timeline, final long at) {
        final long time = Math.max(at, Long.MIN_VALUE + 1);
        final Found found = newestBeforeClears(entity, component, timeline, time);
        return found == null
                        || isHidden(
                                found,
                                component,
                                above -> newestBeforeClears(above, "Clear:is_recursive", timeline, time))
                ? null
                : found.answer();
    }

    @Nullable
    Answer latestStatic(final EntityPath entity, final String component) {
        final Found found = newestStatic(entity, component);
        return found == null || isHidden(found, component, above -> newestStatic(above, "Clear:is_recursive"))
                ? null
                : found.answer();
    }

    List<Answer> range(
            final EntityPath entity, final String component, final String timeline, final long from, final long to) {
        final Found fixed = newestStatic(entity, component);
        if (fixed != null) {
            return List.of(fixed.answer());
        }
        final List<Found> found = new ArrayList<>();
        for (final Row row : rows) {
            final Value value = row.cells.get(component);
            final Long time = row.timeOn(timeline);
            if (row.entity.equals(entity) && value != null && time != null && from <= time && time <= to) {
                found.add(new Found(row, false, time, value));
            }
        }
        found.sort((a, b) -> a.isAbove(b) ? 1 : -1);
        return found.stream().map(Found::answer).toList();
    }

    Set<EntityPath> entities() {
        final Set<EntityPath> entities = new HashSet<>();
        rows.forEach(row -> entities.add(row.entity));
        return entities;
    }

    /// Of two types under one name the first seen.
    Map<String, TimeType> timelines() {
        final Map<String, TimeType> timelines = new TreeMap<>();
        for (final Row row : rows) {
            for (int i = 0; i < row.time.size(); i++) {
                timelines.putIfAbsent(
                        row.time.timeline(i).name(), row.time.timeline(i).type());
            }
        }
        return timelines;
    }

    List<StoreReader.ColumnInfo> columns(final EntityPath entity) {
        final Map<String, StoreReader.ColumnInfo> columns = new TreeMap<>();
        for (final Row row : rows) {
            if (!row.entity.equals(entity)) {
                continue;
            }
            for (final Map.Entry<String, Value> cell : row.cells.entrySet()) {
                final StoreReader.ColumnInfo old = columns.getOrDefault(
                        cell.getKey(), new StoreReader.ColumnInfo(cell.getKey(), Set.of(), Set.of(), false, Set.of()));
                final ComponentDescriptor descriptor = cell.getValue().descriptor();
                final Set<String> timelines = new TreeSet<>(old.timelines());
                for (int i = 0; i < row.time.size(); i++) {
                    timelines.add(row.time.timeline(i).name());
                }
                columns.put(
                        cell.getKey(),
                        new StoreReader.ColumnInfo(
                                cell.getKey(),
                                with(old.archetypes(), descriptor.archetype()),
                                with(old.componentTypes(), descriptor.componentType()),
                                old.hasStatic() || row.time.isStatic(),
                                timelines));
            }
        }
        return List.copyOf(columns.values());
    }

    private static Set<String> with(final Set<String> set, final @Nullable String more) {
        final Set<String> larger = new TreeSet<>(set);
        if (more != null) {
            larger.add(more);
        }
        return larger;
    }

    /// The distinct times there are on a timeline: the interesting ones to ask for.
    List<Long> timesOn(final String timeline) {
        final Map<Long, Long> times = new LinkedHashMap<>();
        for (final Row row : rows) {
            final Long time = row.timeOn(timeline);
            if (Objects.nonNull(time)) {
                times.put(time, time);
            }
        }
        return List.copyOf(times.values());
    }
}
