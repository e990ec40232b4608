package dev.kymo.store.index;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules of `docs/SEMANTICS.md` as plainly as they can be said: the cells of each column in a list, in the order in
/// which they came, and every question answered by looking at each of them.
final class ReferenceStore {
    /// One cell of a row: its values as text, and whether they are one single `true`.
    record Value(ComponentDescriptor descriptor, String text, boolean isSingleTrue) {}

    record Row(RowId id, EntityPath entity, TimePoint time, Map<String, Value> cells) {
        /// Which of the row's times is on the timeline; below 0 when none is.
        int indexOf(final String timeline) {
            for (int i = 0; i < time.size(); i++) {
                if (time.timeline(i).name().equals(timeline)) {
                    return i;
                }
            }
            return -1;
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

    /// A row that has a cell in a column.
    private record Placed(Row row, Value value) {}

    private final List<Row> rows = new ArrayList<>();
    private final Map<EntityPath, Map<String, List<Placed>>> columns = new HashMap<>();
    private final Map<String, Set<Long>> times = new HashMap<>();
    private final Map<String, TimeType> timelines = new TreeMap<>();

    void add(final Row row) {
        rows.add(row);
        final Map<String, List<Placed>> its = columns.computeIfAbsent(row.entity, _ -> new TreeMap<>());
        row.cells.forEach((component, value) ->
                its.computeIfAbsent(component, _ -> new ArrayList<>()).add(new Placed(row, value)));
        for (int i = 0; i < row.time.size(); i++) {
            final String name = row.time.timeline(i).name();
            timelines.putIfAbsent(name, row.time.timeline(i).type());
            times.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(row.time.time(i));
        }
    }

    List<Row> rows() {
        return rows;
    }

    private List<Placed> column(final EntityPath entity, final String component) {
        return columns.getOrDefault(entity, Map.of()).getOrDefault(component, List.of());
    }

    private @Nullable Found newestStatic(final EntityPath entity, final String component) {
        Found best = null;
        for (final Placed cell : column(entity, component)) {
            if (cell.row.time.isStatic()) {
                final Found found = new Found(cell.row, true, 0, cell.value);
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
        for (final Placed cell : column(entity, component)) {
            final int on = cell.row.indexOf(timeline);
            if (on >= 0 && cell.row.time.time(on) <= at) {
                final Found found = new Found(cell.row, false, cell.row.time.time(on), cell.value);
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
        for (final Placed cell : column(entity, component)) {
            final int on = cell.row.indexOf(timeline);
            final long time = on < 0 ? 0 : cell.row.time.time(on);
            if (on >= 0 && from <= time && time <= to) {
                found.add(new Found(cell.row, false, time, cell.value));
            }
        }
        found.sort((a, b) -> a.isAbove(b) ? 1 : -1);
        return found.stream().map(Found::answer).toList();
    }

    Set<EntityPath> entities() {
        return columns.keySet();
    }

    /// Of two types under one name the first seen.
    Map<String, TimeType> timelines() {
        return timelines;
    }

    List<StoreReader.ColumnInfo> columns(final EntityPath entity) {
        final List<StoreReader.ColumnInfo> infos = new ArrayList<>();
        columns.getOrDefault(entity, Map.of()).forEach((component, cells) -> {
            Set<String> archetypes = Set.of();
            Set<String> types = Set.of();
            boolean hasStatic = false;
            final Set<String> on = new TreeSet<>();
            for (final Placed cell : cells) {
                archetypes = with(archetypes, cell.value.descriptor().archetype());
                types = with(types, cell.value.descriptor().componentType());
                hasStatic |= cell.row.time.isStatic();
                for (int i = 0; i < cell.row.time.size(); i++) {
                    on.add(cell.row.time.timeline(i).name());
                }
            }
            infos.add(new StoreReader.ColumnInfo(component, archetypes, types, hasStatic, on));
        });
        return infos;
    }

    private static Set<String> with(final Set<String> set, final @Nullable String more) {
        if (more == null || set.contains(more)) {
            return set;
        }
        final Set<String> larger = new TreeSet<>(set);
        larger.add(more);
        return larger;
    }

    /// The distinct times there are on a timeline: the interesting ones to ask for.
    List<Long> timesOn(final String timeline) {
        return List.copyOf(times.getOrDefault(timeline, Set.of()));
    }
}
