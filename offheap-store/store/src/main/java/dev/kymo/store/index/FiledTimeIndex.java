package dev.kymo.store.index;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chunks of a file: searched in columns that lie in an index file, and loaded only when one can hold the answer.
///
/// The search is that of [HeapTimeIndex]. What the index says of a chunk is compared with the chunk when it is loaded.
final class FiledTimeIndex implements TimeIndex {
    private static final int NO_POSITION = -2;

    private final ChunkLoader loader;
    private final String component;
    private final String timeline;
    private final ChunkSeries series;
    /// Where the last answer was: neighbours that are asked for one after the other tell which way is next. Only a
    /// hint, so readers that race for it do no harm.
    private int lastPosition = NO_POSITION;

    FiledTimeIndex(final ChunkLoader loader, final String component, final String timeline, final ChunkSeries series) {
        this.loader = loader;
        this.component = component;
        this.timeline = timeline;
        this.series = series;
    }

    @Override
    public @Nullable Cell latestAt(final long at) {
        Cell best = null;
        final int last = lastBeginningUpTo(at);
        hint(last);
        for (int i = last; i >= 0; i--) {
            if (best != null && series.maxTimeUpTo(i) < best.time()) {
                break;
            }
            if (best == null || series.maxTime(i) >= best.time()) {
                final ChunkSpan span = span(i);
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
        final int last = lastBeginningUpTo(at);
        hint(last);
        for (int i = last; i >= 0; i--) {
            if (best.isFound() && series.maxTimeUpTo(i) < best.time()) {
                break;
            }
            final ChunkSpan span = best.isFound() && series.maxTime(i) < best.time() ? null : span(i);
            if (span != null) {
                best.offer(span, at);
            }
        }
    }

    private void hint(final int position) {
        final int step = position - lastPosition;
        if (step == 0) {
            return;
        }
        lastPosition = position;
        final int next = position + step;
        if (Math.abs(step) == 1 && next >= 0 && next < series.count()) {
            loader.willNeed(series.chunk(next));
        }
    }

    /// @return null when the chunk can't be read
    private @Nullable ChunkSpan span(final int position) {
        final int chunk = series.chunk(position);
        final LoadedChunk loaded = loader.load(chunk);
        if (loaded == null) {
            return null;
        }
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

    private int lastBeginningUpTo(final long time) {
        int low = 0;
        int high = series.count();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (series.minTime(middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    @Override
    public void range(final long from, final long to, final Consumer<Cell> out) {
        for (int i = lastBeginningUpTo(to); i >= 0 && series.maxTimeUpTo(i) >= from; i--) {
            final ChunkSpan span = series.maxTime(i) >= from ? span(i) : null;
            if (span != null) {
                span.range(from, to, out);
            }
        }
    }

    @Override
    public void visit(final long from, final long to, final Consumer<ChunkSpan> out) {
        final int last = lastBeginningUpTo(to);
        int first = last + 1;
        while (first > 0 && series.maxTimeUpTo(first - 1) >= from) {
            first--;
        }
        for (int i = first; i <= last; i++) {
            final ChunkSpan span = series.maxTime(i) >= from ? span(i) : null;
            if (span != null) {
                out.accept(span);
            }
        }
    }

    @Override
    public int beginningUpTo(final long time) {
        return lastBeginningUpTo(time) + 1;
    }

    @Override
    public StoreReader.@Nullable TimeRange timeRange() {
        final int count = series.count();
        return count == 0 ? null : new StoreReader.TimeRange(series.minTime(0), series.maxTimeUpTo(count - 1));
    }

    @Override
    public boolean hasAnyCell() {
        return series.count() > 0;
    }
}
