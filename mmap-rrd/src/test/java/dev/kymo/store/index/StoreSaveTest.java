package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.StoreSave;
import dev.kymo.store.ingest.Stores;
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
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that is saved and opened again has the same rows, and answers the same.
final class StoreSaveTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUES = ComponentDescriptor.of("values");

    @TempDir
    private Path folder;

    @Test
    void shouldHaveEveryRowAgain() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            run(seed);
        }
    }

    private void run(final int seed) throws IOException {
        final long usedBefore = OffHeap.usedBytes();
        final Random random = new Random(seed);
        final RandomRows rows = new RandomRows(random);
        final ReferenceStore all = new ReferenceStore();
        final Path file = folder.resolve(seed + ".rrd");
        // Of one that is not swept, every other is in a file already, but for what still comes
        final boolean isFiled = seed % 4 == 0;
        try (MemoryChunks memory = new MemoryChunks();
                MemoryFile chunks = new MemoryFile();
                Stores stores = new Stores();
                StoreIngest ingest = new StoreIngest(
                        stores,
                        isFiled ? chunks : memory,
                        new SealPolicy(1 << 20, 1 + random.nextInt(200), 1L << 40, 1L << 20))) {
            for (int i = 0; i < 600; i++) {
                final DataRow row = rows.next();
                ingest.append(ID, row);
                all.add(RandomRows.reference(row));
            }
            final RecordingStore store = stores.getOrCreate(ID);
            final boolean isSwept = seed % 2 == 1;
            if (isSwept) {
                try (Sweep sweep = new Sweep(store, memory, SweepPolicy.OLDEST_FIRST, new SweepTarget.Fraction(0.6))) {
                    while (!sweep.step(100_000)) {
                        // goes on
                    }
                }
            }
            save(store, file, new SealPolicy(1 + random.nextInt(20_000), 1 + random.nextInt(100), 1L << 40, 1 << 10));
            try (IndexedRecording recording =
                            IndexedRecording.open(file, IndexOptions.defaults().withCacheFolder(null));
                    RecordingStore loaded = new RecordingStore(ID, recording.chunks(ID))) {
                compare(store, loaded, "seed=" + seed);
                if (!isSwept) {
                    Questions.ask(random, rows, loaded, all, 20, false, "saved, seed=" + seed);
                }
                assertTrue(recording.problems().isEmpty(), () -> "seed=" + seed + recording.problems());
            }
        }
        assertEquals(usedBefore, OffHeap.usedBytes(), "seed=" + seed + ": bytes left behind");
        Files.delete(file);
    }

    private static StoreSave.Saved save(final RecordingStore store, final Path file, final SealPolicy policy)
            throws IOException {
        final List<Integer> told = new ArrayList<>();
        try (RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT)) {
            final StoreSave.Saved saved = StoreSave.save(store, writer, policy, (done, _) -> told.add(done));
            assertEquals(writer.rowCount(), saved.rows());
            assertEquals(writer.chunkCount(), saved.chunks());
            assertEquals(store.entities().size(), told.size());
            return saved;
        }
    }

    private static void compare(final RecordingStore store, final RecordingStore loaded, final String where) {
        assertEquals(store.entities(), loaded.entities(), where);
        long cells = 0;
        try (StoreReader before = store.reader();
                StoreReader after = loaded.reader()) {
            for (final EntityPath entity : store.entities()) {
                for (final StoreReader.ColumnInfo column : before.columns(entity)) {
                    for (final String timeline : RandomRows.TIMELINES) {
                        final List<ReferenceStore.Answer> wanted = Questions.answers(
                                before.range(entity, column.component(), timeline, Long.MIN_VALUE, Long.MAX_VALUE));
                        assertEquals(
                                wanted,
                                Questions.answers(after.range(
                                        entity, column.component(), timeline, Long.MIN_VALUE, Long.MAX_VALUE)),
                                () -> where + ": " + entity + " " + column.component() + " " + timeline);
                        cells += wanted.size();
                    }
                }
            }
        }
        assertTrue(cells > 100, cells + " cells compared");
    }

    private StoreSave.Saved savedOf(final int rowCount, final int rowsAChunk, final int valuesARow) throws IOException {
        final Path file = folder.resolve(rowCount + "-" + rowsAChunk + ".rrd");
        try (MemoryChunks memory = new MemoryChunks();
                Stores stores = new Stores();
                StoreIngest ingest =
                        new StoreIngest(stores, memory, new SealPolicy(1L << 30, rowsAChunk, 1L << 40, 1L << 20))) {
            for (int i = 0; i < rowCount; i++) {
                ingest.append(
                        ID,
                        new DataRow(
                                new RowId(1, i),
                                ENTITY,
                                TimePoint.of(FRAME, i),
                                List.of(new DataCell(VALUES, ArrayData.ints(Datatype.INT32, new int[valuesARow])))));
            }
            final StoreSave.Saved saved = save(stores.getOrCreate(ID), file, SealPolicy.DEFAULT);
            try (RrdFile written = RrdFile.open(file)) {
                assertEquals(saved.chunks(), written.entries().size());
            }
            return saved;
        }
    }

    @Test
    void shouldPutSmallChunksTogetherAndSplitLargeOnes() throws IOException {
        assertEquals(new StoreSave.Saved(1000, 1), savedOf(1000, 1, 4));
        assertEquals(new StoreSave.Saved(20_000, 5), savedOf(20_000, 20_000, 4));
        // As they are: of a good size already
        assertEquals(new StoreSave.Saved(9000, 3), savedOf(9000, 3000, 4));
    }
}
