package dev.kymo.store.query;

import dev.kymo.store.chunk.ColumnBuilder;
import dev.kymo.store.index.Cell;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table's rows as Arrow record batches of one schema: the times first, then a list of instances per column, null
/// where the row has none. Only one batch is in memory at a time.
///
/// A column has the type of its newest cell; cells that were logged with another type are converted. One thread at a
/// time.
public final class DataframeBatches implements AutoCloseable {
    private static final int CHECK_ROWS = 16;

    private final Dataframe table;
    private final Conversions conversions;
    private final int maxRows;
    private final long maxBytes;
    private final List<IpcField> fields;
    private final List<Datatype> types = new ArrayList<>();
    private List<ColumnBuilder> builders = List.of();

    /// @param table stays the caller's, and is gone through by this alone from now on
    /// @param maxRows of a batch
    /// @param maxBytes of a batch, about: looked at every few rows
    public DataframeBatches(
            final Dataframe table, final Conversions conversions, final int maxRows, final long maxBytes) {
        if (maxRows < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "maxRows=" + maxRows + ", maxBytes=" + maxBytes + ", expected 1 or more");
        }
        this.table = table;
        this.conversions = conversions;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        fields = describe();
    }

    private List<IpcField> describe() {
        final List<IpcField> described = new ArrayList<>();
        described.add(
                new IpcField(table.timeline(), table.timeType().datatype(), false, Map.of("rerun:kind", "index")));
        for (int i = 0; i < table.columns().size(); i++) {
            final ColumnName name = table.columns().get(i);
            final Datatype type = narrow(table.datatype(i));
            types.add(type);
            final Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("rerun:entity_path", name.entity().toString());
            metadata.put("rerun:component", name.component());
            metadata.put("rerun:kind", "data");
            described.add(new IpcField(name.toString(), ColumnBuilder.listOf(type), true, metadata));
        }
        return List.copyOf(described);
    }

    /// Columns are put together with 32-bit offsets, where a conversion knows how.
    private Datatype narrow(final Datatype type) {
        final Datatype narrow = switch (type.kind()) {
            case LARGE_UTF8 -> Datatype.UTF8;
            case LARGE_BINARY -> Datatype.BINARY;
            case LARGE_LIST -> Datatype.list(type.children().getFirst());
            default -> type;
        };
        return conversions.leads(type, narrow) ? narrow : type;
    }

    /// The schema of all batches.
    public List<IpcField> fields() {
        return fields;
    }

    /// The next rows, at least one; valid until the next call. Null when there are no more.
    ///
    /// @throws IllegalArgumentException for a cell that has not its column's type and can't be converted to it,
    ///     with column, time and both types
    public @Nullable IpcBatch next() {
        release();
        if (!table.next()) {
            return null;
        }
        final List<ColumnBuilder> fresh = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fresh.add(new ColumnBuilder(fields.get(i + 1).name(), types.get(i), MemoryTag.SCRATCH));
        }
        builders = fresh;
        long[] times = new long[Math.min(maxRows, CHECK_ROWS)];
        int rows = 0;
        do {
            if (rows == times.length) {
                times = java.util.Arrays.copyOf(times, Math.min(maxRows, rows * 2));
            }
            times[rows++] = table.time();
            for (int i = 0; i < fresh.size(); i++) {
                append(fresh.get(i), i);
            }
        } while (rows < maxRows && !(rows % CHECK_ROWS == 0 && heldBytes() >= maxBytes) && table.next());
        return batch(java.util.Arrays.copyOf(times, rows));
    }

    private void append(final ColumnBuilder builder, final int column) {
        final Cell cell = table.cell(column);
        if (cell == null) {
            builder.appendNull();
            return;
        }
        final ArrayData instances = conversions
                .as(cell, builder.itemType())
                .orElseThrow(() -> new IllegalArgumentException("column "
                        + table.columns().get(column) + " at "
                        + table.timeline() + "=" + table.time() + ": expected " + builder.itemType() + ", found "
                        + cell.instances().type()));
        builder.append(instances);
    }

    private long heldBytes() {
        long sum = 0;
        for (final ColumnBuilder builder : builders) {
            sum += builder.heldBytes();
        }
        return sum;
    }

    private IpcBatch batch(final long... times) {
        final List<ArrayData> columns = new ArrayList<>();
        columns.add(ArrayData.longs(table.timeType().datatype(), times));
        for (final ColumnBuilder builder : builders) {
            columns.add(builder.view());
        }
        return new IpcBatch(Map.of(), fields, columns, times.length);
    }

    private void release() {
        builders.forEach(ColumnBuilder::close);
        builders = List.of();
    }

    /// Gives the last batch's memory back; the table stays open.
    @Override
    public void close() {
        release();
    }
}
