package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
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
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A recorder's store over the file that it writes: what it costs, and that it answers.
final class FiledChunksTest {
    private static final StoreId ID = StoreId.recording("filed", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final Timeline TICK = Timeline.sequence("tick");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final ComponentDescriptor COLOR = ComponentDescriptor.of("Points3D:colors");
    private static final int ROWS = 4;
    private static final int ENTITIES = 10;
    /// The heads of all chunks that may be loaded at once are not among it.
    private static final int MOST_LOADED = 2048;

    private static final long BYTES_PER_CHUNK = 400;

    private final long usedBefore = OffHeap.usedBytes();

    @TempDir
    private Path folder;

    @AfterEach
    void shouldHaveGivenAllMemoryBack() {
        assertEquals(usedBefore, OffHeap.usedBytes());
    }

    private static EntityPath entity(final long number) {
        return EntityPath.of("world", "e" + number % ENTITIES);
    }

    /// The rows of a chunk: one after the other, so that the policy below seals it.
    private static void logChunk(final StoreIngest ingest, final long chunk) {
        for (int row = 0; row < ROWS; row++) {
            final long time = chunk * ROWS + row;
            ingest.append(
                    ID,
                    new DataRow(
                            RowIds.PROCESS.next(),
                            entity(chunk),
                            TimePoint.of(Map.of(FRAME, time, TICK, 1000 - time)),
                            List.of(
                                    new DataCell(VALUE, ArrayData.doubles(Datatype.FLOAT64, time * 0.5)),
                                    new DataCell(COLOR, ArrayData.longs(Datatype.INT64, time)))));
        }
    }

    private static SealPolicy policy() {
        return new SealPolicy(Long.MAX_VALUE, ROWS, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static double ask(final StoreReader reader, final long time) {
        return reader.latestAt(entity(time / ROWS), VALUE.component(), FRAME.name(), time)
                .orElseThrow()
                .instances()
                .getDouble(0);
    }

    private static long heapBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            System.gc();
            Thread.onSpinWait();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    @Test
    void shouldCostLittlePerFiledChunkWhoeverAsksMeanwhile(final TestReporter reporter)
            throws IOException, InterruptedException {
        // By then as many are loaded as may be
        final int settled = 20_000;
        final int chunks = 70_000;
        final Random random = new Random(5);
        try (RrdWriter writer = RrdWriter.create(folder.resolve("many.rrd"), RrdWriterOptions.DEFAULT);
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(stores, writer, policy())) {
            long heapBefore = 0;
            long offHeapBefore = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                if (chunk == settled) {
                    heapBefore = heapBytes();
                    offHeapBefore = OffHeap.usedBytes();
                }
                logChunk(ingest, chunk);
                if (chunk % 8 == 0) {
                    try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                        final long time = random.nextLong((chunk + 1L) * ROWS);
                        assertEquals(time * 0.5, ask(reader, time), "seed=5 chunk=" + chunk);
                    }
                }
            }
            final double heap = (double) (heapBytes() - heapBefore) / (chunks - settled);
            final double offHeap = (double) (OffHeap.usedBytes() - offHeapBefore) / (chunks - settled);
            reporter.publishEntry("bytes per filed chunk: " + heap + " on the heap, " + offHeap + " off it");
            assertTrue(stores.loaded().chunks() <= MOST_LOADED, stores.loaded().toString());
            assertTrue(stores.loaded().evictions() > 0, stores.loaded().toString());
            assertTrue(heap + offHeap <= BYTES_PER_CHUNK, heap + " bytes on the heap, " + offHeap + " off it");
        }
    }

    @Test
    void shouldUnpackChunksOfACompressedRecordingWithinABudget() throws IOException {
        final long limit = 64 << 10;
        final int chunks = 2000;
        final Random random = new Random(6);
        try (RrdWriter writer = RrdWriter.create(
                        folder.resolve("packed.rrd"), RrdWriterOptions.DEFAULT.withCompression(Compression.LZ4));
                Stores stores = new Stores(new ChunkMemory(limit));
                StoreIngest ingest = new StoreIngest(stores, writer, policy())) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                logChunk(ingest, chunk);
            }
            for (int i = 0; i < 3000; i++) {
                try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                    final long time = random.nextLong((long) chunks * ROWS);
                    assertEquals(time * 0.5, ask(reader, time), "seed=6 question=" + i);
                }
                assertTrue(OffHeap.usedBytes(MemoryTag.DECOMPRESSED) <= limit, "seed=6 question=" + i);
            }
            assertTrue(stores.loaded().evictions() > 0, stores.loaded().toString());
            assertEquals(List.of(), writer.problems());
        }
        assertEquals(0, OffHeap.usedBytes(MemoryTag.DECOMPRESSED));
    }

    @Test
    void shouldAnswerPreparedQueriesAndRangesFromSeveralWindowsOfTheFile() throws IOException {
        final int chunks = 300;
        try (RrdWriter writer = RrdWriter.create(
                        folder.resolve("windows.rrd"), RrdWriterOptions.DEFAULT.withWindowBytes(1 << 16));
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(stores, writer, policy())) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                logChunk(ingest, chunk);
            }
            final RecordingStore store = stores.getOrCreate(ID);
            final List<EntityPath> entities = List.copyOf(store.entities());
            final LatestAtQuery query =
                    new LatestAtQuery(store, entities, List.of(VALUE.component(), COLOR.component()), TICK.name());
            final LatestAtResult answers = new LatestAtResult();
            try (StoreReader reader = store.reader()) {
                for (long at = 1000 - chunks * ROWS; at < 1001; at += 37) {
                    reader.latestAt(query, at, answers);
                    for (int i = 0; i < entities.size(); i++) {
                        final Cell single = reader.latestAt(entities.get(i), COLOR.component(), TICK.name(), at)
                                .orElse(null);
                        assertEquals(single != null, answers.isFound(i, 1));
                        if (single != null) {
                            assertEquals(
                                    single.row(),
                                    answers.cell(answers.answer(i, 1)).row());
                            assertEquals(
                                    1000 - single.time(), single.instances().getLong(0));
                        }
                    }
                }
                final List<Long> all = new ArrayList<>();
                for (final EntityPath entity : entities) {
                    for (final Cell cell : reader.range(entity, VALUE.component(), FRAME.name(), 0, Long.MAX_VALUE)) {
                        all.add(cell.time());
                        assertEquals(cell.time() * 0.5, cell.instances().getDouble(0));
                    }
                }
                assertEquals(chunks * ROWS, all.stream().distinct().count());
                assertEquals(chunks * ROWS, all.size());
            }
        }
    }

    @Test
    void shouldRefuseToAnswerFromAFileThatIsClosed() throws IOException {
        final Path path = folder.resolve("closed.rrd");
        try (Stores stores = new Stores()) {
            final RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT);
            try (StoreIngest ingest = new StoreIngest(stores, writer, policy())) {
                logChunk(ingest, 0);
            }
            try (StoreReader reader = stores.getOrCreate(ID).reader()) {
                assertEquals(0.5, ask(reader, 1));
                writer.close();
                assertThrows(IllegalStateException.class, () -> ask(reader, 1));
            }
        }
    }
}
