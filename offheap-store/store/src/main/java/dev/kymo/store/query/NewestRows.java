package dev.kymo.store.query;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The newest rows of one component over many entities up to a time, merged: the end of all text logs.
///
/// Goes back from the time in steps of few chunks per entity, and no further than the oldest row that is among the
/// newest: what it costs follows from how many rows are wanted, not from how many there are. As in a range, clears hide
/// nothing, and a static row stands for its entity alone, above all times.
public final class NewestRows {
    /// The component that text logs are shown by.
    public static final String TEXT_LOG = "TextLog:text";

    private static final Comparator<Row> BY_TIME =
            ((Comparator<Row>) (a, b) -> a.cell().compareIndex(b.cell())).thenComparing(Row::entity);

    private final StoreReader reader;
    private final String component;
    private final String timeline;
    private final int count;
    /// The newest so far, the oldest of them first.
    private final PriorityQueue<Row> newest = new PriorityQueue<>(BY_TIME);

    private final RangeRuns runs = new RangeRuns();

    /// One row; its memory is valid until the reader that gave it is closed.
    ///
    /// @param chunk where the row is; null for a static one
    /// @param row its place there
    public record Row(
            EntityPath entity, Cell cell, @Nullable Chunk chunk, int row) {
        /// What else was logged with it: a text's level.
        public Optional<ArrayData> beside(final String other) {
            return chunk == null
                    ? Optional.empty()
                    : chunk.component(other).filter(column -> column.has(row)).map(column -> column.instances(row));
        }
    }

    private NewestRows(final StoreReader reader, final String component, final String timeline, final int count) {
        this.reader = reader;
        this.component = component;
        this.timeline = timeline;
        this.count = count;
    }

    /// @param entities whether they have the component or not
    /// @param upTo included
    /// @param count at most so many, 1 or more
    /// @return by time, row id and entity, ascending: the newest last
    public static List<Row> of(
            final StoreReader reader,
            final Collection<EntityPath> entities,
            final String component,
            final String timeline,
            final long upTo,
            final int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + ", expected 1 or more");
        }
        final NewestRows search = new NewestRows(reader, component, timeline, count);
        for (final EntityPath entity : entities) {
            search.look(entity, Math.max(upTo, Timeline.MIN_TIME));
        }
        final List<Row> rows = new ArrayList<>(search.newest);
        rows.sort(BY_TIME);
        return rows;
    }

    private void look(final EntityPath entity, final long upTo) {
        final RangeQuery query = new RangeQuery(reader.store(), entity, component, timeline);
        reader.range(query, upTo, upTo, runs);
        if (runs.next() && runs.isStatic()) {
            add(new Row(entity, runs.cell(0), null, 0));
            return;
        }
        long to = upTo;
        long wanted = count;
        for (int chunks = 1; ; chunks *= 4) {
            final long from = Math.max(back(entity, to, chunks), oldestOfInterest());
            if (from > to) {
                return;
            }
            wanted -= offer(entity, query, from, to, wanted);
            if (wanted <= 0 || from == Timeline.MIN_TIME) {
                return;
            }
            to = from - 1;
        }
    }

    /// Before this time no row can be among the newest.
    private long oldestOfInterest() {
        final Row oldest = newest.peek();
        return oldest == null || newest.size() < count
                ? Timeline.MIN_TIME
                : oldest.cell().isStatic() ? Timeline.MAX_TIME : oldest.cell().time();
    }

    /// The earliest time from which on at most so many chunks begin.
    private long back(final EntityPath entity, final long to, final int chunks) {
        if (reader.chunksBeginning(entity, component, timeline, Timeline.MIN_TIME - 1, to) <= chunks) {
            return Timeline.MIN_TIME;
        }
        long from = to;
        long step = Long.highestOneBit(to - Timeline.MIN_TIME);
        while (step != 0) {
            final long less = from - step;
            if (Long.compareUnsigned(to - less, to - Timeline.MIN_TIME) <= 0
                    && reader.chunksBeginning(entity, component, timeline, less - 1, to) <= chunks) {
                from = less;
            }
            step >>>= 1;
        }
        return from;
    }

    /// @return how many rows there are
    private long offer(
            final EntityPath entity, final RangeQuery query, final long from, final long to, final long wanted) {
        reader.range(query, from, to, runs);
        long rows = 0;
        while (runs.next()) {
            rows += runs.length();
        }
        // Again, past those that are too old: they are counted without looking at them.
        reader.range(query, from, to, runs);
        long skip = Math.max(0, rows - wanted);
        while (runs.next()) {
            final int first = (int) Math.min(skip, runs.length());
            skip -= first;
            for (int i = first; i < runs.length(); i++) {
                add(new Row(entity, runs.cell(i), runs.chunk(), runs.row(i)));
            }
        }
        return rows;
    }

    private void add(final Row row) {
        newest.add(row);
        if (newest.size() > count) {
            newest.poll();
        }
    }
}
