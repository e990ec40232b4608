package dev.kymo.store.chunk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.BatchId;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Rows of one entity, columnar and fixed: a view of memory that somebody else owns (a mapped file, a
/// decompressed buffer, the open chunk it was taken from), valid as long as that is.
///
/// Columns are as in the file format: timelines by name, components by identifier. A chunk without timelines
/// is static. Any thread may read it.
public final class Chunk {
    private final ChunkId id;
    private final EntityPath entity;
    private final ArrayData rowIds;
    private final List<TimeColumn> timelines;
    private final List<ComponentColumn> components;
    private final @Nullable BatchId batch;

    /// @param rowIds 16 bytes big-endian each
    Chunk(
            final ChunkId id,
            final EntityPath entity,
            final ArrayData rowIds,
            final List<TimeColumn> timelines,
            final List<ComponentColumn> components) {
        this(id, entity, rowIds, timelines, components, null);
    }

    private Chunk(
            final ChunkId id,
            final EntityPath entity,
            final ArrayData rowIds,
            final List<TimeColumn> timelines,
            final List<ComponentColumn> components,
            final @Nullable BatchId batch) {
        this.batch = batch;
        this.id = id;
        this.entity = entity;
        this.rowIds = rowIds;
        this.timelines = List.copyOf(timelines);
        this.components = List.copyOf(components);
    }

    /// The same, as part of a batch; null for none.
    Chunk ofBatch(final @Nullable BatchId other) {
        return new Chunk(id, entity, rowIds, timelines, components, other);
    }

    /// The table whose rows these are; empty when they are of several, or nobody said.
    public Optional<BatchId> batch() {
        return Optional.ofNullable(batch);
    }

    public ChunkId id() {
        return id;
    }

    public EntityPath entity() {
        return entity;
    }

    public int rowCount() {
        return rowIds.length();
    }

    public RowId rowId(final int row) {
        return RowId.read(rowIds.dataBuffer(), (rowIds.offset() + row) * (long) RowId.BYTES);
    }

    /// The row-id column as it lies in memory.
    public ArrayData rowIds() {
        return rowIds;
    }

    public boolean isStatic() {
        return timelines.isEmpty();
    }

    public List<TimeColumn> timelines() {
        return timelines;
    }

    public Optional<TimeColumn> timeline(final String name) {
        for (final TimeColumn column : timelines) {
            if (column.timeline().name().equals(name)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    public List<ComponentColumn> components() {
        return components;
    }

    public Optional<ComponentColumn> component(final String identifier) {
        for (final ComponentColumn column : components) {
            if (column.descriptor().component().equals(identifier)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    /// One row with all its times, and those of its cells that are wanted; borrowed.
    ///
    /// @param wanted by the place of the component
    public DataRow row(final int row, final IntPredicate wanted) {
        final Map<Timeline, Long> times = new HashMap<>();
        for (final TimeColumn column : timelines) {
            times.put(column.timeline(), column.time(row));
        }
        final List<DataCell> cells = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            final ComponentColumn column = components.get(i);
            if (wanted.test(i) && column.has(row)) {
                cells.add(new DataCell(column.descriptor(), column.instances(row)));
            }
        }
        return new DataRow(rowId(row), entity, times.isEmpty() ? TimePoint.STATIC : TimePoint.of(times), cells);
    }

    /// Whether row ids ascend in row order.
    public boolean hasSortedRowIds() {
        final MemorySegment ids = rowIds.dataBuffer();
        final long first = rowIds.offset() * (long) RowId.BYTES;
        final long end = first + rowCount() * (long) RowId.BYTES;
        for (long at = first + RowId.BYTES; at < end; at += RowId.BYTES) {
            if (RowId.compare(ids, at - RowId.BYTES, at) >= 0) {
                return false;
            }
        }
        return true;
    }
}
