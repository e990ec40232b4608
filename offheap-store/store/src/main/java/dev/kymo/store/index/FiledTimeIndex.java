package dev.kymo.store.index;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chunks of files: searched in columns that lie in an index file, or in index buckets while more are filed, and loaded
/// only when one can hold the answer.
///
/// The search is that of [HeapTimeIndex]. What the index says of a chunk is compared with the chunk when it is loaded.
/// Of chunks that are still being filed, those are seen whose numbers are below a limit: the others have not been
/// shown yet. Nor are those seen of which rows were taken out ([HiddenChunks]).
final class FiledTimeIndex implements TimeIndex {
    private static final int NO_POSITION = -2;

    private final ChunkLoader loader;
    private final String component;
    private final String timeline;
    /// Null where more may come.
    private final @Nullable ChunkSeries fixed;

    private final @Nullable GrowingSeries growing;
    private final int limit;
    private final HiddenChunks hidden;
    /// Where the last answer was: neighbours that are asked for one after the other tell which way is next. Only a
    /// hint, so readers that race for it do no harm.
    private int lastPosition = NO_POSITION;

    FiledTimeIndex(final ChunkLoader loader, final String component, final String timeline, final ChunkSeries series) {
        this(loader, component, timeline, series, null, Integer.MAX_VALUE, HiddenChunks.NONE);
    }

    /// Shows nothing before [#seen] says how much.
    FiledTimeIndex(
            final ChunkLoader loader, final String component, final String timeline, final GrowingSeries growing) {
        this(loader, component, timeline, null, growing, 0, HiddenChunks.NONE);
    }

    private FiledTimeIndex(
            final ChunkLoader loader,
            final String component,
            final String timeline,
            final @Nullable ChunkSeries fixed,
            final @Nullable GrowingSeries growing,
            final int limit,
            final HiddenChunks hidden) {
        this.loader = loader;
        this.component = component;
        this.timeline = timeline;
        this.fixed = fixed;
        this.growing = growing;
        this.limit = limit;
        this.hidden = hidden;
    }

    /// The same as it was when chunks had numbers below `chunks`, and without some.
    FiledTimeIndex seen(final int chunks, final HiddenChunks without) {
        return growing == null && hidden == without
                ? this
                : new FiledTimeIndex(
                        loader, component, timeline, fixed, growing, growing == null ? limit : chunks, without);
    }

    private boolean isSeen(final int chunk) {
        return chunk < limit && !hidden.has(chunk);
    }

    private boolean isAllSeen() {
        return hidden.isEmpty() && (growing == null || growing.isAllBelow(limit));
    }

    @Nullable
    GrowingSeries growing() {
        return growing;
    }

    /// As it is now, for one question of a reader that is inside.
    private SeriesColumns series() {
        final GrowingSeries its = growing;
        return its == null ? java.util.Objects.requireNonNull(fixed) : its.buckets();
    }

    @Override
    public @Nullable Cell latestAt(final long at) {
        Cell best = null;
        final SeriesColumns series = series();
        final int count = series.count();
        final int last = series.lastBeginningUpTo(at, count);
        hint(series, last, count);
        for (int i = last; i >= 0; i--) {
            if (best != null && series.maxTimeUpTo(i) < best.time()) {
                break;
            }
            if (best == null || series.maxTime(i) >= best.time()) {
                final ChunkSpan span = span(series, i);
                final Cell found = span == null ? null : span.latestAt(at);
                if (found != null && (best == null || found.compareIndex(best) > 0)) {
                    best = found;
                }
            }
        }
        return best;
    }

    /// As [#latestAt], a row; it may be better than `best`, which had what was found elsewhere.
    void find(final long at, final FoundRow best) {
        final SeriesColumns series = series();
        final int count = series.count();
        final int last = series.lastBeginningUpTo(at, count);
        hint(series, last, count);
        for (int i = last; i >= 0; i--) {
            if (best.isFound() && series.maxTimeUpTo(i) < best.time()) {
                break;
            }
            final ChunkSpan span = best.isFound() && series.maxTime(i) < best.time() ? null : span(series, i);
            if (span != null) {
                best.offer(span, at);
            }
        }
    }

    /// Looks for the chunk that alone can have the answer at a time; `column` is told which it is, and from when until
    /// when that is so.
    void locate(final long at, final FiledLocation location) {
        final SeriesColumns series = series();
        final int count = series.count();
        final int last = series.lastBeginningUpTo(at, count);
        hint(series, last, count);
        final long from = last < 0 ? Long.MIN_VALUE : series.minTime(last);
        final long until = last + 1 < count ? series.minTime(last + 1) : Long.MAX_VALUE;
        if (last < 0) {
            location.setNone(from, until);
        } else if (last > 0 && series.maxTimeUpTo(last - 1) >= from) {
            location.setSeveral(from, until);
        } else if (!isSeen(series.chunk(last))) {
            location.setSeveral(at, at);
        } else {
            final LoadedChunk loaded = loader.load(series.chunk(last));
            if (loaded == null) {
                location.setSeveral(at, at);
            } else {
                location.set(loaded, span(loaded, series, last), from, until, count == 1);
            }
        }
    }

