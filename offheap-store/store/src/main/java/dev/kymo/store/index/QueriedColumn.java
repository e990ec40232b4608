package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One component of one entity on one timeline as a prepared query has it. The query's thread alone.
final class QueriedColumn {
    private static final ChunkSpan[] NONE = {};

    private final int entity;
    private final int component;
    private HeapTimeIndex sealed = TimeIndex.EMPTY;
    /// Chunks that a file has, whose memory may come and go between questions.
    private @Nullable ComponentIndex filed;
    private @Nullable FiledTimeIndex filedTimes;
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

    /// @param inFile null when the file has nothing of it
    void set(
            final HeapTimeIndex index,
            final @Nullable ComponentIndex inFile,
            final @Nullable FiledTimeIndex onTimelineInFile,
            final ChunkSpan[] openSpans,
            final @Nullable Cell newestStatic) {
        sealed = index;
        filed = inFile;
        filedTimes = onTimelineInFile;
        open = openSpans;
        fixed = newestStatic;
        fixedBytes = bytesOf(newestStatic);
        openFrom = Long.MAX_VALUE;
        for (final ChunkSpan span : openSpans) {
            openFrom = Math.min(openFrom, span.minTime());
        }
        only = inFile == null && newestStatic == null && index.size() == 1 ? index.span(0) : null;
    }

    private static MemorySegment bytesOf(final @Nullable Cell cell) {
        return cell == null || cell.instances().type().byteWidth() == 0
                ? ArrayData.NO_BUFFER
                : cell.instances().flatBytes();
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
    HeapTimeIndex sealed() {
        return sealed;
    }

    /// Chunks that still take rows, as they were when the question began.
    ChunkSpan[] open() {
        return open;
    }

    /// The static cell that answers at every time; null when there is none.
    @Nullable
    Cell fixed() {
        final ComponentIndex inFile = filed;
        if (inFile == null) {
            return fixed;
        }
        // Loaded for each question anew: it is where it is now only until the reader leaves.
        final Cell found = ComponentView.later(inFile.newestStatic(), fixed);
        fixedBytes = bytesOf(found);
        return found;
    }

    /// Whether a file has some of it: what was found of that is good until the reader leaves, and no longer.
    boolean isFiled() {
        return filed != null;
    }

    /// All sealed chunks with a time in a range, those of a file loaded, for one question.
    HeapTimeIndex sealed(final long from, final long to) {
        if (filed == null) {
            return sealed;
        }
        final List<ChunkSpan> spans = new ArrayList<>();
        if (filedTimes != null) {
            filedTimes.visit(from, to, spans::add);
        }
        return sealed.with(spans);
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
        if (filed != null) {
            return filedTimes == null || sealed.size() > 0 || filed.hasStatic() ? null : filedTimes.candidate(at);
        }
        final ChunkSpan single = only;
        if (single != null) {
            return single;
        }
        final HeapTimeIndex index = sealed;
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
        final HeapTimeIndex index = sealed;
        for (int i = index.lastBeginningUpTo(at); i >= 0; i--) {
            if (best.isFound() && index.maxTimeUpTo(i) < best.time()) {
                break;
            }
            best.offer(index.span(i), at);
        }
        if (filedTimes != null) {
            filedTimes.find(at, best);
        }
    }
}
