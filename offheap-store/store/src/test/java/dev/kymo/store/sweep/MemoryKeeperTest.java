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
import dev.kymo.store.sweep.Releasable.Rank;
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
    /// What the process holds beside sealed chunks.
    private long elsewhere;

    private final MemoryKeeper keeper = new MemoryKeeper(
            stores,
            memory,
            new ChunkMemory.ProcessMemory() {
                @Override
                public long heldBytes() {
                    return OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) - sealedBefore + elsewhere;
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
        keeper.close();
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
        // Not in the order in which they go
        keeper.add(Rank.CHUNKS, Releasable.of(() -> given.add("settle " + keeper.sweeps())));
        keeper.add(Rank.VIEWER, Releasable.of(() -> given.add("viewer " + keeper.sweeps())));
        keeper.add(Rank.GRAPHICS, Releasable.of(() -> given.add("gpu " + keeper.sweeps())));
        keeper.add(Rank.QUERIES, Releasable.of(() -> given.add("query " + keeper.sweeps())));
        long greatest = 0;
        for (int number = 0; number < 6000; number++) {
            log(ENTITY, TimePoint.of(FRAME, number), number);
            if (number % 100 == 99) {
                workAfterAWhile();
                greatest = Math.max(greatest, OffHeap.usedBytes(MemoryTag.SEALED_CHUNK) - sealedBefore);
            }
        }
        assertTrue(greatest <= LIMIT_BYTES, greatest + " bytes held");
        assertTrue(keeper.sweeps() > 5 && keeper.freedBytes() > LIMIT_BYTES, () -> "sweeps " + keeper.sweeps());
        assertFalse(keeper.isRefusing());
        assertEquals(List.of("gpu 0", "viewer 0", "settle 0"), given.subList(0, 3));
        assertTrue(given.stream().noneMatch(each -> each.startsWith("query")), "chunks were enough");
        assertTrue(trims > 0 && !steps.isEmpty());
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            for (int number = 5999; number > 5900; number--) {
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
        fillWithStatics();
        workAfterAWhile();
        assertTrue(keeper.isRefusing());
        assertEquals(0, keeper.freedBytes());
        elsewhere = -LIMIT_BYTES;
        workAfterAWhile();
        assertFalse(keeper.isRefusing());
    }

    @Test
    void shouldStopWhereItIsEnough() {
        fillWithStatics();
        final List<String> given = new ArrayList<>();
        keeper.add(Rank.GRAPHICS, Releasable.of(() -> given.add("gpu")));
        keeper.add(Rank.VIEWER, Releasable.of(() -> {
            given.add("viewer");
            elsewhere = -LIMIT_BYTES;
        }));
        keeper.add(Rank.QUERIES, Releasable.of(() -> given.add("query")));
        workAfterAWhile();
        assertEquals(List.of("gpu", "viewer"), given);
        assertFalse(keeper.isRefusing());
    }

    @Test
    void shouldAskForAllInOrderWhenNothingIsEnough() {
        fillWithStatics();
        final List<String> given = new ArrayList<>();
        for (final Rank rank : List.of(Rank.RECORDINGS, Rank.QUERIES, Rank.CHUNKS, Rank.VIEWER, Rank.GRAPHICS)) {
            keeper.add(rank, Releasable.of(() -> given.add(rank + " 1")));
            keeper.add(rank, Releasable.of(() -> given.add(rank + " 2")));
        }
        workAfterAWhile();
        final List<String> wanted = new ArrayList<>();
        for (final Rank rank : Rank.values()) {
            wanted.add(rank + " 1");
            wanted.add(rank + " 2");
        }
        assertEquals(wanted, given.subList(0, wanted.size()));
        assertTrue(keeper.isRefusing());
    }

    @Test
    void shouldDropEmptyRecordingsButOne() {
        final StoreId other = StoreId.recording("app", "two");
        stores.getOrCreate(other);
        stores.getOrCreate(StoreId.recording("app", "three"));
        fillWithStatics();
        try (StoreReader _ = stores.getOrCreate(other).reader()) {
            workAfterAWhile();
            assertEquals(
                    List.of("one", "two"),
                    stores.all().stream().map(store -> store.id().recordingId()).toList(),
                    "the one that is read stays");
        }
        workAfterAWhile();
        assertEquals(
                List.of("one"),
                stores.all().stream().map(store -> store.id().recordingId()).toList());
    }

    @Test
    void shouldLeaveOneRecordingWhateverIsInIt() {
        stores.getOrCreate(StoreId.recording("app", "two"));
        stores.getOrCreate(ID);
        elsewhere = 2 * LIMIT_BYTES;
        workAfterAWhile();
        assertEquals(1, stores.all().size());
        workAfterAWhile();
        assertEquals(1, stores.all().size());
        assertTrue(keeper.isRefusing());
    }

    @Test
    void shouldWaitForAnotherThreadThatGivesUpSomethingAndNotForLong() {
        elsewhere = LIMIT_BYTES * 4 / 5;
        final List<String> given = new ArrayList<>();
        keeper.add(Rank.VIEWER, _ -> {
            given.add("window");
            return given.size() < 3;
        });
        keeper.add(Rank.VIEWER, _ -> {
            given.add("stuck");
            return true;
        });
        keeper.add(Rank.QUERIES, Releasable.of(() -> given.add("query")));
        final long beganNs = System.nanoTime();
        int calls = 0;
        while (!given.contains("query") && System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(5)) {
            keeper.work(STEP_NS);
            calls++;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertEquals(List.of("window", "window", "window", "stuck"), given.subList(0, 4));
        assertEquals("query", given.getLast());
        assertTrue(System.nanoTime() - beganNs >= TimeUnit.MILLISECONDS.toNanos(100));
        final long waits = given.stream().filter(each -> !each.equals("query")).count() - 2;
        assertTrue(steps.size() <= calls - waits, steps.size() + " steps, but waits are none");
    }

    private void fillWithStatics() {
        for (int number = 0; number < 1200; number++) {
            log(EntityPath.of("s" + number), TimePoint.STATIC, number);
        }
        ingest.sealAll();
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
