package dev.kymo.viewer.view;

import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The spans of a recording (`kymo.Span`) as boxes in lanes: a lane for each thread, in it a row for each depth.
/// Spans that no pixel tells apart are one box. Rows of sealed chunks are read once.
///
/// For one thread at a time.
public final class SpanRows {
    /// The component that says an entity has spans.
    public static final String DURATION = "Span:duration";

    private static final String LANE = "Span:lane";
    private static final String DEPTH = "Span:depth";
    private static final String NAME = "Span:name";
    private static final String LANE_NAME = "SpanLane:name";
    private static final EntityPath LANES = EntityPath.of("kymo", "lanes");

    private static final int MAX_CHUNKS_KEPT = 8192;
    /// More in one window make no picture that could be read; so much memory is bounded too.
    private static final int MAX_SPANS = 2_000_000;

    private static final int MAX_LANES = 256;
    private static final int MAX_DEPTH = 64;

    /// A box: one span, or several that are too near each other.
    ///
    /// @param from when it begins, relative to the origin that was asked for; `to` likewise
    /// @param entity index in the entities that were asked for; of the longest one where there are several
    /// @param count how many spans
    /// @param durationNs of the longest
    public record Box(double from, double to, int entity, int count, long durationNs) {}

    /// A thread.
    ///
    /// @param depths for each depth its boxes by time; none overlap
    public record Lane(long id, String name, List<List<Box>> depths) {}

    /// What the spans of an entity are called, and their colour, `0xRRGGBBAA`.
    public record Label(String name, int colour) {}

    /// @param labels of the entities that were asked for
    /// @param isCut whether there were too many to be shown all
    public record Picture(List<Lane> lanes, List<Label> labels, boolean isCut) {}

    /// The rows of a chunk, side by side.
    private record Read(long[] times, long[] durations, long[] lanes, int[] depths, long longest) {}

    private final Map<ChunkId, Read> sealed = new HashMap<>();
    private String timeline = "";
    private long longestSeen;

    /// The spans that reach into a stretch of time. Longer ones than any seen yet may be missed when they began more
    /// than the length of the stretch before it.
    ///
    /// @param wantedTimeline one of time: values are nanoseconds
    /// @param columns how many pixels the stretch is wide
    /// @param origin subtracted from all times
    public Picture of(
            final StoreReader reader,
            final List<EntityPath> entities,
            final String wantedTimeline,
            final long from,
            final long to,
            final int columns,
            final long origin) {
        if (!wantedTimeline.equals(timeline)) {
            sealed.clear();
            timeline = wantedTimeline;
        }
        final long span = to - from < 0 ? Long.MAX_VALUE : to - from;
        final long before = Math.max(span, longestSeen);
        final long earliest = from < Long.MIN_VALUE + before ? Long.MIN_VALUE : from - before;
        final TreeMap<Long, List<Gathering>> lanes = new TreeMap<>(Long::compareUnsigned);
        int total = 0;
        boolean isCut = false;
        for (int i = 0; i < entities.size(); i++) {
            for (final StoredChunkColumn stored :
                    reader.storedChunks(entities.get(i), DURATION, timeline, earliest, to)) {
                total += stored.rowCount();
                isCut |= total > MAX_SPANS;
                if (!isCut) {
                    isCut = !gather(read(stored), i, from, to, lanes);
                }
            }
        }
        final double pixel = (double) span / Math.max(1, columns);
        final List<Lane> drawn = new ArrayList<>();
        lanes.forEach((id, depths) -> drawn.add(new Lane(
                id,
                laneName(reader, id),
                depths.stream().map(each -> each.boxes(pixel, origin)).toList())));
        final List<Label> labels = new ArrayList<>();
        final BitSet taken = new BitSet();
        for (final EntityPath entity : entities) {
            labels.add(new Label(name(reader, entity), Palette.nextFree(taken, entity, 0)));
        }
        return new Picture(List.copyOf(drawn), List.copyOf(labels), isCut);
    }

    private String laneName(final StoreReader reader, final long id) {
        return text(reader, LANES.child(Long.toUnsignedString(id)), LANE_NAME).orElse("thread " + (int) id);
    }

    private String name(final StoreReader reader, final EntityPath entity) {
        return text(reader, entity, NAME)
                .orElse(entity.isRoot() ? "/" : entity.parts().getLast());
    }

    private Optional<String> text(final StoreReader reader, final EntityPath entity, final String component) {
        return Optional.ofNullable(new Cells(reader, entity, new TimeCursor(timeline, Long.MAX_VALUE)).text(component));
    }

