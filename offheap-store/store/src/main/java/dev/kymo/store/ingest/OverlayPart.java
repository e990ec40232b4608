package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Some rows of one entity that are in no file yet, and where they were in their rings.
final class OverlayPart {
    private final LiveChunk chunk;
    /// Of each producer whose rows are here, how far into its ring they reach.
    private final List<Reach> reaches = new ArrayList<>(1);

    private record Reach(RowOrigin producer, long end) {}

    OverlayPart(final LiveChunk chunk) {
        this.chunk = chunk;
    }

    LiveChunk chunk() {
        return chunk;
    }

    /// Where rows can be appended; null for a row that is shown alone.
    @Nullable
    OpenChunk open() {
        return chunk instanceof final OpenChunk open ? open : null;
    }

    /// A row of that producer, up to that position of its ring, has come in.
    void note(final RowOrigin producer, final long end) {
        for (int i = 0; i < reaches.size(); i++) {
            if (reaches.get(i).producer.equals(producer)) {
                reaches.set(i, new Reach(producer, Math.max(end, reaches.get(i).end)));
                return;
            }
        }
        reaches.add(new Reach(producer, end));
    }

    /// Whether all of its rows would be in a file by now, were they ever to come into one.
    boolean isSettled() {
        for (final Reach reach : reaches) {
            if (reach.producer.settledPosition() < reach.end) {
                return false;
            }
        }
        return true;
    }

    /// Adds to `found` the ids of rows here that are among `ids`.
    void collect(final RowIdSet ids, final RowIdSet found) {
        final Chunk rows = chunk.snapshot();
        for (int row = 0; row < rows.rowCount(); row++) {
            final RowId id = rows.rowId(row);
            if (ids.contains(id)) {
                found.add(id);
            }
        }
    }

    /// The rows that are not among `filed`, copied; null when there is none, or when no row is among them.
    ///
    /// @param found gets the ids of the others
    @Nullable
    OverlayPart without(final RowIdSet filed, final RowIdSet found) {
        final int before = found.size();
        collect(filed, found);
        final Chunk rows = chunk.snapshot();
        final int left = rows.rowCount() - (found.size() - before);
        if (left == 0 || left == rows.rowCount()) {
            return null;
        }
        OpenChunk rest = null;
        for (int row = 0; row < rows.rowCount(); row++) {
            if (!filed.contains(rows.rowId(row))) {
                final DataRow copied = row(rows, row);
                if (rest == null) {
                    rest = new OpenChunk(copied.entity(), copied.time(), System.nanoTime());
                }
                rest.append(copied);
            }
        }
        if (rest == null) {
            return null;
        }
        final OverlayPart part = new OverlayPart(rest);
        part.reaches.addAll(reaches);
        return part;
    }

    /// One row of a chunk, as it was logged; a view of the chunk.
    static DataRow row(final Chunk chunk, final int row) {
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
        return new DataRow(chunk.rowId(row), chunk.entity(), TimePoint.of(times), cells);
    }
}
