package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All that is known of one component of one entity, in memory or in a file. Immutable: adding makes a new one.
final class ComponentIndex {
    static final ComponentIndex EMPTY = new ComponentIndex(null, null, Map.of(), Set.of(), 0);
    /// Static rows of these do not take each other's place: each may be about another frame.
    private static final Set<String> EACH_COUNTS = Set.of("Transform3D:child_frame", "Transform3D:parent_frame");

    private final @Nullable Cell newestStatic;
    /// In memory, of components of which each counts; else none.
    private final List<Chunk> statics;
    /// Null for what is in memory.
    private final @Nullable FiledStatics filedStatics;
    private final Map<String, TimeIndex> byTimeline;
    private final Set<ComponentDescriptor> descriptors;
    /// Of chunks that are still being filed, those of lower numbers are seen.
    private final int limit;
    /// Those that are not seen any more.
    private final HiddenChunks hidden;

    private ComponentIndex(
            final @Nullable Cell newestStatic,
            final @Nullable FiledStatics filedStatics,
            final Map<String, TimeIndex> byTimeline,
            final Set<ComponentDescriptor> descriptors,
            final int limit) {
        this(newestStatic, List.of(), filedStatics, byTimeline, descriptors, limit, HiddenChunks.NONE);
    }

    private ComponentIndex(
            final @Nullable Cell newestStatic,
            final List<Chunk> statics,
            final @Nullable FiledStatics filedStatics,
            final Map<String, TimeIndex> byTimeline,
            final Set<ComponentDescriptor> descriptors,
            final int limit,
            final HiddenChunks hidden) {
        this.statics = statics;
        this.limit = limit;
        this.hidden = hidden;
        this.newestStatic = newestStatic;
        this.filedStatics = filedStatics;
        this.byTimeline = byTimeline;
        this.descriptors = descriptors;
    }

    static ComponentIndex of(final FiledComponent filed) {
        final Map<String, TimeIndex> byTimeline = new HashMap<>();
        filed.timelines()
                .forEach((timeline, series) -> byTimeline.put(
                        timeline, new FiledTimeIndex(filed.loader(), filed.component(), timeline, series)));
        return new ComponentIndex(
                null,
                new FiledStatics(filed.loader(), filed.component(), filed.staticChunks()),
                byTimeline,
                filed.descriptors(),
                0);
    }

    /// With these chunks, all of which have the component; not for one that is in a file.
    ComponentIndex with(final String component, final List<ChunkRows> chunks) {
        Cell best = newestStatic;
        List<Chunk> fixed = statics;
        final Map<String, List<ChunkSpan>> added = new HashMap<>();
        final Set<ComponentDescriptor> seen = new LinkedHashSet<>(descriptors);
        for (final ChunkRows rows : chunks) {
            final Chunk chunk = rows.chunk();
            final ChunkRows.Values values = Objects.requireNonNull(rows.component(component));
            final ComponentColumn column = values.column();
            seen.add(column.descriptor());
            if (chunk.isStatic()) {
                final Cell found = ChunkSpan.newestStatic(chunk, column);
                if (found != null && (best == null || found.compareIndex(best) > 0)) {
                    best = found;
                }
                if (found != null && EACH_COUNTS.contains(component)) {
                    fixed = new ArrayList<>(fixed);
                    fixed.add(chunk);
                }
            }
            for (final ChunkRows.Times times : rows.timelines()) {
                added.computeIfAbsent(times.column().timeline().name(), _ -> new ArrayList<>())
                        .add(new ChunkSpan(rows, values, times));
            }
        }
        final Map<String, TimeIndex> merged = new HashMap<>(byTimeline);
        added.forEach((name, spans) -> merged.put(name, inMemory(name).with(spans)));
        return new ComponentIndex(best, fixed, null, merged, seen, 0, HiddenChunks.NONE);
    }

