package dev.kymo.store.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rows are taken and can be asked for whatever the disk does, and count as filed only when it has them.
final class FilingThreadTest {
    private static final StoreId ID = StoreId.recording("app", "beside");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final SealPolicy POLICY = new SealPolicy(1 << 20, 4, Long.MAX_VALUE, 4096);

    private final long usedBefore = OffHeap.usedBytes();
    private final Stores stores = new Stores();
    private final MemoryChunks memory = new MemoryChunks();
    private final List<Integer> storedRows = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch disk = new CountDownLatch(1);
    private volatile boolean isFull;
    private final ChunkSink sink = (store, chunk) -> {
        try {
            disk.await();
        } catch (final InterruptedException e) {
            throw new IOException(e);
        }
        if (isFull) {
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

    private static DataRow row(final long number, final int values) {
        return new DataRow(
                new RowId(1, number),
                ENTITY,
                TimePoint.of(FRAME, number),
                List.of(new DataCell(ComponentDescriptor.of("n"), ArrayData.longs(Datatype.INT64, new long[values]))));
    }

    private List<Long> times() {
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            return reader.range(ENTITY, "n", "frame", Long.MIN_VALUE, Long.MAX_VALUE).stream()
                    .map(cell -> cell.time())
                    .toList();
        }
    }

    private static List<Long> upTo(final int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    @Test
    void shouldShowRowsWhileTheDiskStandsStillAndFileThemInOrder() {
        try (StoreIngest ingest = StoreIngest.filingBeside(stores, sink, POLICY, true)) {
            for (int i = 0; i < 9; i++) {
                ingest.append(ID, row(i, i == 6 ? 1000 : 1));
            }
            ingest.tick();
            assertEquals(upTo(9), times());
            assertEquals(9, ingest.appendedMark());
            assertEquals(0, ingest.filedMark());
            disk.countDown();
            ingest.requestFiling();
            assertEquals(9, ingest.filedMark());
            assertEquals(List.of(4, 1, 4), storedRows);
            assertEquals(upTo(9), times());
        }
    }

    @Test
    void shouldKeepRowsThatCouldNotBeFiledAndTryAgain() {
        isFull = true;
        disk.countDown();
        try (StoreIngest ingest = StoreIngest.filingBeside(stores, sink, POLICY, true)) {
            for (int i = 0; i < 6; i++) {
                ingest.append(ID, row(i, i == 4 ? 1000 : 1));
            }
            assertThrows(UncheckedIOException.class, ingest::requestFiling);
            assertEquals(0, ingest.filedMark());
            assertEquals(upTo(6), times());
            isFull = false;
            ingest.requestFiling(1, true);
            assertTrue(ingest.filedMark() >= 1, () -> "filedMark=" + ingest.filedMark());
            ingest.requestFiling();
            assertEquals(6, ingest.filedMark());
            assertEquals(upTo(6), times());
            assertEquals(6, storedRows.stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void shouldTakeRowsFromThereOnWhenMoreIsUnderWayThanTheDiskTakes() throws InterruptedException {
        final int rows = 4 * (FilingThread.MAX_UNDER_WAY + 20);
        final Thread later = new Thread(
                () -> {
                    while (times().size() < 4 * FilingThread.MAX_UNDER_WAY) {
                        Thread.onSpinWait();
                    }
                    disk.countDown();
                },
                "disk");
        later.start();
        try (StoreIngest ingest = StoreIngest.filingBeside(stores, sink, POLICY, true)) {
            for (int i = 0; i < rows; i++) {
                ingest.append(ID, row(i, 1));
            }
        }
        later.join();
        assertEquals(upTo(rows), times());
        assertEquals(rows / 4, storedRows.size());
    }

    @Test
    void shouldEndWithoutFilingWhatIsOpen() {
        disk.countDown();
        final StoreIngest ingest = StoreIngest.filingBeside(stores, sink, POLICY, true);
        for (int i = 0; i < 5; i++) {
            ingest.append(ID, row(i, 1));
        }
        ingest.abandon();
        ingest.abandon();
        assertTrue(storedRows.size() <= 1, storedRows::toString);
        assertEquals(upTo(5), times());
    }
}
