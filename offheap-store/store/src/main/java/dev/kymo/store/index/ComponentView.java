package dev.kymo.store.index;

import dev.kymo.store.model.ComponentDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One component of one entity as a question sees it: chunks of a file that are loaded when they are needed, sealed
/// chunks and, beside them, those that still take rows.
record ComponentView(ComponentIndex filed, ComponentIndex sealed, ComponentIndex live) {
    /// The static cell with the greatest row id; null when there is none.
    @Nullable
    Cell newestStatic() {
        return later(filed.newestStatic(), later(sealed.newestStatic(), live.newestStatic()));
    }

    /// The greatest (time, row id) with time ≤ `at`; null when there is none.
    @Nullable
    Cell latestAt(final String timeline, final long at) {
        final Cell inMemory =
                later(sealed.on(timeline).latestAt(at), live.on(timeline).latestAt(at));
        return later(filed.on(timeline).latestAt(at), inMemory);
    }

    /// All cells in range, in no order between chunks.
    void range(final String timeline, final long from, final long to, final Consumer<Cell> out) {
        filed.on(timeline).range(from, to, out);
        sealed.on(timeline).range(from, to, out);
        live.on(timeline).range(from, to, out);
    }

    /// All chunks in range, by first time, those that still take rows last.
    List<StoredColumn> stored(final String timeline, final long from, final long to) {
        final List<ChunkSpan> spans = new ArrayList<>();
        filed.on(timeline).visit(from, to, spans::add);
        final int filedSpans = spans.size();
        sealed.on(timeline).visit(from, to, spans::add);
        if (filedSpans > 0 && spans.size() > filedSpans) {
            spans.sort(Comparator.comparingLong(ChunkSpan::minTime));
        }
        final List<StoredColumn> found = new ArrayList<>(spans.size());
        spans.forEach(span -> found.add(span.stored(true)));
        live.on(timeline).visit(from, to, span -> found.add(span.stored(false)));
        return found;
    }

    /// [#stored] without loading any of them.
    List<StoredChunkColumn> listed(final String timeline, final long from, final long to) {
        final List<StoredChunkColumn> found = new ArrayList<>();
        if (filed.on(timeline) instanceof final FiledTimeIndex inFiles) {
            inFiles.list(from, to, found::add);
        }
        final int filedChunks = found.size();
        sealed.on(timeline).visit(from, to, span -> found.add(StoredChunkColumn.of(span, true)));
        if (filedChunks > 0 && found.size() > filedChunks) {
            found.sort(Comparator.comparingLong(StoredChunkColumn::minTime));
        }
        live.on(timeline).visit(from, to, span -> found.add(StoredChunkColumn.of(span, false)));
        return found;
    }

    boolean hasStatic() {
        return filed.hasStatic() || sealed.hasStatic() || live.hasStatic();
    }

    Set<ComponentDescriptor> descriptors() {
        final Set<ComponentDescriptor> all = new LinkedHashSet<>(filed.descriptors());
        all.addAll(sealed.descriptors());
        all.addAll(live.descriptors());
        return all;
    }

    /// Timelines on which there is a cell.
    Set<String> timelines() {
        final Set<String> names = new TreeSet<>();
        for (final ComponentIndex part : List.of(filed, sealed, live)) {
            for (final String name : part.timelines()) {
                if (part.on(name).hasAnyCell()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// From the first time of its chunks to the last; null when none is on the timeline.
    StoreReader.@Nullable TimeRange timeRange(final String timeline) {
        StoreReader.TimeRange range = null;
        for (final ComponentIndex part : List.of(filed, sealed, live)) {
            final StoreReader.TimeRange more = part.on(timeline).timeRange();
            if (more != null) {
                range = range == null ? more : range.and(more);
            }
        }
        return range;
    }

    /// The one that hides the other.
    static @Nullable Cell later(final @Nullable Cell left, final @Nullable Cell right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.compareIndex(right) > 0 ? left : right;
    }
}