    /// Without chunks in memory, none of them static; what is known of the component's kind stays.
    ComponentIndex without(final Set<ChunkRows> gone) {
        final Map<String, TimeIndex> left = new HashMap<>(byTimeline);
        byTimeline.forEach((timeline, chunks) -> {
            if (chunks instanceof final HeapTimeIndex before) {
                final HeapTimeIndex after = before.without(gone);
                if (after.size() == 0) {
                    left.remove(timeline);
                } else {
                    left.put(timeline, after);
                }
            }
        });
        return new ComponentIndex(newestStatic, statics, filedStatics, left, descriptors, limit, HiddenChunks.NONE);
    }

    /// With a descriptor that it may have already.
    ComponentIndex with(final ComponentDescriptor descriptor) {
        if (descriptors.contains(descriptor)) {
            return this;
        }
        final Set<ComponentDescriptor> more = new LinkedHashSet<>(descriptors);
        more.add(descriptor);
        return new ComponentIndex(newestStatic, statics, filedStatics, byTimeline, more, limit, HiddenChunks.NONE);
    }

    /// With a filed chunk's static cell, unless one that is here is newer.
    ComponentIndex withNewestStatic(final ChunkLoader loader, final int chunk, final Cell newest) {
        if (filedStatics != null && EACH_COUNTS.contains(newest.descriptor().component())) {
            return new ComponentIndex(null, filedStatics.with(chunk, newest.row()), byTimeline, descriptors, limit);
        }
        final RowId known = filedStatics == null ? null : filedStatics.newestId();
        if (known != null && known.compareTo(newest.row()) >= 0) {
            return this;
        }
        final FiledStatics statics =
                new FiledStatics(loader, newest.descriptor().component(), chunk, newest.row());
        return new ComponentIndex(null, statics, byTimeline, descriptors, limit);
    }

    /// With a timeline that chunks are filed on.
    ComponentIndex withGrowing(
            final ChunkLoader loader, final String component, final String timeline, final GrowingSeries series) {
        final Map<String, TimeIndex> more = new HashMap<>(byTimeline);
        more.put(timeline, new FiledTimeIndex(loader, component, timeline, series));
        return new ComponentIndex(null, filedStatics, more, descriptors, limit);
    }

    /// Where chunks are filed; null for a timeline that none is on yet.
    @Nullable
    GrowingSeries growing(final String timeline) {
        return byTimeline.get(timeline) instanceof final FiledTimeIndex known ? known.growing() : null;
    }

    /// The same as it was when chunks that are still being filed had numbers below `chunks`, and without some.
    ComponentIndex seen(final int chunks, final HiddenChunks without) {
        return chunks == limit && without == hidden
                ? this
                : new ComponentIndex(newestStatic, statics, filedStatics, byTimeline, descriptors, chunks, without);
    }

    /// What is in memory.
    HeapTimeIndex inMemory(final String timeline) {
        return on(timeline) instanceof final HeapTimeIndex known ? known : TimeIndex.EMPTY;
    }

    /// The static cell with the greatest row id; null when there is none.
    @Nullable
    Cell newestStatic() {
        return filedStatics == null ? newestStatic : filedStatics.newest();
    }

    /// What there is of static cells in a file; null when there is none, and for what is in memory.
    @Nullable
    FiledStatics filedStatics() {
        return filedStatics == null || filedStatics.isEmpty() ? null : filedStatics;
    }

    /// Chunks with static cells of it, where each counts; else those of a file, and of what is in memory none.
    void visitStatics(final Consumer<Chunk> out) {
        statics.forEach(out);
        if (filedStatics != null) {
            filedStatics.visit(out);
        }
    }

    /// Whether there is a static cell; loads nothing.
    boolean hasStatic() {
        return filedStatics == null ? newestStatic != null : !filedStatics.isEmpty();
    }

    TimeIndex on(final String timeline) {
        final TimeIndex known = byTimeline.getOrDefault(timeline, TimeIndex.EMPTY);
        return known instanceof final FiledTimeIndex filed ? filed.seen(limit, hidden) : known;
    }

    /// Those that chunks of it are on, whether or not these have a cell.
    Set<String> timelines() {
        return byTimeline.keySet();
    }

    Set<ComponentDescriptor> descriptors() {
        return descriptors;
    }
}
