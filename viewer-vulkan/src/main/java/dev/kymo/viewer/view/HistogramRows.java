package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The histograms of one entity over time, added up to what a plot of a given width can show: percentiles of a pixel
/// column are those of all its values, not means of percentiles. Rows of sealed chunks are decoded once. A row that
/// can't be decoded is left out of a plot, and an error of a sum.
///
/// For one thread at a time.
public final class HistogramRows {
    /// The component that says an entity has histograms.
    public static final String ENCODED = "Histogram:encoded";

    private static final String UNIT = "Histogram:unit";
    /// Rows come each second: so far away there is one on either side, and a line that leads there.
    private static final long NEIGHBOUR_NS = 2_500_000_000L;

    private static final int MAX_CHUNKS_KEPT = 4096;

    /// A row, at its time on the timeline.
    ///
    /// @param counts null when it can't be decoded; `problem` says why
    private record Interval(long time, @Nullable HistogramCounts counts, String problem) {}

    private final EntityPath entity;
    private final String timeline;
    private final Map<ChunkId, List<Interval>> sealed = new HashMap<>();

    public HistogramRows(final EntityPath entity, final String timeline) {
        this.entity = entity;
        this.timeline = timeline;
    }

    /// What the values are, such as `ns`; empty when it was not said.
    public static String unit(final StoreReader reader, final EntityPath entity, final String timeline) {
        final String text = new Cells(reader, entity, new TimeCursor(timeline, Long.MAX_VALUE)).text(UNIT);
        return text == null ? "" : text;
    }

    /// The percentiles between two times, and of rows before and after, so that lines leave the picture.
    ///
    /// @param columns how many pixels the range is wide
    /// @param origin subtracted from all times
    /// @param percentiles 0 to 100 each
    /// @return a line for each percentile
    public List<ReducedSeries> reduce(
            final StoreReader reader,
            final long from,
            final long to,
            final int columns,
            final long origin,
            final double... percentiles) {
        final long span = to - from < 0 ? Long.MAX_VALUE : to - from;
        final int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, span / Math.max(1, columns)));
        final long margin = Math.max(Math.max(1L << shift, span / 2), NEIGHBOUR_NS);
        final List<Long> times = new ArrayList<>();
        final List<HistogramCounts> shown = new ArrayList<>();
        for (final Interval each : intervals(reader, saturatedDifference(from, margin), saturatedSum(to, margin))) {
            final int last = shown.size() - 1;
            if (each.counts == null) {
                continue;
            }
            if (last >= 0
                    && times.get(last) >> shift == each.time >> shift
                    && shown.get(last).hasSameBuckets(each.counts)) {
                shown.set(last, shown.get(last).plus(each.counts));
                times.set(last, each.time);
            } else {
                shown.add(each.counts);
                times.add(each.time);
            }
        }
        final List<ReducedSeries> lines = new ArrayList<>();
        for (final double percentile : percentiles) {
            final double[] x = new double[shown.size()];
            final double[] y = new double[shown.size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (double) (times.get(i) - origin);
                y[i] = (double) shown.get(i).at(percentile);
            }
            lines.add(new ReducedSeries(x, y));
        }
        return lines;
    }

    private static long saturatedSum(final long time, final long margin) {
        return time > Long.MAX_VALUE - margin ? Long.MAX_VALUE : time + margin;
    }

    private static long saturatedDifference(final long time, final long margin) {
        return time < Long.MIN_VALUE + margin ? Long.MIN_VALUE : time - margin;
    }

    /// All values of the rows between two times, both included; null when there is none.
    ///
    /// @throws IllegalArgumentException when a row can't be decoded, or rows have different buckets
    public static @Nullable HistogramCounts sum(
            final StoreReader reader, final EntityPath entity, final String timeline, final long from, final long to) {
        HistogramCounts sum = null;
        for (final Interval each : new HistogramRows(entity, timeline).intervals(reader, from, to)) {
            if (each.counts == null) {
                throw new IllegalArgumentException(entity + ": " + each.problem);
            }
            sum = sum == null ? each.counts : sum.plus(each.counts);
        }
        return sum;
    }

    private List<Interval> intervals(final StoreReader reader, final long from, final long to) {
        final List<Interval> all = new ArrayList<>();
        for (final StoredChunkColumn stored : reader.storedChunks(entity, ENCODED, timeline, from, to)) {
            final List<Interval> known = sealed.get(stored.chunk());
            final List<Interval> read = known != null ? known : read(stored.column());
            if (stored.isSealed() && known == null) {
                if (sealed.size() >= MAX_CHUNKS_KEPT) {
                    sealed.clear();
                }
                sealed.put(stored.chunk(), read);
            }
            for (final Interval each : read) {
                if (each.time >= from && each.time <= to) {
                    all.add(each);
                }
            }
        }
        all.sort((a, b) -> Long.compare(a.time, b.time));
        return all;
    }

    private static List<Interval> read(final @Nullable StoredColumn stored) {
        final List<Interval> intervals = new ArrayList<>();
        for (int row = 0; stored != null && row < stored.chunk().rowCount(); row++) {
            if (stored.column().has(row)) {
                final ArrayData instances = stored.column().instances(row);
                // A cell of 0 instances hides what was logged before, and is no histogram
                if (instances.length() > 0) {
                    intervals.add(read(stored, row, instances));
                }
            }
        }
        return List.copyOf(intervals);
    }

    private static Interval read(final StoredColumn stored, final int row, final ArrayData instances) {
        final long time = stored.times().time(row);
        final String what = "row " + stored.chunk().rowId(row) + ": ";
        if (!instances.type().isBlob() || instances.isNull(0)) {
            return new Interval(time, null, what + ENCODED + " is " + instances.type() + ", expected a list of UInt8");
        }
        try {
            return new Interval(time, HistogramCounts.decode(instances.list(0).flatBytes()), "");
        } catch (final IllegalArgumentException notOne) {
            return new Interval(time, null, what + notOne.getMessage());
        }
    }
}
