package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One component of one entity on one timeline as a prepared query has it. The query's thread alone.
final class QueriedColumn {
    private static final ChunkSpan[] NONE = {};

    private final int entity;
    private final int component;
    private final String name;
    private HeapTimeIndex sealed = TimeIndex.EMPTY;
    /// Chunks that a file has, whose memory may come and go between questions.
    private @Nullable ComponentIndex filed;
    private @Nullable FiledTimeIndex filedTimes;
    private @Nullable FiledLocation filedLocation;
    private @Nullable LoadedChunk loaded;
    private boolean isSole;
    /// Chunks that still take rows, as they were when the question began.
    private ChunkSpan[] open = NONE;
    /// The least time in them.
    private long openFrom = Long.MAX_VALUE;
    private @Nullable Cell fixed;
    /// Null when a file has no static cell of it.
    private @Nullable FiledStatics filedFixed;
    /// What was found there last, good while its chunk is loaded.
    private FiledStatics.@Nullable Found fixedInFile;
    /// The static cell that sealed chunks in memory have.
    private @Nullable Cell sealedFixed;
    private MemorySegment fixedBytes = ArrayData.NO_BUFFER;
    private int located;
    private long from;
    private long until;

    /// @param entity its number in the query
    /// @param component its number in the query
    /// @param name the component's
    QueriedColumn(final int entity, final int component, final String name) {
        this.entity = entity;
        this.component = component;
        this.name = name;
    }

    int entity() {
        return entity;
    }

    int component() {
        return component;
    }

    String name() {
        return name;
    }

    /// @param inFile null when the file has nothing of it
    void set(
            final HeapTimeIndex index,
            final @Nullable ComponentIndex inFile,
            final @Nullable FiledTimeIndex onTimelineInFile,
            final ChunkSpan[] openSpans,
            final @Nullable Cell newestStatic,
            final @Nullable Cell newestSealedStatic) {
        sealed = index;
        sealedFixed = newestSealedStatic;
        filed = inFile;
        filedFixed = inFile == null ? null : inFile.filedStatics();
        fixedInFile = null;
        filedTimes = onTimelineInFile;
        filedLocation = onTimelineInFile == null ? null : new FiledLocation();
        open = openSpans;
        fixed = newestStatic;
        fixedBytes = bytesOf(newestStatic);
        openFrom = Long.MAX_VALUE;
        for (final ChunkSpan span : openSpans) {
            openFrom = Math.min(openFrom, span.minTime());
        }
    }

    /// Whether it stays the same column, static data too, with the sealed chunks that a component has in memory now.
    @SuppressWarnings("ReferenceEquality") // the same object or another: what equals would say costs its bytes
    boolean takes(final ComponentIndex cells, final String timeline) {
        return cells.newestStatic() == sealedFixed
                && (sealedFixed != null
                        || open.length > 0
                        || cells.inMemory(timeline).size() > 0);
    }

    /// The same with other sealed chunks in memory, and all else as it was; when it [#takes] them.
    void setSealed(final HeapTimeIndex index) {
        sealed = index;
    }

    private static MemorySegment bytesOf(final @Nullable Cell cell) {
        return cell == null || cell.instances().type().byteWidth() == 0
                ? ArrayData.NO_BUFFER
                : cell.instances().flatBytes();
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
        final FiledStatics inFile = filedFixed;
        if (inFile == null) {
            return fixed;
        }
        FiledStatics.Found found = fixedInFile;
        if (found == null || !found.chunk().useAgain()) {
            found = inFile.find();
            fixedInFile = found;
            fixedBytes = bytesOf(ComponentView.later(found == null ? null : found.cell(), fixed));
        }
        return ComponentView.later(found == null ? null : found.cell(), fixed);
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

    /// Looks for the chunk that alone can have the answer at a time, and for how long that is so.
    ///
    /// @param hint where it may be, as [#located] said of the column beside
    /// @return null when it takes a closer look, from [#from] until [#until]
    @Nullable
    ChunkSpan locate(final long at, final int hint) {
        from = Long.MIN_VALUE;
        until = Long.MAX_VALUE;
        loaded = null;
        isSole = false;
        if (fixed != null || filedFixed != null) {
            return null;
        }
        final HeapTimeIndex index = sealed;
        final FiledLocation inFile = filedLocation;
        final long laterFrom = inFile == null || index.size() == 0 ? openFrom : Math.min(openFrom, index.minTime(0));
        if (at >= laterFrom) {
            from = laterFrom;
            return null;
        }
        until = laterFrom;
        if (inFile != null) {
            return locateFiled(at, inFile);
        }
        if (index.size() == 1) {
            isSole = true;
            return index.span(0);
        }
        final int last = index.lastBeginningUpTo(at, hint);
        located = last;
        if (last + 1 < index.size()) {
            until = Math.min(until, index.minTime(last + 1));
        }
        if (last < 0) {
            return null;
        }
        from = index.minTime(last);
        return last > 0 && index.maxTimeUpTo(last - 1) >= from ? null : index.span(last);
    }

    private @Nullable ChunkSpan locateFiled(final long at, final FiledLocation inFile) {
        Objects.requireNonNull(filedTimes).locate(at, inFile);
        from = inFile.from();
        until = Math.min(until, inFile.until());
        loaded = inFile.chunk();
        isSole = inFile.isSole() && sealed.size() == 0;
        return inFile.span();
    }

    /// The chunk of a file that [#locate] found: where it was found it is only while [LoadedChunk#useAgain] says so.
    /// Null when what was found stays as long as the column does.
    @Nullable
    LoadedChunk loaded() {
        return loaded;
    }

    /// Which of the chunks was found last.
    int located() {
        return located;
    }

    /// The first time for which [#locate] has the same answer.
    long from() {
        return from;
    }

    /// The first time behind those.
    long until() {
        return until;
    }

    /// Whether no other chunk can have an answer when the one that [#locate] found has none.
    boolean isSole() {
        return isSole;
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
