package dev.kymo.store.chunk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table's rows as chunks, by row id: one for the rows of an entity that carry the same timelines and types. Each
/// keeps
/// the table's batch id. One thread; off the heap.
public final class TableChunks implements AutoCloseable {
    private final Map<EntityPath, List<OpenChunk>> open = new LinkedHashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();

    private TableChunks(final DataTable table) {
        for (final DataRow row : table.sorted().rows()) {
            append(row);
        }
        open.values()
                .forEach(its -> its.forEach(chunk -> chunks.add(chunk.snapshot().ofBatch(table.batch()))));
    }

    /// Copies the rows.
    ///
    /// @throws IllegalArgumentException for a row with a type that can't be appended to (64-bit offsets)
    public static TableChunks of(final DataTable table) {
        return new TableChunks(table);
    }

    private void append(final DataRow row) {
        final List<OpenChunk> its = open.computeIfAbsent(row.entity(), _ -> new ArrayList<>());
        for (final OpenChunk chunk : its) {
            if (chunk.tryAppend(row)) {
                return;
            }
        }
        final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), 0);
        its.add(fresh);
        try {
            fresh.append(row);
        } catch (final IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /// Valid until [#close]; ready for a sink, or for a store that is closed before this.
    public List<Chunk> chunks() {
        return List.copyOf(chunks);
    }

    /// The rows of a chunk as they were logged, in the chunk's order: views of it.
    public static List<DataRow> rows(final Chunk chunk) {
        final List<DataRow> rows = new ArrayList<>();
        for (int row = 0; row < chunk.rowCount(); row++) {
            final Map<Timeline, Long> times = new HashMap<>();
            for (final TimeColumn column : chunk.timelines()) {
                times.put(column.timeline(), column.time(row));
            }
            final List<DataCell> cells = new ArrayList<>();
            for (final ComponentColumn column : chunk.components()) {
                if (column.has(row)) {
                    final ArrayData instances = column.instances(row);
                    cells.add(new DataCell(column.descriptor(), instances));
                }
            }
            final RowId id = chunk.rowId(row);
            rows.add(new DataRow(id, chunk.entity(), TimePoint.of(times), cells));
        }
        return rows;
    }

    /// Gives the memory back; chunks must be gone.
    @Override
    public void close() {
        open.values().forEach(its -> its.forEach(OpenChunk::close));
        open.clear();
    }
}
