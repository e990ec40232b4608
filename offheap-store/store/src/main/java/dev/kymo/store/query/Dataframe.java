package dev.kymo.store.query;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rows of several entities on one timeline as a table that goes by row by row, whatever its length.
///
/// ```java
/// try (Dataframe table = Dataframe.open(store, DataframeQuery.on("frame").withFill(LATEST_AT))) {
///     while (table.next()) {
///         table.time();
///         table.cell(0);      // of table.columns().get(0)
///     }
/// }
/// ```
///
/// There is a row for each time at which a column has a value, ascending. Of several values of a column at one time the
/// one with the greatest row id is in the row. A static column has its value in every row, and makes none. Columns are
/// those that the store has when the table is opened, by entity and component.
///
/// The time is gone through in windows in which a bounded number of chunks begin; between windows all memory is let go
/// of, so neither memory held nor the writer's waiting grows with the table. Rows that arrive meanwhile are seen if
/// they
/// come in a later window. One thread at a time; what a row gives is valid until the next one.
public final class Dataframe implements AutoCloseable {
    private static final int WINDOW_CHUNKS = 1024;

    private final RecordingStore store;
    private final int windowChunks;
    private final StoreReader reader;
    private final DataframeQuery query;
    private final List<ColumnName> names;
    /// Those in the table, and behind them the one that must have a value, if it is not among them.
    private final MergedColumn[] columns;
    /// The column without which there is no row; below 0 when there is none.
    private final int needed;
    /// Numbers of columns with a value to come, the one with the least time first.
    private final ColumnHeap heap;

    private final int[] taken;
    private int takenCount;

    private final @Nullable LatestAtQuery fill;
    private final LatestAtResult filled = new LatestAtResult();
    private final int[] fillEntity;
    private final int[] fillComponent;

    private long windowFrom;
    private long windowTo;
    private boolean isWindowOpen;
    private boolean isAtEnd;
    private long time;

    private Dataframe(final RecordingStore store, final DataframeQuery query, final int windowChunks) {
        this.windowChunks = windowChunks;
        this.store = store;
        this.query = query;
        reader = store.reader();
        names = List.copyOf(select(reader, query));
        final List<MergedColumn> merged = new ArrayList<>();
        names.forEach(name -> merged.add(new MergedColumn(store, name, query.timeline())));
        final ColumnName asked = query.hasValue();
        needed = asked == null ? -1 : names.contains(asked) ? names.indexOf(asked) : names.size();
        if (asked != null && needed == names.size()) {
            merged.add(new MergedColumn(store, asked, query.timeline()));
        }
        columns = merged.toArray(new MergedColumn[0]);
        heap = new ColumnHeap(columns);
        taken = new int[columns.length];
        fillEntity = new int[names.size()];
        fillComponent = new int[names.size()];
        fill = query.fill() == DataframeQuery.Fill.LATEST_AT ? prepareFill() : null;
        windowFrom = Math.max(query.from(), Timeline.MIN_TIME);
    }

    /// @throws IllegalArgumentException when the store has no such timeline, which is told with those that it has
    public static Dataframe open(final RecordingStore store, final DataframeQuery query) {
        return open(store, query, WINDOW_CHUNKS);
    }

    /// @param windowChunks how many chunks may begin in one window, all columns together: fewer hold less memory, more
    ///     save time
    public static Dataframe open(final RecordingStore store, final DataframeQuery query, final int windowChunks) {
        if (!store.timelines().containsKey(query.timeline())) {
            throw new IllegalArgumentException(
                    "timeline " + query.timeline() + ": there is none of that name; there are "
                            + String.join(", ", store.timelines().keySet()));
        }
        return new Dataframe(store, query, windowChunks);
    }

