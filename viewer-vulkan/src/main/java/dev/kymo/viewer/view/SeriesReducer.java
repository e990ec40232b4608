package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// One series of scalars, reduced to what a plot of a given width can show. What was computed of a
/// chunk is kept as long as the zoom is about the same, so that following live data or panning costs the
/// buckets on screen and the rows of open chunks, not the rows of the series.
///
/// For one thread at a time.
public final class SeriesReducer {
    private static final int MAX_CHUNKS_KEPT = 65_536;
    /// A series has few chunks that take rows; some are given up without being sealed.
    private static final int MAX_GROWING_KEPT = 16;

    private final EntityPath entity;
    private final int instance;
    private final String timeline;
    private final Map<ChunkId, TimeBuckets> reduced = new HashMap<>();
    /// Of chunks that take rows.
    private final Map<ChunkId, Growing> growing = new HashMap<>();

    private int shift = -1;

    /// What was computed of the first rows of a chunk; more are only ever put behind them.
    private static final class Growing {
        private final TimeBuckets buckets;
        private int rows;

        private Growing(final int shift) {
            buckets = new TimeBuckets(shift);
        }
    }

    /// @param instance which of the numbers of each row
    public SeriesReducer(final EntityPath entity, final int instance, final String timeline) {
        this.entity = entity;
        this.instance = instance;
        this.timeline = timeline;
    }

    /// How many series an entity has: as many as its last row has numbers.
    public static int seriesCount(final StoreReader reader, final EntityPath entity, final String timeline) {
        return ScalarColumn.instanceCount(reader, entity, timeline);
    }

    public EntityPath entity() {
        return entity;
    }

    /// The series between two times, and the bucket before and after, so that lines leave the picture.
    ///
    /// @param columns how many pixels the range is wide; 1 and more
    /// @param origin subtracted from all times
    public ReducedSeries reduce(
            final StoreReader reader, final long from, final long to, final int columns, final long origin) {
        if (to < from) {
            return ReducedSeries.EMPTY;
        }
        useShift(shiftFor(from, to, columns));
        final long fromBucket = (from >> shift) - 1;
        final long toBucket = (to >> shift) + 1;
        final TimeBuckets shown = new TimeBuckets(shift);
        final Set<ChunkId> used = new HashSet<>();
        for (final StoredChunkColumn stored : reader.storedChunks(
                entity, ScalarColumn.SCALARS, timeline, saturated(fromBucket), saturated(toBucket + 1))) {
            shown.add(bucketsOf(stored), fromBucket, toBucket);
            used.add(stored.chunk());
        }
        if (reduced.size() > MAX_CHUNKS_KEPT) {
            reduced.keySet().retainAll(used);
        }
        if (growing.size() > MAX_GROWING_KEPT) {
            growing.keySet().retainAll(used);
        }
        return shown.points(origin);
    }

    /// So that a bucket is at most a column wide, and more than half of one.
    private static int shiftFor(final long from, final long to, final int columns) {
        final long width = Math.max(1, saturatedSpan(from, to) / Math.max(1, columns));
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(width);
    }

    private static long saturatedSpan(final long from, final long to) {
        final long span = to - from;
        return span < 0 ? Long.MAX_VALUE : span;
    }

    /// The first time of a bucket, held within what a long can say.
    private long saturated(final long bucket) {
        final long time = bucket << shift;
        if (time >> shift == bucket) {
            return time;
        }
        return bucket < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private void useShift(final int wanted) {
        if (wanted != shift) {
            reduced.clear();
            growing.clear();
            shift = wanted;
        }
    }

    private TimeBuckets bucketsOf(final StoredChunkColumn stored) {
        final TimeBuckets known = stored.isSealed() ? reduced.get(stored.chunk()) : null;
        if (known != null) {
            return known;
        }
        final StoredColumn column = stored.column();
        if (column == null) {
            return new TimeBuckets(shift);
        }
        if (!stored.isSealed()) {
            final Growing its = growing.computeIfAbsent(stored.chunk(), _ -> new Growing(shift));
            its.rows = its.buckets.addRows(column, instance, its.rows);
            return its.buckets;
        }
        growing.remove(stored.chunk());
        final TimeBuckets made = TimeBuckets.of(column, instance, shift);
        made.trim();
        reduced.put(stored.chunk(), made);
        return made;
    }
}
