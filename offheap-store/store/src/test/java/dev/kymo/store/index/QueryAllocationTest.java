package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Questions to a prepared query leave nothing behind on the heap, and what they cost follows what is there.
final class QueryAllocationTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long usedBefore = OffHeap.usedBytes();
    private final Stores stores = new Stores();
    private final MemoryChunks sink = new MemoryChunks();
    private final StoreIngest ingest =
            new StoreIngest(stores, sink, new SealPolicy(1 << 20, 500, Long.MAX_VALUE, 1 << 20));
    private long sum;

    @AfterEach
    void assertNothingLeft() {
        stores.close();
        sink.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind, sum=" + sum);
    }

    private void log(final EntityPath entity, final TimePoint time, final String component, final long... values) {
        log(ingest, entity, time, component, values);
    }

    private static void log(
            final StoreIngest into,
            final EntityPath entity,
            final TimePoint time,
            final String component,
            final long... values) {
        final ArrayData instances =
                component.equals(Clears.COMPONENT) ? ArrayData.booleans(true) : ArrayData.longs(Datatype.INT64, values);
        into.append(
                ID,
                new DataRow(
                        RowIds.PROCESS.next(),
                        entity,
                        time,
                        List.of(new DataCell(ComponentDescriptor.of(component), instances))));
    }

    /// Sealed and open chunks, regular, jittered, unsorted and overlapping times, sparse columns, static data, clears.
    private List<EntityPath> fill() {
        return fill(ingest);
    }

    private static List<EntityPath> fill(final StoreIngest into) {
        final Random random = new Random(5);
        final List<EntityPath> entities = new ArrayList<>();
        for (int e = 0; e < 40; e++) {
            final EntityPath entity = EntityPath.of("world", "e" + e);
            entities.add(entity);
            for (int row = 0; row < 1200; row++) {
                final long time = switch (e % 4) {
                    case 0 -> row * 10L;
                    case 1 -> row * 10L + random.nextInt(10);
                    case 2 -> random.nextInt(12_000);
                    default -> row % 2 == 0 ? row * 10L : 12_000 - row * 10L;
                };
                log(into, entity, TimePoint.of(FRAME, time), row % 50 == 0 ? "seldom" : "often", row, e);
            }
            if (e % 7 == 0) {
                log(into, entity, TimePoint.STATIC, "fixed", e);
            }
            if (e % 9 == 0) {
                log(into, entity, TimePoint.of(FRAME, 6000), Clears.COMPONENT);
            }
        }
        return entities;
    }

    private static long leastAllocatedBytes(final Runnable work) {
        long least = Long.MAX_VALUE;
        // A method that is being compiled may allocate now and then: the least of a few runs counts.
        for (int i = 0; i < 6 && least > 0; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /// Chunks go one after the other, each from another entity, while all entities are asked, and one alone.
    @Test
    void shouldAllocateNothingWhileChunksGo() {
        final List<EntityPath> entities = new ArrayList<>();
        for (int e = 0; e < 20; e++) {
            entities.add(EntityPath.of("e" + e));
        }
        for (int chunk = 0; chunk < 20; chunk++) {
            for (final EntityPath entity : entities) {
                for (int row = 0; row < 500; row++) {
                    log(entity, TimePoint.of(FRAME, chunk * 500L + row), "often", row, chunk);
                }
            }
        }
        ingest.sealAll();
        final RecordingStore store = stores.getOrCreate(ID);
        final LatestAtQuery all = new LatestAtQuery(store, entities, List.of("often", "none"), "frame");
        final LatestAtQuery one = new LatestAtQuery(store, entities, List.of("often", "none"), "frame");
        final LatestAtResult answers = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            for (int time = 0; time < 20 * 500; time += 100) {
                reader.latestAt(all, time, answers);
                for (int e = 0; e < entities.size(); e++) {
                    reader.latestAt(one, e, time, answers);
                }
            }
            final long inChunkThatStays = 19 * 500 + 7;
            final List<Long> allocated = new ArrayList<>();
            SealedChunk next = store.nextSealed(null);
            while (store.sealedBytes() > 0 && next != null && allocated.size() < 300) {
                final SealedChunk gone = next;
                next = store.nextSealed(gone);
                store.withdraw(List.of(new RecordingStore.Withdrawal(
                        gone.chunk().entity(), List.of(gone), List.of(), new Cuts.Builder())));
                final long before = THREADS.getCurrentThreadAllocatedBytes();
                reader.latestAt(all, inChunkThatStays, answers);
                for (int e = 0; e < entities.size(); e++) {
                    reader.latestAt(one, e, inChunkThatStays, answers);
                    sum += answers.int64(0, 0);
                }
                allocated.add(THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(300, allocated.size());
            final long none = allocated.stream().filter(bytes -> bytes == 0).count();
            // What the compiler does now and then is not the query's
            assertTrue(none >= 280, () -> "bytes: " + allocated);
        }
        store.reclaim();
    }

    @Test
    void shouldAllocateNothingForLatestAtOfSealedAndOpenRowsStaticDataAndClears() {
        final List<EntityPath> entities = fill();
        final RecordingStore store = stores.getOrCreate(ID);
        final LatestAtQuery query = new LatestAtQuery(
                store, entities, List.of("often", "seldom", "fixed", Clears.COMPONENT, "none"), "frame");
        final LatestAtResult answers = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            final Random random = new Random(1);
            final long[] times = random.longs(3000, -10, 13_000).toArray();
            final Runnable questions = () -> ask(reader, query, times, answers);
            questions.run();
            assertEquals(0, leastAllocatedBytes(questions));
        }
    }

    @Test
    void shouldAllocateNothingForChunksOfFilesWhileTheyAreLoaded() {
        try (MemoryFile file = new MemoryFile();
                Stores filed = new Stores(new ChunkMemory(1 << 30))) {
            final StoreIngest filing =
                    new StoreIngest(filed, file, new SealPolicy(1 << 20, 500, Long.MAX_VALUE, 1 << 20));
            final List<EntityPath> entities = fill(filing);
            filing.sealAll();
            final RecordingStore store = filed.getOrCreate(ID);
            final LatestAtQuery query =
                    new LatestAtQuery(store, entities, List.of("often", "seldom", "fixed", "none"), "frame");
            final LatestAtResult answers = new LatestAtResult();
            try (StoreReader reader = store.reader()) {
                final long[] times = new Random(1).longs(3000, -10, 13_000).toArray();
                final Runnable questions = () -> ask(reader, query, times, answers);
                questions.run();
                final long reads = file.reads();
                assertTrue(reads > 0, "nothing was read from the file");
                assertEquals(0, leastAllocatedBytes(questions));
                assertEquals(reads, file.reads());
            }
        }
    }

    @Test
    void shouldAnswerTheSameFromChunksThatAreLetGoAndLoadedAgain() {
        final List<EntityPath> entities = fill(ingest);
        ingest.sealAll();
        final RecordingStore inMemory = stores.getOrCreate(ID);
        final ChunkMemory budget = new ChunkMemory(48 << 10);
        try (MemoryFile file = new MemoryFile();
                Stores filed = new Stores(budget)) {
            final StoreIngest filing =
                    new StoreIngest(filed, file, new SealPolicy(1 << 20, 500, Long.MAX_VALUE, 1 << 20));
            fill(filing);
            filing.sealAll();
            final RecordingStore store = filed.getOrCreate(ID);
            final List<String> components = List.of("often", "seldom", "fixed", Clears.COMPONENT);
            final LatestAtQuery query = new LatestAtQuery(store, entities, components, "frame");
            final LatestAtQuery expected = new LatestAtQuery(inMemory, entities, components, "frame");
            final LatestAtResult answers = new LatestAtResult();
            final LatestAtResult known = new LatestAtResult();
            final Random random = new Random(3);
            try (StoreReader reader = store.reader();
                    StoreReader other = inMemory.reader()) {
                for (int i = 0; i < 2000; i++) {
                    reader.renew();
                    // Neighbours in time, so that lines are asked again after others were let go.
                    final long time = i % 3 == 0 ? random.nextLong(13_000) : 6_000 + random.nextLong(600);
                    final int entity = random.nextInt(entities.size());
                    reader.latestAt(query, entity, time, answers);
                    other.latestAt(expected, entity, time, known);
                    assertEquals(known.size(), answers.size());
                    for (int answer = 0; answer < known.size(); answer++) {
                        assertEquals(known.isFound(answer), answers.isFound(answer));
                        if (known.isFound(answer)) {
                            assertEquals(known.time(answer), answers.time(answer));
                            assertEquals(Values.text(known.instances(answer)), Values.text(answers.instances(answer)));
                        }
                    }
                }
            }
            assertTrue(
                    budget.statistics().evictions() > 100,
                    () -> budget.statistics().toString());
        }
    }

    private void ask(
            final StoreReader reader, final LatestAtQuery query, final long[] times, final LatestAtResult answers) {
        for (final long time : times) {
            reader.renew();
            reader.latestAt(query, time, answers);
            for (int i = 0; i < answers.size(); i++) {
                if (answers.isFound(i)) {
                    sum += answers.time(i) + answers.rowIdInc(i) + answers.instanceCount(i);
                    sum += answers.bytesLength(i) >= 8 ? answers.int64(i, 0) : 0;
                }
            }
        }
    }

    @Test
    void shouldAllocateNothingForRanges() {
        final List<EntityPath> entities = fill();
        final RecordingStore store = stores.getOrCreate(ID);
        final List<RangeQuery> queries = new ArrayList<>();
        for (final EntityPath entity : entities) {
            queries.add(new RangeQuery(store, entity, "often", "frame"));
            queries.add(new RangeQuery(store, entity, "seldom", "frame"));
            queries.add(new RangeQuery(store, entity, "fixed", "frame"));
        }
        final RangeRuns runs = new RangeRuns();
        try (StoreReader reader = store.reader()) {
            final long[] times = new Random(1).longs(20, -10, 13_000).toArray();
            final Runnable questions = () -> {
                for (final long time : times) {
                    for (int i = 0; i < queries.size(); i++) {
                        reader.renew();
                        reader.range(queries.get(i), time, time + 1000, runs);
                        while (runs.next()) {
                            for (int row = 0; row < runs.length(); row++) {
                                sum += runs.time(row) + runs.firstInstance(row);
                            }
                        }
                    }
                }
            };
            questions.run();
            assertEquals(0, leastAllocatedBytes(questions));
        }
    }

    @Test
    void shouldKeepMemoryFlatOverAMillionQuestionsAtDistinctTimes() {
        final EntityPath entity = EntityPath.of("e");
        for (int row = 0; row < 10_000; row++) {
            log(entity, TimePoint.of(FRAME, row * 100L + row % 7), "v", row);
        }
        final RecordingStore store = stores.getOrCreate(ID);
        final LatestAtQuery query = new LatestAtQuery(store, List.of(entity), List.of("v"), "frame");
        final LatestAtResult answers = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            final Runnable questions = () -> {
                for (int i = 0; i < 1_000_000; i++) {
                    reader.latestAt(query, 7 + i, answers);
                    sum += answers.int64(0, 0);
                }
            };
            questions.run();
            final long used = OffHeap.usedBytes();
            assertEquals(0, leastAllocatedBytes(questions));
            assertEquals(used, OffHeap.usedBytes());
        }
    }

    @Test
    void shouldVisitOnlyColumnsThatAreThereOfFiveThousandEntitiesAndEightySixComponents() {
        final List<EntityPath> entities = new ArrayList<>();
        final List<String> components = new ArrayList<>();
        for (int c = 0; c < 86; c++) {
            components.add("component" + c);
        }
        for (int e = 0; e < 5000; e++) {
            final EntityPath entity = EntityPath.of("world", "e" + e);
            entities.add(entity);
            log(entity, TimePoint.of(FRAME, e), "component17", e);
            log(entity, TimePoint.of(FRAME, e), "component3", -e);
        }
        ingest.sealAll();
        final RecordingStore store = stores.getOrCreate(ID);
        final LatestAtQuery query = new LatestAtQuery(store, entities, components, "frame");
        final LatestAtResult answers = new LatestAtResult();
        try (StoreReader reader = store.reader()) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            reader.latestAt(query, 2500, answers);
            final long prepared = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertEquals(10_000, answers.size());
            assertTrue(prepared < 10_000 * 1500L, () -> "bytes=" + prepared + " for 10,000 columns");
            for (int e = 0; e < 5000; e++) {
                assertEquals(e <= 2500, answers.isFound(e, 17));
                assertEquals(e <= 2500, answers.isFound(e, 3));
                assertEquals(LatestAtResult.NO_ANSWER, answers.answer(e, 50));
                if (e <= 2500) {
                    assertEquals(-e, answers.int64(answers.answer(e, 3), 0));
                }
            }
            assertEquals(0, leastAllocatedBytes(() -> {
                for (int i = 0; i < 50; i++) {
                    reader.latestAt(query, i * 100L, answers);
                }
            }));
        }
    }

    @Test
    void shouldTurnAHundredThousandTablesOfOneRowIntoFewChunks() {
        final EntityPath entity = EntityPath.of("e");
        final StoreIngest usual = new StoreIngest(stores, sink, SealPolicy.fromEnvironment());
        for (int row = 0; row < 100_000; row++) {
            usual.append(
                    ID,
                    new DataRow(
                            RowIds.PROCESS.next(),
                            entity,
                            TimePoint.of(FRAME, row),
                            List.of(new DataCell(ComponentDescriptor.of("v"), ArrayData.longs(Datatype.INT64, row)))));
        }
        usual.sealAll();
        try (StoreReader reader = stores.getOrCreate(ID).reader()) {
            final int chunks = reader.storedColumns(entity, "v", "frame", 0, Long.MAX_VALUE)
                    .size();
            assertTrue(chunks <= 30, () -> "chunks=" + chunks);
            final RangeRuns runs = new RangeRuns();
            int runCount = 0;
            long rows = 0;
            reader.range(new RangeQuery(reader.store(), entity, "v", "frame"), 0, Long.MAX_VALUE, runs);
            while (runs.next()) {
                assertTrue(runs.isDense());
                assertEquals(rows, runs.bytes().get(dev.kymo.store.model.Layouts.LONG, runs.bytesAt()));
                rows += runs.length();
                runCount++;
            }
            assertEquals(100_000, rows);
            assertEquals(chunks, runCount);
        }
    }
}