    /// @return false when there are too many lanes
    private static boolean gather(
            final Read read, final int entity, final long from, final long to, final Map<Long, List<Gathering>> lanes) {
        boolean isAll = true;
        for (int row = 0; row < read.times.length; row++) {
            final long time = read.times[row];
            final long duration = read.durations[row];
            // A span that ends where 64 bits end reaches as far as there is time
            final long end = time > Long.MAX_VALUE - duration ? Long.MAX_VALUE : time + duration;
            if (time > to || end < from || read.depths[row] >= MAX_DEPTH) {
                continue;
            }
            List<Gathering> depths = lanes.get(read.lanes[row]);
            if (depths == null) {
                if (lanes.size() >= MAX_LANES) {
                    isAll = false;
                    continue;
                }
                depths = new ArrayList<>();
                lanes.put(read.lanes[row], depths);
            }
            while (depths.size() <= read.depths[row]) {
                depths.add(new Gathering());
            }
            depths.get(read.depths[row]).add(time, duration, entity);
        }
        return isAll;
    }

    private Read read(final StoredChunkColumn stored) {
        final Read known = sealed.get(stored.chunk());
        if (known != null) {
            return known;
        }
        final Read read = read(stored.column());
        longestSeen = Math.max(longestSeen, read.longest);
        if (stored.isSealed()) {
            if (sealed.size() >= MAX_CHUNKS_KEPT) {
                sealed.clear();
            }
            sealed.put(stored.chunk(), read);
        }
        return read;
    }

    private static Read read(final @Nullable StoredColumn stored) {
        final int rows = stored == null ? 0 : stored.chunk().rowCount();
        final long[] times = new long[rows];
        final long[] durations = new long[rows];
        final long[] lanes = new long[rows];
        final int[] depths = new int[rows];
        int used = 0;
        long longest = 0;
        if (stored != null) {
            final Numbers duration = Numbers.of(stored, DURATION);
            final Numbers lane = Numbers.of(stored, LANE);
            final Numbers depth = Numbers.of(stored, DEPTH);
            for (int row = 0; row < rows; row++) {
                final long value = duration.at(row, -1);
                if (value >= 0) {
                    times[used] = stored.times().time(row);
                    durations[used] = value;
                    lanes[used] = lane.at(row, 0);
                    depths[used++] = Math.clamp(depth.at(row, 0), 0, Integer.MAX_VALUE);
                    longest = Math.max(longest, value);
                }
            }
        }
        return new Read(
                Arrays.copyOf(times, used),
                Arrays.copyOf(durations, used),
                Arrays.copyOf(lanes, used),
                Arrays.copyOf(depths, used),
                longest);
    }

    /// One whole number per row, without an object per row.
    private record Numbers(@Nullable ArrayData lists) {
        static Numbers of(final StoredColumn stored, final String component) {
            return new Numbers(stored.chunk()
                    .component(component)
                    .map(ComponentColumn::lists)
                    .filter(lists -> switch (lists.type().item().kind()) {
                        case INT64, UINT64, UINT32 -> true;
                        default -> false;
                    })
                    .orElse(null));
        }

        long at(final int row, final long otherwise) {
            if (lists == null || lists.isNull(row) || lists.valueOffset(row) >= lists.valueOffset(row + 1)) {
                return otherwise;
            }
            final ArrayData values = lists.child(0);
            final int index = lists.valueOffset(row);
            if (values.isNull(index)) {
                return otherwise;
            }
            return values.type().kind() == Datatype.Kind.UINT32
                    ? Integer.toUnsignedLong(values.getInt(index))
                    : values.getLong(index);
        }
    }

    /// The spans of one depth of one lane.
    private static final class Gathering {
        private static final int FIRST_ROOM = 16;

        private long[] times = new long[FIRST_ROOM];
        private long[] durations = new long[FIRST_ROOM];
        private int[] entities = new int[FIRST_ROOM];
        private int count;

        void add(final long time, final long duration, final int entity) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
                durations = Arrays.copyOf(durations, 2 * count);
                entities = Arrays.copyOf(entities, 2 * count);
            }
            times[count] = time;
            durations[count] = duration;
            entities[count++] = entity;
        }

        List<Box> boxes(final double pixel, final long origin) {
            final Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
            final List<Box> boxes = new ArrayList<>();
            for (final int i : order) {
                final double from = (double) (times[i] - origin);
                final double to = from + (double) durations[i];
                final Box last = boxes.isEmpty() ? null : boxes.getLast();
                // Too near to be told apart, and one of them too short to be seen alone
                final boolean joins = last != null
                        && from - last.to < pixel
                        && (to - from < pixel || last.to - last.from < 2 * pixel);
                if (last == null || !joins) {
                    final double begin = last == null ? from : Math.max(from, last.to);
                    boxes.add(new Box(begin, Math.max(begin, to), entities[i], 1, durations[i]));
                } else {
                    final boolean isLonger = durations[i] > last.durationNs;
                    boxes.set(
                            boxes.size() - 1,
                            new Box(
                                    last.from,
                                    Math.max(last.to, to),
                                    isLonger ? entities[i] : last.entity,
                                    last.count + 1,
                                    Math.max(last.durationNs, durations[i])));
                }
            }
            return List.copyOf(boxes);
        }
    }
}
