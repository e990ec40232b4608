package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.index.Cuts;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What of some chunks of one entity has to stay when they go, and what is cut with the rest.
///
/// First what is protected is kept ([#protectRange], [#protectFrom]). All other cells go, but for *states*
/// ([#keepStates]): per (component, timeline) the newest of those that go, which is latest-at's answer from then on,
/// and
/// the newest before each protected range. A row stays with the cells that have a reason, and with all its times.
final class Survivors {
    private static final TreeMap<Integer, BitSet> NONE = new TreeMap<>();

    private final List<Chunk> leaving;
    /// By chunk, which equals no other, and row, the places of components that are protected.
    private final Map<Chunk, TreeMap<Integer, BitSet>> kept = new HashMap<>();
    private final Cuts.Builder cuts = new Cuts.Builder();

    Survivors(final List<Chunk> leaving) {
        this.leaving = List.copyOf(leaving);
    }

    /// A cell as latest-at ranks it.
    private record Ranked(Chunk chunk, int row, int component, long time, RowId id) {
        boolean isAbove(final Ranked other) {
            return time > other.time || (time == other.time && id.compareTo(other.id) > 0);
        }
    }

    private record Column(String component, String timeline) {}

    /// Protects whole rows.
    void protectRange(final SweepPolicy.ProtectedRange range) {
        for (final Chunk chunk : leaving) {
            final TimeColumn times = chunk.timeline(range.timeline()).orElse(null);
            if (times == null || times.maxTime() < range.from() || times.minTime() > range.to()) {
                continue;
            }
            for (int row = 0; row < chunk.rowCount(); row++) {
                if (times.time(row) >= range.from() && times.time(row) <= range.to()) {
                    for (int i = 0; i < chunk.components().size(); i++) {
                        keep(chunk, row, i);
                    }
                }
            }
        }
    }

    /// Protects whole rows that do not lie in a range.
    ///
    /// @return how many do
    long protectOutside(final SweepPolicy.ProtectedRange range) {
        long inside = 0;
        for (final Chunk chunk : leaving) {
            final TimeColumn times = chunk.timeline(range.timeline()).orElse(null);
            for (int row = 0; row < chunk.rowCount(); row++) {
                if (times != null && times.time(row) >= range.from() && times.time(row) <= range.to()) {
                    inside++;
                } else {
                    for (int i = 0; i < chunk.components().size(); i++) {
                        keep(chunk, row, i);
                    }
                }
            }
        }
        return inside;
    }

    /// Protects the cells of a column that rank at or above a cell.
    void protectFrom(final String component, final String timeline, final long time, final RowId id) {
        for (final Chunk chunk : leaving) {
            final TimeColumn times = chunk.timeline(timeline).orElse(null);
            if (times == null || times.maxTime() < time) {
                continue;
            }
            for (int i = 0; i < chunk.components().size(); i++) {
                if (component(chunk, i).equals(component)) {
                    for (int row = 0; row < chunk.rowCount(); row++) {
                        final long its = times.time(row);
                        if (its > time || (its == time && chunk.rowId(row).compareTo(id) >= 0)) {
                            keep(chunk, row, i);
                        }
                    }
                }
            }
        }
    }

    /// After all protection: what answers need of the rest, and the cuts.
    void keepStates(final List<SweepPolicy.ProtectedRange> ranges) {
        final List<Ranked> states = new ArrayList<>();
        final Map<Column, Ranked> newest = newest(null, Long.MAX_VALUE);
        newest.forEach((column, state) -> {
            states.add(state);
            if (goingCells(column) > 1) {
                cuts.note(column.component, column.timeline, state.time);
            }
        });
        for (final SweepPolicy.ProtectedRange range : ranges) {
            if (range.from() > Timeline.MIN_TIME) {
                states.addAll(newest(range.timeline(), range.from() - 1).values());
            } else if (range.to() < Timeline.MIN_TIME) {
                // Asked before all times, latest-at answers what is at the first
                states.addAll(newest(range.timeline(), Timeline.MIN_TIME).values());
            }
        }
        states.forEach(state -> keep(state.chunk, state.row, state.component));
    }

