package dev.kymo.store.index;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules of `docs/SEMANTICS.md` as plainly as they can be said: of each column a sorted map of the JDK's
/// for each timeline, from (time, row id) to the cell, and the static cells by row id in another. No chunks, no
/// tables, nothing shared with the store.
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

    /// Where a cell stands among those of its column on a timeline.
    private record Rank(long time, RowId row) implements Comparable<Rank> {
        /// Above all rows of a time.
        private static final RowId LAST = new RowId(-1, -1);
        /// At or below all rows of a time.
        private static final RowId FIRST = new RowId(0, 0);

        @Override
        public int compareTo(final Rank other) {
            return time != other.time ? Long.compare(time, other.time) : row.compareTo(other.row);
        }
    }

    /// What has been logged of one component of one entity.
    private static final class Column {
        private final Map<String, TreeMap<Rank, Found>> byTimeline = new HashMap<>();
        private final TreeMap<RowId, Found> fixed = new TreeMap<>();
        private final Set<String> archetypes = new TreeSet<>();
        private final Set<String> types = new TreeSet<>();

        void add(final Row row, final Value value) {
            if (row.time.isStatic()) {
                put(fixed, row.id, new Found(row, true, 0, value));
            }
            for (int i = 0; i < row.time.size(); i++) {
                final long time = row.time.time(i);
                put(
                        byTimeline.computeIfAbsent(row.time.timeline(i).name(), _ -> new TreeMap<>()),
                        new Rank(time, row.id),
                        new Found(row, false, time, value));
            }
            note(archetypes, value.descriptor.archetype());
            note(types, value.descriptor.componentType());
        }

        private static <K> void put(final Map<K, Found> cells, final K rank, final Found cell) {
            if (cells.put(rank, cell) != null) {
                throw new IllegalStateException("two cells of a column at " + rank);
            }
        }

        private static void note(final Set<String> seen, final @Nullable String tag) {
            if (tag != null) {
                seen.add(tag);
            }
        }

        @Nullable
        Found newestStatic() {
            return fixed.isEmpty() ? null : fixed.lastEntry().getValue();
        }

        @Nullable
        Found newest(final String timeline, final long at) {
            final TreeMap<Rank, Found> cells = byTimeline.get(timeline);
            final Map.Entry<Rank, Found> found = cells == null ? null : cells.floorEntry(new Rank(at, Rank.LAST));
            return found == null ? null : found.getValue();
        }

        Collection<Found> between(final String timeline, final long from, final long to) {
            final TreeMap<Rank, Found> cells = byTimeline.get(timeline);
            return cells == null || from > to
                    ? List.of()
                    : cells.subMap(new Rank(from, Rank.FIRST), true, new Rank(to, Rank.LAST), true)
                            .values();
        }

        StoreReader.ColumnInfo info(final String component) {
            return new StoreReader.ColumnInfo(
                    component,
                    Set.copyOf(archetypes),
                    Set.copyOf(types),
                    !fixed.isEmpty(),
                    Set.copyOf(byTimeline.keySet()));
        }
    }

    private static final Column NOTHING = new Column();

    private final List<Row> rows = new ArrayList<>();
    private final Map<EntityPath, Map<String, Column>> columns = new HashMap<>();
    /// Distinct, in the order in which they came.
    private final Map<String, List<Long>> times = new HashMap<>();

    private final Map<String, Set<Long>> knownTimes = new HashMap<>();
    private final Map<String, TimeType> timelines = new TreeMap<>();

    void add(final Row row) {
        rows.add(row);
        final Map<String, Column> its = columns.computeIfAbsent(row.entity, _ -> new TreeMap<>());
        row.cells.forEach((component, value) ->
                its.computeIfAbsent(component, _ -> new Column()).add(row, value));
        for (int i = 0; i < row.time.size(); i++) {
            final String name = row.time.timeline(i).name();
            final long time = row.time.time(i);
            timelines.putIfAbsent(name, row.time.timeline(i).type());
            if (knownTimes.computeIfAbsent(name, _ -> new HashSet<>()).add(time)) {
                times.computeIfAbsent(name, _ -> new ArrayList<>()).add(time);
            }
        }
    }

    List<Row> rows() {
        return rows;
    }

    private Column column(final EntityPath entity, final String component) {
        return columns.getOrDefault(entity, Map.of()).getOrDefault(component, NOTHING);
    }

    private @Nullable Found newestStatic(final EntityPath entity, final String component) {
        return column(entity, component).newestStatic();
    }

    private @Nullable Found newestBeforeClears(
            final EntityPath entity, final String component, final String timeline, final long at) {
        final Column column = column(entity, component);
        final Found fixed = column.newestStatic();
        return fixed != null ? fixed : column.newest(timeline, at);
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
        final List<Answer> found = new ArrayList<>();
        column(entity, component).between(timeline, from, to).forEach(cell -> found.add(cell.answer()));
        return found;
    }

    /// Whether a column has a static cell.
    boolean hasStatic(final EntityPath entity, final String component) {
        return newestStatic(entity, component) != null;
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
        columns.getOrDefault(entity, Map.of()).forEach((component, column) -> infos.add(column.info(component)));
        return infos;
    }

    /// The distinct times there are on a timeline: the interesting ones to ask for.
    List<Long> timesOn(final String timeline) {
        return Collections.unmodifiableList(times.getOrDefault(timeline, List.of()));
    }
}