    private static Set<ColumnName> select(final StoreReader reader, final DataframeQuery query) {
        final Set<ColumnName> found = new TreeSet<>();
        for (final EntityPath entity : reader.store().entities()) {
            if (query.entities().stream().noneMatch(glob -> glob.matches(entity))) {
                continue;
            }
            for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
                final boolean isThere = column.hasStatic() || column.timelines().contains(query.timeline());
                if (isThere
                        && (query.components().isEmpty() || query.components().contains(column.component()))) {
                    found.add(new ColumnName(entity, column.component()));
                }
            }
        }
        return found;
    }

    private LatestAtQuery prepareFill() {
        final Map<EntityPath, Integer> entities = new LinkedHashMap<>();
        final Map<String, Integer> components = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            fillEntity[i] = entities.computeIfAbsent(names.get(i).entity(), _ -> entities.size());
            fillComponent[i] = components.computeIfAbsent(names.get(i).component(), _ -> components.size());
        }
        return new LatestAtQuery(
                store, List.copyOf(entities.keySet()), List.copyOf(components.keySet()), query.timeline());
    }

    /// The table's columns, by entity and component.
    public List<ColumnName> columns() {
        return names;
    }

    /// How the rows' times are to be read.
    public TimeType timeType() {
        return store.timelines().getOrDefault(query.timeline(), TimeType.SEQUENCE);
    }

    public String timeline() {
        return query.timeline();
    }

    /// The instances' type in a column, by its newest cell; [Datatype#NULL] when it has none.
    public Datatype datatype(final int column) {
        final ColumnName name = names.get(column);
        return reader.datatype(name.entity(), name.component(), query.timeline())
                .orElse(Datatype.NULL);
    }

    /// Goes to the next row.
    ///
    /// @return whether there is one
    public boolean next() {
        release();
        while (!isAtEnd) {
            if (!isWindowOpen) {
                openWindow();
            }
            while (heap.size() > 0) {
                takeRow();
                if (needed < 0 || columns[needed].cell() != null) {
                    if (fill != null) {
                        reader.latestAt(fill, time, filled);
                    }
                    return true;
                }
                release();
            }
            closeWindow();
        }
        return false;
    }

    /// What was in the row before.
    private void release() {
        for (int i = 0; i < takenCount; i++) {
            columns[taken[i]].clear();
        }
        takenCount = 0;
    }

    private void takeRow() {
        time = columns[heap.first()].headTime();
        while (heap.size() > 0 && columns[heap.first()].headTime() == time) {
            final int column = heap.first();
            taken[takenCount++] = column;
            if (columns[column].take()) {
                heap.sinkFirst();
            } else {
                heap.removeFirst();
            }
        }
    }

    private void openWindow() {
        reader.renew();
        windowTo = windowEnd();
        heap.clear();
        // Where the cells come from latest-at, and one column says which rows there are, the others are not read.
        final boolean isAlone = needed >= 0 && fill != null && beginColumn(needed);
        for (int i = 0; i < columns.length && !isAlone; i++) {
            if (i != needed || fill == null) {
                beginColumn(i);
            }
        }
        isWindowOpen = true;
    }

    /// @return whether it says which rows there are: static data does not
    private boolean beginColumn(final int column) {
        if (columns[column].begin(reader, windowFrom, windowTo)) {
            heap.add(column);
        }
        return !columns[column].isStatic();
    }

    private void closeWindow() {
        isWindowOpen = false;
        isAtEnd = windowTo >= query.to();
        windowFrom = windowTo + 1;
    }

    /// The end of a span of time that is as long as can be without too many chunks beginning in it: halved from the
    /// whole rest, then doubled back bit by bit.
    private long windowEnd() {
        final long last = query.to();
        if (beginning(last) <= windowChunks) {
            return last;
        }
        long end = windowFrom;
        int chunks = 0;
        // Unsigned: the rest can be longer than 2^63.
        long step = Long.highestOneBit(last - windowFrom);
        while (step != 0 && chunks < Math.max(1, windowChunks / 2)) {
            final long more = end + step;
            if (Long.compareUnsigned(more - windowFrom, last - windowFrom) <= 0) {
                final int found = beginning(more);
                if (found <= windowChunks) {
                    end = more;
                    chunks = found;
                }
            }
            step >>>= 1;
        }
        return end;
    }

    private int beginning(final long to) {
        int sum = 0;
        for (final MergedColumn column : columns) {
            sum += reader.chunksBeginning(
                    column.name().entity(), column.name().component(), query.timeline(), windowFrom, to);
        }
        return sum;
    }

    /// Of the present row.
    public long time() {
        return time;
    }

    /// What the present row has in a column: a value of the row's time, a static one, or, where the table is filled, an
    /// older one. Null for nothing.
    public @Nullable Cell cell(final int column) {
        final LatestAtQuery prepared = fill;
        if (prepared == null) {
            java.util.Objects.checkIndex(column, names.size());
            return columns[column].cell();
        }
        final int answer = filled.isFound(fillEntity[column], fillComponent[column])
                ? filled.answer(fillEntity[column], fillComponent[column])
                : LatestAtResult.NO_ANSWER;
        return answer == LatestAtResult.NO_ANSWER ? null : filled.cell(answer);
    }

    /// The store's reader: what it is asked for beside the table is valid until the next row.
    public StoreReader reader() {
        return reader;
    }

    /// The times that the table's rows can have, for progress; empty when there are none.
    public StoreReader.@Nullable TimeRange timeRange() {
        StoreReader.TimeRange all = null;
        EntityPath before = null;
        for (final ColumnName name : names) {
            if (!name.entity().equals(before)) {
                before = name.entity();
                final StoreReader.TimeRange more =
                        reader.timeRange(before, query.timeline()).orElse(null);
                all = all == null || more == null
                        ? (all == null ? more : all)
                        : new StoreReader.TimeRange(Math.min(all.from(), more.from()), Math.max(all.to(), more.to()));
            }
        }
        return all == null || all.from() > query.to() || all.to() < query.from()
                ? null
                : new StoreReader.TimeRange(Math.max(all.from(), query.from()), Math.min(all.to(), query.to()));
    }

    @Override
    public void close() {
        reader.close();
    }
}