    private Map<Column, Ranked> newest(final @Nullable String timeline, final long until) {
        final Map<Column, Ranked> newest = new HashMap<>();
        for (final Chunk chunk : leaving) {
            for (final TimeColumn times : chunk.timelines()) {
                final String name = times.timeline().name();
                if (timeline == null || timeline.equals(name)) {
                    for (int i = 0; i < chunk.components().size(); i++) {
                        final Ranked found = newest(chunk, times, i, until);
                        if (found != null) {
                            newest.merge(new Column(component(chunk, i), name), found, (a, b) -> b.isAbove(a) ? b : a);
                        }
                    }
                }
            }
        }
        return newest;
    }

    private @Nullable Ranked newest(final Chunk chunk, final TimeColumn times, final int component, final long until) {
        final ComponentColumn column = chunk.components().get(component);
        Ranked best = null;
        for (int row = chunk.rowCount() - 1; row >= 0; row--) {
            final long time = times.time(row);
            if (best != null && times.isSorted() && time < best.time) {
                break;
            }
            if (time <= until
                    && (best == null || time >= best.time)
                    && column.has(row)
                    && !isKept(chunk, row, component)) {
                final Ranked found = new Ranked(chunk, row, component, time, chunk.rowId(row));
                best = best == null || found.isAbove(best) ? found : best;
            }
        }
        return best;
    }

    /// How many cells of a column are not protected.
    private long goingCells(final Column column) {
        long cells = 0;
        for (final Chunk chunk : leaving) {
            if (chunk.timeline(column.timeline).isEmpty()) {
                continue;
            }
            for (int i = 0; i < chunk.components().size(); i++) {
                if (component(chunk, i).equals(column.component)) {
                    cells += cellsOf(chunk.components().get(i)) - keptCells(chunk, i);
                }
            }
        }
        return cells;
    }

    private static long cellsOf(final ComponentColumn column) {
        return (long) column.lists().length() - column.lists().nullCount();
    }

    private long keptCells(final Chunk chunk, final int component) {
        final TreeMap<Integer, BitSet> rows = kept.get(chunk);
        return rows == null
                ? 0
                : rows.values().stream().filter(each -> each.get(component)).count();
    }

    private static String component(final Chunk chunk, final int index) {
        return chunk.components().get(index).descriptor().component();
    }

    private boolean isKept(final Chunk chunk, final int row, final int component) {
        final TreeMap<Integer, BitSet> rows = kept.get(chunk);
        final BitSet its = rows == null ? null : rows.get(row);
        return its != null && its.get(component);
    }

    private void keep(final Chunk chunk, final int row, final int component) {
        if (chunk.components().get(component).has(row)) {
            kept.computeIfAbsent(chunk, _ -> new TreeMap<>())
                    .computeIfAbsent(row, _ -> new BitSet())
                    .set(component);
        }
    }

    /// Whether nothing stays so far.
    boolean isEmpty() {
        return kept.isEmpty();
    }

    /// The part of a chunk's cells that stays, between 0 and 1.
    double part(final Chunk chunk) {
        final TreeMap<Integer, BitSet> rows = kept.get(chunk);
        if (rows == null) {
            return 0;
        }
        long cells = 0;
        for (final ComponentColumn column : chunk.components()) {
            cells += cellsOf(column);
        }
        long staying = 0;
        for (final BitSet components : rows.values()) {
            staying += components.cardinality();
        }
        return staying / (double) Math.max(1, cells);
    }

    /// The times of what goes; after [#keepStates].
    Cuts.Builder cuts() {
        return cuts;
    }

    /// The rows of a chunk that stay, with the places of their components; not to be changed.
    SortedMap<Integer, BitSet> rows(final Chunk chunk) {
        return kept.getOrDefault(chunk, NONE);
    }
}
