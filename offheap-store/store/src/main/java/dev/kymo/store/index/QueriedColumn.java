package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One component of one entity on one timeline as a prepared query has it. The query's thread alone.
final class QueriedColumn {
    private static final ChunkSpan[] NONE = {};

    private final int entity;
    private final int component;
    private TimeIndex sealed = TimeIndex.EMPTY;
    /// Chunks that still take rows, as they were when the question began.
    private ChunkSpan[] open = NONE;
    /// The least time in them.
    private long openFrom = Long.MAX_VALUE;
    private @Nullable Cell fixed;
    private MemorySegment fixedBytes = ArrayData.NO_BUFFER;
    private @Nullable ChunkSpan only;

    /// @param entity its number in the query
    /// @param component its number in the query
    QueriedColumn(final int entity, final int component) {
        this.entity = entity;
        this.component = component;
    }

    int entity() {
        return entity;
    }

    int component() {
        return component;
    }

    void set(final TimeIndex index, final ChunkSpan[] openSpans, final @Nullable Cell newestStatic) {
        sealed = index;
        open = openSpans;
        fixed = newestStatic;
        fixedBytes = newestStatic == null || newestStatic.instances().type().byteWidth() == 0
                ? ArrayData.NO_BUFFER
                : newestStatic.instances().flatBytes();
        openFrom = Long.MAX_VALUE;
        for (final ChunkSpan span : openSpans) {
            openFrom = Math.min(openFrom, span.minTime());
        }
        only = newestStatic == null && index.size() == 1 ? index.span(0) : null;
    }

    /// The one sealed chunk there is; null when there are more or fewer, or static data.
    @Nullable
    ChunkSpan only() {
        return only;
    }

    /// From this time on, rows that still come may answer.
    long openFrom() {
        return openFrom;
    }

    /// The sealed chunks.
    TimeIndex sealed() {
        return sealed;
    }

    /// Chunks that still take rows, as they were when the question began.
    ChunkSpan[] open() {
        return open;
    }

    /// The static cell that answers at every time; null when there is none.
    @Nullable
    Cell fixed() {
        return fixed;
    }

    /// The values of the static cell; empty when they have no fixed width.
    MemorySegment fixedBytes() {
        return fixedBytes;
    }

    /// The only chunk that can have the answer, when it has any; null when it takes a closer look.
    @Nullable
    ChunkSpan candidate(final long at) {
        if (fixed != null || at >= openFrom) {
            return null;
        }
        final ChunkSpan single = only;
        if (single != null) {
            return single;
        }
        final TimeIndex index = sealed;
        final int last = index.lastBeginningUpTo(at);
        if (last < 0) {
            return null;
        }
        final ChunkSpan span = index.span(last);
        return last > 0 && index.maxTimeUpTo(last - 1) >= span.minTime() ? null : span;
    }

    /// The greatest (time, row id) with time ≤ `at`; static data is not among it.
    void find(final long at, final FoundRow best) {
        best.clear();
        if (at >= openFrom) {
            for (final ChunkSpan span : open) {
                best.offer(span, at);
            }
        }
        final TimeIndex index = sealed;
        for (int i = index.lastBeginningUpTo(at); i >= 0; i--) {
            if (best.isFound() && index.maxTimeUpTo(i) < best.time()) {
                break;
            }
            best.offer(index.span(i), at);
        }
    }
}
