package dev.kymo.arrow;

import dev.kymo.store.chunk.SorbetKeys;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.query.DataframeBatches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Arrow's record batches as rows to be logged, and tables of a store as Arrow's record batches.
public final class ArrowTables {
    private ArrowTables() {}

    /// A record batch as rows of one entity: some of its columns are timelines, every other one is a component with as
    /// many cells. A list is a cell's instances, any other value one instance, and null no cell; a row that has
    /// none is left out.
    ///
    /// A component is called as its column, unless the column's metadata say otherwise as those of `.rrd` files do
    /// (`rerun:component`, `rerun:archetype`, `rerun:component_type`): with them, views know what a column is.
    ///
    /// @param root its buffers are borrowed until the table has been logged
    /// @param timelines by name: columns of 64-bit integers, timestamps or durations in nanoseconds, without nulls
    /// @throws IllegalArgumentException for a timeline that is not there or not such, and for types that Kymo does
    ///     not have; the column is named, with what was expected and what was found
    public static DataTable toTable(
            final StoreId store, final EntityPath entity, final VectorSchemaRoot root, final Set<String> timelines) {
        final IpcBatch batch = ArrowVectors.toBatch(root);
        final Map<Timeline, ArrayData> times = new LinkedHashMap<>();
        final Map<ComponentDescriptor, ArrayData> components = new LinkedHashMap<>();
        for (int i = 0; i < batch.columns().size(); i++) {
            final String name = batch.fields().get(i).name();
            final ArrayData column = batch.columns().get(i);
            if (timelines.contains(name)) {
                times.put(timeline(name, column), column);
            } else {
                components.put(descriptor(batch.fields().get(i)), column);
            }
        }
        if (times.size() != timelines.size()) {
            throw new IllegalArgumentException("timelines " + timelines + " are not all among the columns "
                    + batch.fields().stream().map(field -> field.name()).toList());
        }
        final DataTable.Builder table = new DataTable.Builder(store);
        for (int row = 0; row < batch.rowCount(); row++) {
            final List<DataCell> cells = cells(components, row);
            if (!cells.isEmpty()) {
                final Map<Timeline, Long> at = new LinkedHashMap<>();
                for (final Map.Entry<Timeline, ArrayData> time : times.entrySet()) {
                    at.put(time.getKey(), time.getValue().getLong(row));
                }
                table.append(new DataRow(RowIds.PROCESS.next(), entity, TimePoint.of(at), cells));
            }
        }
        return table.build();
    }

    private static ComponentDescriptor descriptor(final IpcField field) {
        final Map<String, String> metadata = field.metadata();
        return new ComponentDescriptor(
                metadata.getOrDefault(SorbetKeys.COMPONENT, field.name()),
                metadata.get(SorbetKeys.ARCHETYPE),
                metadata.get(SorbetKeys.COMPONENT_TYPE));
    }

    private static List<DataCell> cells(final Map<ComponentDescriptor, ArrayData> components, final int row) {
        final List<DataCell> cells = new ArrayList<>();
        components.forEach((descriptor, column) -> {
            if (!column.isNull(row)) {
                cells.add(new DataCell(descriptor, column.type().isList() ? column.list(row) : column.slice(row, 1)));
            }
        });
        return cells;
    }

    private static Timeline timeline(final String name, final ArrayData column) {
        final TimeType type = switch (column.type().kind()) {
            case INT64 -> TimeType.SEQUENCE;
            case TIMESTAMP_NS -> TimeType.TIMESTAMP;
            case DURATION_NS -> TimeType.DURATION;
            default ->
                throw new IllegalArgumentException(
                        "timeline " + name + ": expected Int64, Timestamp(ns) or Duration(ns), found " + column.type());
        };
        if (column.nullCount() > 0) {
            throw new IllegalArgumentException(
                    "timeline " + name + ": expected a time in each row, found " + column.nullCount() + " nulls");
        }
        return new Timeline(name, type);
    }

    /// Hands out a table's rows as record batches, one at a time: each is closed when `batches` has returned.
    ///
    /// @param source stays the caller's
    /// @return how many rows there were
    public static long stream(
            final DataframeBatches source, final BufferAllocator allocator, final Consumer<VectorSchemaRoot> batches) {
        long rows = 0;
        for (IpcBatch batch = source.next(); batch != null; batch = source.next()) {
            try (VectorSchemaRoot root = ArrowVectors.toRoot(batch, allocator)) {
                batches.accept(root);
            }
            rows += batch.rowCount();
        }
        return rows;
    }
}
