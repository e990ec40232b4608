package dev.kymo.store.chunk;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.FlatRow;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.TimePoint;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// A chunk that still takes rows: those of one entity that carry the same timelines.
///
/// One writer. A row is visible to [#snapshot] on any thread as soon as [#append] has returned: the count is
/// stored with release after the row's values, and read with acquire before them.
public final class OpenChunk implements LiveChunk {
    private static final VarHandle ROWS;

    static {
        try {
            ROWS = MethodHandles.lookup().findVarHandle(OpenChunk.class, "visibleRows", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Datatype ROW_ID = Datatype.fixedSizeBinary(RowId.BYTES);

    private final ChunkId id = ChunkId.next();
    private final EntityPath entity;
    private final TimePoint timelines;
    private final ArrayBuilder rowIds = new ArrayBuilder(ROW_ID, MemoryTag.OPEN_CHUNK);
    private final ArrayBuilder[] times;
    private final long createdNs;
    private volatile Column[] columns = {};
    /// Of any moment: readers that race each leave one that is right.
    private volatile @org.jspecify.annotations.Nullable Chunk lastSnapshot;
    private long payloadBytes;
    /// Whether times have not descended on any timeline so far.
    private boolean isSorted = true;
    private final long[] lastTimes;
    /// Takes no rows any more.
    private boolean isSealed;

    @SuppressWarnings("UnusedVariable") // through ROWS
    private int visibleRows;

    /// @param widthBytes of an item, if it has one
    private record Column(ComponentDescriptor descriptor, Datatype itemType, int widthBytes, ArrayBuilder lists) {
        /// Whether this is where the cell belongs, by component alone.
        boolean isOf(final DataCell cell) {
            return descriptor.component().equals(cell.descriptor().component());
        }

        /// Whether the cell can be appended.
        boolean takes(final DataCell cell) {
            return itemType.equals(cell.instances().type()) && descriptor.equals(cell.descriptor());
        }
    }

    /// @param timelines which timelines rows have; its times don't matter
    /// @param nowNs the age counts from here
    public OpenChunk(final EntityPath entity, final TimePoint timelines, final long nowNs) {
        this.entity = entity;
        this.timelines = timelines;
        createdNs = nowNs;
        times = new ArrayBuilder[timelines.size()];
        lastTimes = new long[times.length];
        java.util.Arrays.fill(lastTimes, Long.MIN_VALUE);
        for (int i = 0; i < times.length; i++) {
            times[i] = new ArrayBuilder(timelines.timeline(i).type().datatype(), MemoryTag.OPEN_CHUNK);
        }
    }

    @Override
    public EntityPath entity() {
        return entity;
    }

    @Override
    public int rowCount() {
        return (int) ROWS.getAcquire(this);
    }

    /// Bytes of values taken so far, without unused capacity.
    public long payloadBytes() {
        return payloadBytes;
    }

    public long createdNs() {
        return createdNs;
    }

    /// Whether rows lie in the order of time, on each timeline.
    public boolean isSorted() {
        return isSorted;
    }

    /// Takes no rows from now on; the writer's thread.
    public void endAppending() {
        isSealed = true;
    }

    /// Whether it takes no rows any more; the writer's thread.
    public boolean hasEnded() {
        return isSealed;
    }

    /// Gets room for what `before` came to, whose rows were of the same kind.
    public void expect(final OpenChunk before) {
        rowIds.expect(before.rowIds);
        for (int i = 0; i < times.length; i++) {
            times[i].expect(before.times[i]);
        }
        for (final Column column : columns) {
            for (final Column like : before.columns) {
                if (like.descriptor.equals(column.descriptor) && like.itemType.equals(column.itemType)) {
                    column.lists.expect(like.lists);
                }
            }
        }
    }

    /// Whether `row` belongs here: same timelines, and no component whose datatype differs from the column's.
    public boolean accepts(final DataRow row) {
        return timelines.hasSameTimelinesAs(row.time()) && accepts(row.cells());
    }

    /// Copies a row that [#accepts] takes, and makes it visible.
    ///
    /// @throws IllegalArgumentException for another
    public void append(final DataRow row) {
        if (!tryAppend(row)) {
            throw new IllegalArgumentException("entity " + row.entity() + ": a row of other timelines or datatypes");
        }
    }

    /// Copies a row and makes it visible, if [#accepts] takes it.
    ///
    /// @return whether it was taken
    public boolean tryAppend(final DataRow row) {
        if (isSealed || !timelines.hasSameTimelinesAs(row.time())) {
            return false;
        }
        final Column[] present = columns;
        final List<DataCell> cells = row.cells();
        final boolean isAsBefore = hasTheCellsOf(present, cells);
        if (!isAsBefore && !accepts(cells)) {
            return false;
        }
        final long payloadBefore = payloadBytes;
        try {
            appendIdAndTimes(row);
            if (isAsBefore) {
                for (int i = 0; i < present.length; i++) {
                    appendCell(present[i], cells.get(i));
                }
            } else {
                appendCells(cells);
            }
        } catch (final RuntimeException | Error refused) {
            payloadBytes = payloadBefore;
            takeBack();
            throw refused;
        }
        // Release: the row's values come before it; pairs with the acquire in rowCount().
        ROWS.setRelease(this, rowIds.length());
        return true;
    }

    /// Whether rows of a shape belong here, as [#accepts(DataRow)] of one.
    public boolean accepts(final RowShape shape) {
        if (isSealed || !shape.timelines().hasSameTimelinesAs(timelines)) {
            return false;
        }
        for (final Column column : columns) {
            for (int i = 0; i < shape.descriptors().size(); i++) {
                final ComponentDescriptor descriptor = shape.descriptors().get(i);
                if (column.descriptor.component().equals(descriptor.component())
                        && (!column.descriptor.equals(descriptor)
                                || !column.itemType.equals(shape.types().get(i)))) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Which cell of a shape's rows each column gets, -1 for none; null when this chunk has no column yet for
    /// one of them.
    ///
    /// @param shape one that this [#accepts(RowShape)]
    /// @return for [#tryAppend(FlatRow, int[])]
    public int @org.jspecify.annotations.Nullable [] placesOf(final RowShape shape) {
        final Column[] present = columns;
        final int[] cells = new int[present.length];
        int found = 0;
        for (int i = 0; i < present.length; i++) {
            cells[i] = shape.descriptors().indexOf(present[i].descriptor);
            found += cells[i] >= 0 ? 1 : 0;
        }
        return found == shape.descriptors().size() ? cells : null;
    }

    /// Copies a row and makes it visible.
    ///
    /// @param cellOfColumn as [#placesOf] found it for the row's shape
    /// @return false when columns have come since then, or the chunk takes no rows any more: nothing was taken
    public boolean tryAppend(final FlatRow row, final int[] cellOfColumn) {
        final Column[] present = columns;
        if (isSealed || cellOfColumn.length != present.length) {
            return false;
        }
        try {
            payloadBytes += appendColumns(row, present, cellOfColumn);
        } catch (final RuntimeException | Error refused) {
            takeBack();
            throw refused;
        }
        // Release: as in tryAppend(DataRow)
        ROWS.setRelease(this, rowIds.length());
        return true;
    }

    private long appendColumns(final FlatRow row, final Column[] present, final int[] cellOfColumn) {
        rowIds.appendRowId(row.idTimeNs(), row.idInc());
        for (int i = 0; i < times.length; i++) {
            appendTime(i, row.time(i));
        }
        long bytes = RowId.BYTES + (long) times.length * Long.BYTES;
        for (int i = 0; i < present.length; i++) {
            final int cell = cellOfColumn[i];
            if (cell < 0) {
                present[i].lists.appendNulls(1);
            } else {
                final int count = row.valueCount(cell);
                present[i].lists.appendPlainList(row.bytes(), row.valuesAt(cell), count);
                bytes += count * (long) present[i].widthBytes;
            }
        }
        return bytes;
    }

    /// What came of a row that could not be appended whole, for there was no memory. Without this the columns
    /// would not have the same length, and the next row's values would be at other places than its id.
    private void takeBack() {
        final int rows = rowCount();
        rowIds.truncate(rows);
        for (final ArrayBuilder time : times) {
            time.truncate(rows);
        }
        for (final Column column : columns) {
            column.lists.truncate(rows);
        }
    }

    private void appendTime(final int timeline, final long time) {
        times[timeline].appendLong(time);
        isSorted &= time >= lastTimes[timeline];
        lastTimes[timeline] = time;
    }

    /// Whether a row is like the one before it: a cell for each column, in the columns' order.
    private static boolean hasTheCellsOf(final Column[] present, final List<DataCell> cells) {
        if (cells.size() != present.length) {
            return false;
        }
        for (int i = 0; i < present.length; i++) {
            if (!present[i].takes(cells.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean accepts(final List<DataCell> cells) {
        for (final DataCell cell : cells) {
            final Column column = find(cell);
            if (column != null && !column.takes(cell)) {
                return false;
            }
        }
        return true;
    }

    private void appendIdAndTimes(final DataRow row) {
        rowIds.appendRowId(row.id().timeNs(), row.id().inc());
        for (int i = 0; i < times.length; i++) {
            appendTime(i, row.time().time(i));
        }
        payloadBytes += RowId.BYTES + (long) times.length * Long.BYTES;
    }

    private void appendCells(final List<DataCell> cells) {
        for (final DataCell cell : cells) {
            if (find(cell) == null) {
                addColumn(cell, rowIds.length() - 1);
            }
        }
        for (final Column column : columns) {
            final DataCell cell = cellOf(cells, column);
            if (cell == null) {
                column.lists.appendNulls(1);
            } else {
                appendCell(column, cell);
            }
        }
    }

    private void appendCell(final Column column, final DataCell cell) {
        column.lists.appendList(cell.instances());
        payloadBytes += sizeOf(cell.instances());
    }

    private @org.jspecify.annotations.Nullable Column find(final DataCell cell) {
        for (final Column column : columns) {
            if (column.isOf(cell)) {
                return column;
            }
        }
        return null;
    }

    private static @org.jspecify.annotations.Nullable DataCell cellOf(final List<DataCell> cells, final Column column) {
        for (final DataCell cell : cells) {
            if (column.isOf(cell)) {
                return cell;
            }
        }
        return null;
    }

    private void addColumn(final DataCell cell, final int rowsBefore) {
        final Datatype type =
                Datatype.list(Field.nullable("item", cell.instances().type()));
        final ArrayBuilder lists = new ArrayBuilder(type, MemoryTag.OPEN_CHUNK);
        if (rowsBefore > 0) {
            lists.appendNulls(rowsBefore);
        }
        final Column[] more = java.util.Arrays.copyOf(columns, columns.length + 1);
        more[columns.length] = new Column(
                cell.descriptor(),
                cell.instances().type(),
                cell.instances().type().byteWidth(),
                lists);
        columns = more;
    }

    /// Bytes of an array's values: what sealing by size and reports count.
    public static long sizeOf(final ArrayData array) {
        long bytes = (long) array.length() * array.type().bitWidth() / 8;
        switch (array.type().kind()) {
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY ->
                bytes += array.valueOffset(array.length()) - (long) array.valueOffset(0);
            case LIST, LARGE_LIST -> {
                final int from = array.valueOffset(0);
                bytes += sizeOf(array.child(0).slice(from, array.valueOffset(array.length()) - from));
            }
            case FIXED_SIZE_LIST -> {
                final int size = array.type().size();
                bytes += sizeOf(array.child(0).slice(array.offset() * size, array.length() * size));
            }
            case STRUCT -> {
                for (int i = 0; i < array.childCount(); i++) {
                    bytes += sizeOf(array.structField(i));
                }
            }
            case DENSE_UNION -> {
                for (int i = 0; i < array.childCount(); i++) {
                    bytes += sizeOf(array.child(i));
                }
            }
            default -> {}
        }
        return bytes;
    }

    /// All rows appended so far, as a chunk; a view that is valid until [#close]. The same one until a row comes.
    @Override
    public Chunk snapshot() {
        // The count first: whatever buffers and columns are seen after it hold at least that many rows.
        final int rows = rowCount();
        final Chunk known = lastSnapshot;
        if (known != null && known.rowCount() == rows) {
            return known;
        }
        final Column[] present = columns;
        final List<TimeColumn> timeColumns = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            final TimeColumn before =
                    known != null && known.rowCount() < rows ? known.timelines().get(i) : null;
            timeColumns.add(new TimeColumn(timelines.timeline(i), times[i].view(rows), before));
        }
        final List<ComponentColumn> components = new ArrayList<>();
        for (final Column column : present) {
            components.add(new ComponentColumn(column.descriptor, column.lists.view(rows)));
        }
        final Chunk snapshot = new Chunk(id, entity, rowIds.view(rows), timeColumns, components);
        lastSnapshot = snapshot;
        return snapshot;
    }

    /// A chunk of this one row over the row's own memory: for rows so large that batching them would only add
    /// a copy.
    public static Chunk ofOneRow(final DataRow row) {
        final byte[] id = new byte[RowId.BYTES];
        row.id().write(MemorySegment.ofArray(id), 0);
        final List<TimeColumn> timeColumns = new ArrayList<>();
        for (int i = 0; i < row.time().size(); i++) {
            final Datatype type = row.time().timeline(i).type().datatype();
            timeColumns.add(new TimeColumn(
                    row.time().timeline(i), ArrayData.longs(type, row.time().time(i))));
        }
        final List<ComponentColumn> components = new ArrayList<>();
        for (final DataCell cell : row.cells()) {
            final Datatype type =
                    Datatype.list(Field.nullable("item", cell.instances().type()));
            components.add(new ComponentColumn(cell.descriptor(), ArrayData.oneList(type, cell.instances())));
        }
        return new Chunk(ChunkId.next(), row.entity(), ArrayData.bytes(ROW_ID, id), timeColumns, components);
    }

    /// Gives the memory back; snapshots must be gone.
    @Override
    public void close() {
        rowIds.close();
        for (final ArrayBuilder time : times) {
            time.close();
        }
        for (final Column column : columns) {
            column.lists.close();
        }
    }
}