    private void hint(final SeriesColumns series, final int position, final int count) {
        final int step = position - lastPosition;
        if (step == 0) {
            return;
        }
        lastPosition = position;
        final int next = position + step;
        if (Math.abs(step) == 1 && next >= 0 && next < count) {
            loader.willNeed(series.chunk(next));
        }
    }

    /// @return null when the chunk can't be read, or is not shown yet
    private @Nullable ChunkSpan span(final SeriesColumns series, final int position) {
        final int chunk = series.chunk(position);
        if (!isSeen(chunk)) {
            return null;
        }
        final LoadedChunk loaded = loader.load(chunk);
        return loaded == null ? null : span(loaded, series, position);
    }

    private ChunkSpan span(final LoadedChunk loaded, final SeriesColumns series, final int position) {
        final int chunk = series.chunk(position);
        final ChunkSpan span = loaded.span(component, timeline);
        if (span == null) {
            throw loader.contradicted(chunk, "has no " + component + " on " + timeline);
        }
        if (span.minTime() != series.minTime(position) || span.maxTime() != series.maxTime(position)) {
            throw loader.contradicted(
                    chunk,
                    "spans " + span.minTime() + " to " + span.maxTime() + " on " + timeline + ", expected "
                            + series.minTime(position) + " to " + series.maxTime(position));
        }
        return span;
    }

    @Override
    public void range(final long from, final long to, final Consumer<Cell> out) {
        final SeriesColumns series = series();
        for (int i = series.lastBeginningUpTo(to, series.count()); i >= 0 && series.maxTimeUpTo(i) >= from; i--) {
            final ChunkSpan span = series.maxTime(i) >= from ? span(series, i) : null;
            if (span != null) {
                span.range(from, to, out);
            }
        }
    }

    @Override
    public void visit(final long from, final long to, final Consumer<ChunkSpan> out) {
        final SeriesColumns series = series();
        final int last = series.lastBeginningUpTo(to, series.count());
        for (int i = firstReaching(series, last, from); i <= last; i++) {
            final ChunkSpan span = series.maxTime(i) >= from ? span(series, i) : null;
            if (span != null) {
                out.accept(span);
            }
        }
    }

    private static int firstReaching(final SeriesColumns series, final int last, final long from) {
        int first = last + 1;
        while (first > 0 && series.maxTimeUpTo(first - 1) >= from) {
            first--;
        }
        return first;
    }

    /// [#visit] without loading any of them.
    void list(final long from, final long to, final Consumer<StoredChunkColumn> out) {
        final SeriesColumns series = series();
        final int last = series.lastBeginningUpTo(to, series.count());
        for (int i = firstReaching(series, last, from); i <= last; i++) {
            if (series.maxTime(i) >= from && isSeen(series.chunk(i))) {
                final int position = i;
                out.accept(new StoredChunkColumn(
                        loader.id(series.chunk(i)),
                        loader.rows(series.chunk(i)),
                        series.minTime(i),
                        series.maxTime(i),
                        true,
                        () -> span(series, position)));
            }
        }
    }

    @Override
    public int beginningUpTo(final long time) {
        final SeriesColumns series = series();
        final int all = series.lastBeginningUpTo(time, series.count()) + 1;
        if (isAllSeen()) {
            return all;
        }
        int shown = 0;
        for (int i = 0; i < all; i++) {
            shown += isSeen(series.chunk(i)) ? 1 : 0;
        }
        return shown;
    }

    @Override
    public StoreReader.@Nullable TimeRange timeRange() {
        final SeriesColumns series = series();
        final int count = series.count();
        if (isAllSeen()) {
            return count == 0 ? null : new StoreReader.TimeRange(series.minTime(0), series.maxTimeUpTo(count - 1));
        }
        return shownRange(series, count);
    }

    /// While chunks come that are not shown yet, or are not any more.
    private StoreReader.@Nullable TimeRange shownRange(final SeriesColumns series, final int count) {
        StoreReader.TimeRange range = null;
        for (int i = 0; i < count; i++) {
            if (isSeen(series.chunk(i))) {
                final StoreReader.TimeRange its = new StoreReader.TimeRange(series.minTime(i), series.maxTime(i));
                range = range == null ? its : range.and(its);
            }
        }
        return range;
    }

    /// What is seen and has a time in a range, by number.
    void collect(final long from, final long to, final Map<Integer, FiledChunk> out) {
        final SeriesColumns series = series();
        final int last = series.lastBeginningUpTo(to, series.count());
        for (int i = firstReaching(series, last, from); i <= last; i++) {
            final int chunk = series.chunk(i);
            if (series.maxTime(i) >= from && isSeen(chunk)) {
                out.put(chunk, new FiledChunk(loader, chunk, series.minTime(i), series.maxTime(i)));
            }
        }
    }

    @Override
    public boolean hasAnyCell() {
        if (!hidden.isEmpty()) {
            final SeriesColumns series = series();
            return shownRange(series, series.count()) != null;
        }
        return growing == null ? series().count() > 0 : growing.hasBelow(limit);
    }
}
