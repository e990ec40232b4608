package dev.kymo.store.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.MemoryLimitException;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreIngestTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final SealPolicy NEVER = new SealPolicy(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, 4096);

    private final long usedBefore = OffHeap.usedBytes();
    private final Stores stores = new Stores();
    private final MemoryChunks memory = new MemoryChunks();
    private final List<Integer> storedRows = new ArrayList<>();
    private boolean full;
    private final ChunkSink sink = (store, chunk) -> {
        if (full) {
            throw new IOException("no space left");
        }
        storedRows.add(chunk.rowCount());
        return memory.place(store, chunk);
    };

    @AfterEach
    void assertNothingLeft() {
        stores.close();
        memory.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    private static DataRow row(final long number, final DataCell... cells) {
        return new DataRow(new RowId(1, number), ENTITY, TimePoint.of(FRAME, number), List.of(cells));
    }

    private static DataCell numbers(final long... values) {
        return new DataCell(ComponentDescriptor.of("n"), ArrayData.longs(Datatype.INT64, values));
    }

    /// Text with 64-bit offsets; `from` 1 makes it a window, which can't be stored as it lies.
    private static DataCell wideText(final int from) {
        final Datatype type = Datatype.of(Datatype.Kind.LARGE_UTF8);
        final ArrayData text = new ArrayData(
                type,
                0,
                2,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(new long[] {0, 1, 3}),
                MemorySegment.ofArray(new byte[] {'x', 'y', 'z'}));
        return new DataCell(ComponentDescriptor.of("wide"), text.slice(from, 1));
    }

    private List<Long> rowNumbers(final String component) {
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            return reader.range(ENTITY, component, "frame", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                    .map(Cell::time)
                    .toList();
        }
    }

    @Test
    void shouldSealByRowsBytesAgeAndOnRequest() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, new SealPolicy(1000, 3, 500, 4096))) {
            for (int i = 0; i < 4; i++) {
                ingest.append(ID, row(i, numbers(i)));
            }
            assertEquals(List.of(3), storedRows);
            ingest.append(ID, row(4, numbers(new long[130])));
            assertEquals(List.of(3, 2), storedRows);
            final long begunNs = System.nanoTime();
            ingest.append(ID, row(5, numbers(5)));
            assertEquals(0, ingest.sealAged(begunNs));
            assertEquals(1, ingest.sealAged(System.nanoTime() + 500));
            ingest.append(ID, row(6, numbers(6)));
            assertEquals(1, ingest.sealAll());
            assertEquals(0, ingest.sealAll());
            assertEquals(List.of(3, 2, 1, 1), storedRows);
        }
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L), rowNumbers("n"));
    }

    @Test
    void shouldStoreALargeRowAloneUnlessItIsAWindow() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            ingest.append(ID, row(1, numbers(1)));
            ingest.append(ID, row(2, numbers(new long[512])));
            assertEquals(List.of(1), storedRows);
            final ArrayData window =
                    ArrayData.longs(Datatype.INT64, new long[600]).slice(1, 599);
            ingest.append(ID, row(3, new DataCell(ComponentDescriptor.of("n"), window)));
            assertEquals(List.of(1), storedRows);
            assertEquals(List.of(1L, 2L, 3L), rowNumbers("n"));
        }
    }

    @Test
    void shouldShowRowsThatFollowOneThatCouldNotBeStored() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            assertThrows(IllegalArgumentException.class, () -> ingest.append(ID, row(1, numbers(1), wideText(1))));
            assertThrows(IllegalArgumentException.class, () -> ingest.append(ID, row(1)));
            assertEquals(List.of(), rowNumbers("n"));
            ingest.append(ID, row(2, numbers(2)));
            assertEquals(List.of(2L), rowNumbers("n"));
            assertThrows(IllegalArgumentException.class, () -> ingest.append(ID, row(3, numbers(3), wideText(1))));
            assertEquals(List.of(2L), rowNumbers("n"));
            ingest.append(ID, row(4, numbers(4)));
            assertEquals(List.of(2L, 4L), rowNumbers("n"));
        }
        assertEquals(List.of(2L, 4L), rowNumbers("n"));
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            assertEquals(1, reader.columns(ENTITY).size(), "nothing of a refused row is kept");
        }
    }

    @Test
    void shouldStoreATypeThatCannotBeAppendedToAlone() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            ingest.append(ID, row(1, numbers(1), wideText(0)));
            ingest.append(ID, row(2, numbers(2)));
            assertEquals(List.of(1), storedRows);
            assertEquals(List.of(1L), rowNumbers("wide"));
            assertEquals(List.of(1L, 2L), rowNumbers("n"));
        }
    }

    @Test
    void shouldKeepRowsQueryableWhenTheSinkFailsAndTryAgain() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, new SealPolicy(1 << 20, 2, 1, 4096))) {
            ingest.append(ID, row(1, numbers(1)));
            full = true;
            assertThrows(UncheckedIOException.class, () -> ingest.append(ID, row(2, numbers(2))));
            assertEquals(List.of(1L, 2L), rowNumbers("n"));
            assertThrows(UncheckedIOException.class, ingest::sealAll);
            assertThrows(UncheckedIOException.class, () -> ingest.append(ID, row(3, numbers(new long[600]))));
            assertEquals(List.of(1L, 2L, 3L), rowNumbers("n"), "a large row, too");
            full = false;
            ingest.append(ID, row(4, numbers(4)));
            assertEquals(List.of(4), storedRows);
            assertEquals(List.of(1L, 2L, 3L, 4L), rowNumbers("n"));
        }
    }

    @Test
    void shouldSayUpToWhichRowAllIsFiled() {
        final EntityPath slow = EntityPath.of("slow");
        try (StoreIngest ingest = new StoreIngest(stores, sink, new SealPolicy(1 << 20, 3, Long.MAX_VALUE, 4096))) {
            assertEquals(0, ingest.filedMark());
            ingest.append(ID, row(1, numbers(1)));
            ingest.append(ID, row(2, numbers(2)));
            assertEquals(2, ingest.appendedMark());
            assertEquals(0, ingest.filedMark());
            ingest.append(ID, new DataRow(new RowId(1, 3), slow, TimePoint.of(FRAME, 3), List.of(numbers(3))));
            ingest.append(ID, row(4, numbers(4)));
            assertEquals(List.of(3), storedRows);
            assertEquals(2, ingest.filedMark(), "row 3 is in an open chunk, row 4 is filed");
            ingest.append(ID, row(5, numbers(new long[600])));
            assertEquals(List.of(3, 1), storedRows);
            assertEquals(2, ingest.filedMark(), "a large row behind it, too");
            assertEquals(5, ingest.appendedMark());
            full = true;
            assertThrows(UncheckedIOException.class, ingest::requestFiling);
            assertEquals(2, ingest.filedMark());
            full = false;
            ingest.requestFiling();
            assertEquals(5, ingest.filedMark());
            ingest.append(ID, row(6, numbers(new long[600])));
            assertEquals(6, ingest.filedMark());
            full = true;
            assertThrows(UncheckedIOException.class, () -> ingest.append(ID, row(7, numbers(new long[600]))));
            assertEquals(7, ingest.appendedMark(), "taken, and not to be given again");
            assertEquals(6, ingest.filedMark());
            assertThrows(UncheckedIOException.class, () -> ingest.append(ID, row(8, numbers(1), wideText(0))));
            assertEquals(7, ingest.appendedMark(), "not taken");
            full = false;
        }
    }

    @Test
    void shouldCopyWhatIsBorrowed() {
        final long[] values = {7};
        final List<Chunk> seen = new ArrayList<>();
        try (StoreIngest ingest = new StoreIngest(
                stores,
                (store, chunk) -> {
                    final Placement stored = memory.place(store, chunk);
                    seen.add(stored.chunk());
                    return stored;
                },
                new SealPolicy(1 << 20, 100, 1, 8))) {
            ingest.append(ID, row(1, numbers(values)));
            ingest.append(
                    ID,
                    row(
                            2,
                            new DataCell(
                                    ComponentDescriptor.of("n"),
                                    ArrayData.longs(Datatype.INT64, values).slice(0, 1))));
            values[0] = 8;
            try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                for (final Cell cell : reader.range(ENTITY, "n", "frame", 0, 9)) {
                    assertEquals(7, cell.instances().getLong(0));
                }
            }
        }
        assertTrue(seen.size() >= 1);
    }

    @Test
    void shouldKeepUnionsInListsOfNoValues() {
        final Datatype union = Datatype.denseUnion(new byte[] {0}, List.of(Field.nullable("a", Datatype.INT64)));
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            ingest.append(ID, row(1, numbers(1)));
            ingest.append(ID, row(2, new DataCell(ComponentDescriptor.of("u"), ArrayData.empty(union))));
            ingest.append(ID, row(3, numbers(3)));
        }
        assertEquals(List.of(3), storedRows);
        assertEquals(List.of(2L), rowNumbers("u"));
    }

    @Test
    void shouldSealEarlierWhenRowsAreOutOfOrder() {
        final SealPolicy policy = new SealPolicy(1 << 20, 10, 4, Long.MAX_VALUE, 4096);
        try (StoreIngest ingest = new StoreIngest(stores, sink, policy)) {
            for (final long time : new long[] {5, 4, 6, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}) {
                ingest.append(ID, row(time, numbers(time)));
            }
            assertEquals(List.of(4, 10), storedRows);
        }
    }

    @Test
    void shouldComeToFewChunksFromAHundredThousandTablesOfOneRow() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, SealPolicy.DEFAULT)) {
            for (int i = 0; i < 100_000; i++) {
                ingest.append(ID, row(i, numbers(i)));
            }
        }
        assertEquals(25, storedRows.size(), storedRows::toString);
        assertEquals(100_000, rowNumbers("n").size());
    }

    @Test
    void shouldFileWhatHoldsAMarkBackAndNoMore() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            ingest.append(ID, row(1, numbers(1)));
            ingest.append(ID, row(2, numbers(2)));
            final long mark = ingest.appendedMark();
            final DataRow later =
                    new DataRow(new RowId(1, 3), EntityPath.of("later"), TimePoint.of(FRAME, 3), List.of(numbers(3)));
            ingest.append(ID, later);
            assertEquals(0, ingest.filedMark());
            ingest.requestFiling(mark, false);
            assertEquals(List.of(2), storedRows);
            assertEquals(mark, ingest.filedMark());
        }
        assertEquals(List.of(2, 1), storedRows);
    }

    @Test
    void shouldKeepColumnsTogetherWhenThereIsNoMemoryForARow() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            int rows = 0;
            while (rows < 40) {
                ingest.append(ID, row(rows, numbers(rows, rows)));
                rows++;
            }
            OffHeap.limit(MemoryTag.OPEN_CHUNK, OffHeap.usedBytes(MemoryTag.OPEN_CHUNK) + 2000);
            try {
                while (true) {
                    ingest.append(ID, row(rows, numbers(rows, rows)));
                    rows++;
                }
            } catch (final MemoryLimitException refused) {
                assertEquals(rows, ingest.appendedMark());
            } finally {
                OffHeap.limit(MemoryTag.OPEN_CHUNK, OffHeap.NO_LIMIT);
            }
            ingest.append(ID, row(rows, numbers(rows, rows)));
            rows++;
            try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                final List<Cell> cells = reader.range(ENTITY, "n", "frame", Long.MIN_VALUE, Long.MAX_VALUE);
                assertEquals(rows, cells.size());
                for (int i = 0; i < rows; i++) {
                    assertEquals(i, cells.get(i).time());
                    assertEquals(i, cells.get(i).instances().getLong(1));
                }
            }
        }
    }

    @Test
    void shouldRefuseTheSealedChunkThatExceedsTheLimitAndKeepItsRows() {
        try (StoreIngest ingest = new StoreIngest(stores, sink, NEVER)) {
            ingest.append(ID, row(1, numbers(1)));
            OffHeap.limit(MemoryTag.SEALED_CHUNK, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK));
            assertThrows(MemoryLimitException.class, ingest::sealAll);
            OffHeap.limit(MemoryTag.SEALED_CHUNK, OffHeap.NO_LIMIT);
            assertEquals(List.of(1L), rowNumbers("n"));
        }
        assertEquals(List.of(1L), rowNumbers("n"));
    }
}
