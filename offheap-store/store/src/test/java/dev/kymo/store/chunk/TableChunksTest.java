package dev.kymo.store.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.NativeValues;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TableChunksTest {
    private static final ComponentDescriptor V = ComponentDescriptor.of("v");

    private static DataRow row(final long id, final String entity, final TimePoint time, final Object value) {
        final Datatype type = value instanceof String ? Datatype.UTF8 : Datatype.INT64;
        return new DataRow(
                new RowId(1, id), EntityPath.of(entity), time, List.of(DataCell.of(V, type, List.of(value))));
    }

    private static String text(final DataRow row) {
        return row.id() + " " + row.entity() + " " + row.time() + " "
                + NativeValues.toJava(row.cells().getFirst().instances());
    }

    @Test
    void shouldKeepEveryRowOnceAndTheBatchWithEachChunk() {
        final long usedBefore = OffHeap.usedBytes();
        final TimePoint frame = TimePoint.of(Timeline.sequence("frame"), 3);
        final List<DataRow> rows = List.of(
                row(9, "a", frame, 1L),
                row(2, "a", frame, 2L),
                row(5, "b", frame, 3L),
                row(4, "a", TimePoint.STATIC, 4L),
                row(7, "a", frame, "five"));
        final DataTable table = new DataTable(StoreId.recording("app", "one"), rows);
        try (TableChunks chunks = TableChunks.of(table)) {
            assertEquals(4, chunks.chunks().size());
            final List<DataRow> found = new ArrayList<>();
            for (final Chunk chunk : chunks.chunks()) {
                final EncodedIpc encoded = ChunkCodec.encode(chunk);
                final MemorySegment stream = MemorySegment.ofArray(new byte[Math.toIntExact(encoded.lengthBytes())]);
                encoded.copyTo(stream);
                final Chunk read = ChunkCodec.decode(stream);
                assertEquals(Optional.of(table.batch()), read.batch());
                assertEquals(true, read.hasSortedRowIds());
                found.addAll(TableChunks.rows(read));
            }
            found.sort(Comparator.comparing(DataRow::id));
            assertEquals(
                    table.sorted().rows().stream().map(TableChunksTest::text).toList(),
                    found.stream().map(TableChunksTest::text).toList());
        }
        assertEquals(usedBefore, OffHeap.usedBytes());
        assertEquals(Optional.empty(), OpenChunk.ofOneRow(rows.getFirst()).batch());
    }

    @Test
    void shouldLeaveNothingBehindOfATableThatCanNotBeKept() {
        final long usedBefore = OffHeap.usedBytes();
        final DataRow wide = new DataRow(
                new RowId(1, 2),
                EntityPath.ROOT,
                TimePoint.STATIC,
                List.of(new DataCell(V, ArrayData.empty(Datatype.of(Datatype.Kind.LARGE_UTF8)))));
        final DataTable table =
                new DataTable(StoreId.recording("app", "one"), List.of(row(1, "a", TimePoint.STATIC, 4L), wide));
        assertThrows(IllegalArgumentException.class, () -> TableChunks.of(table));
        assertEquals(usedBefore, OffHeap.usedBytes());
    }
}
