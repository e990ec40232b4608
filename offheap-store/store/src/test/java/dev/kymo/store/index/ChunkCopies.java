package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Chunks taken apart into rows.
final class ChunkCopies {
    private ChunkCopies() {}

    /// The rows as they were logged; views of the chunk.
    static List<DataRow> rows(final Chunk chunk) {
        final List<DataRow> rows = new ArrayList<>();
        for (int row = 0; row < chunk.rowCount(); row++) {
            final Map<Timeline, Long> times = new HashMap<>();
            for (final TimeColumn column : chunk.timelines()) {
                times.put(column.timeline(), column.time(row));
            }
            final List<DataCell> cells = new ArrayList<>();
            for (final ComponentColumn column : chunk.components()) {
                if (column.has(row)) {
                    cells.add(new DataCell(column.descriptor(), column.instances(row)));
                }
            }
            rows.add(new DataRow(chunk.rowId(row), chunk.entity(), TimePoint.of(times), cells));
        }
        return rows;
    }

    /// A chunk with the same rows that takes more.
    static OpenChunk open(final Chunk chunk) {
        final List<DataRow> rows = rows(chunk);
        final OpenChunk copy = new OpenChunk(chunk.entity(), rows.getFirst().time(), 0);
        rows.forEach(copy::append);
        return copy;
    }
}
