package dev.kymo.store.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.MemoryTag;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A limit is kept while rows come that would be many times too much.
final class MemoryKeeperTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUES = ComponentDescriptor.of("values");
    private static final long LIMIT_BYTES = 8 << 20;
    private static final int VALUES_A_ROW = 2048;
    private static final long STEP_NS = 1_000_000;

    private final long usedBefore = OffHeap.usedBytes();
    private final long sealedBefore = OffHeap.usedBytes(MemoryTag.SEALED_CHUNK);
    private final MemoryChunks memory = new MemoryChunks();
    private final Stores stores = new Stores();
    private final StoreIngest ingest = new StoreIngest(stores, memory, new SealPolicy(1 << 20, 10, 10, 1 << 20));
    private final List<String> said = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private int trims;

    private final MemoryKeeper keeper = new MemoryKeeper(
            stores,
            memory,
            new ChunkMemory.ProcessMemory() {
                @Override
                public long heldBytes() {
                    return OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) - sealedBefore;
                }

                @Override
                public void trim() {
                    trims++;
                }
            },
            LIMIT_BYTES,
            () -> SweepPolicy.OLDEST_FIRST,
            said::add,
            steps::add);

    @AfterEach
    void leavesNothingBehind() {
        ingest.close();
        stores.close();
        memory.close();
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private void log(final EntityPath entity, final TimePoint time, final int number) {
        final int[] values = new int[VALUES_A_ROW];
        java.util.Arrays.fill(values, number);
        ingest.append(
                ID,
                new DataRow(
                        new RowId(1, number),
                        entity,
                        time,
                        List.of(new DataCell(VALUES, ArrayData.ints(Datatype.INT32, values)))));
    }

    private void workAfterAWhile() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
        while (keeper.work(STEP_NS)) {
            // goes on
        }
    }

    @Test
    void shouldStayBelowTheLimitAndGiveUpCachesFirst() {
        final List<String> given = new ArrayList<>();
        keeper.addCache(() -> given.add("gpu " + keeper.sweeps()));
        keeper.addCache(() -> given.add("query " + keeper.sweeps()));
        long greatest = 0;
        for (int number = 0; number < 10_000; number++) {
            log(ENTITY, TimePoint.of(FRAME, number), number);
            if (number % 100 == 99) {
                workAfterAWhile();
                greatest = Math.max(greatest, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) - sealedBefore);
            }
        }
        assertTrue(greatest <= LIMIT_BYTES, greatest + " bytes held");
        assertTrue(keeper.sweeps() > 5 && keeper.freedBytes() > LIMIT_BYTES, () -> "sweeps " + keeper.sweeps());
        assertFalse(keeper.isRefusing());
        assertEquals(List.of("gpu 0", "query 0"), given.subList(0, 2));
        assertTrue(trims > 0 && !steps.isEmpty());
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            for (int number = 9_999; number > 9_900; number--) {
                assertEquals(
                        number,
                        reader.latestAt(ENTITY, "values", "frame", number)
                                .orElseThrow()
                                .instances()
                                .getInt(0));
            }
        }
    }

    @Test
    void shouldRefuseWhenWhatMustStayIsTooMuchAndNoMoreWhenItIsNot() {
        for (int number = 0; number < 1200; number++) {
            log(EntityPath.of("s" + number), TimePoint.STATIC, number);
        }
        ingest.sealAll();
        workAfterAWhile();
        assertTrue(keeper.isRefusing());
        assertEquals(0, keeper.freedBytes());
    }

    @Test
    void shouldNameAReaderThatHoldsMemoryBack() throws InterruptedException {
        log(ENTITY, TimePoint.of(FRAME, 0), 0);
        final Thread holder = Thread.ofPlatform().name("sleeper").start(() -> {
            try (StoreReader _ = stores.getOrCreate(ID).reader()) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            }
        });
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        final long beganNs = System.nanoTime();
        int number = 1;
        while (said.isEmpty() && System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(3)) {
            log(ENTITY, TimePoint.of(FRAME, number), number++);
            if (number % 10 == 0) {
                workAfterAWhile();
            }
        }
        assertTrue(said.getFirst().startsWith("a reader of thread sleeper has not let go of one"), said::toString);
        assertTrue(System.nanoTime() - beganNs < TimeUnit.MILLISECONDS.toNanos(1500));
        holder.join();
    }
}
