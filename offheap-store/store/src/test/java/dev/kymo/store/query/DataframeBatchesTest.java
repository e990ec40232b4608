package dev.kymo.store.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcFileWriter;
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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables as record batches; Arrow's own reader is the judge of the files.
final class DataframeBatchesTest {
    private static final StoreId ID = StoreId.recording("app", "one");
    private static final Timeline FRAME = Timeline.sequence("frame");

    private final long usedBefore = OffHeap.usedBytes();
    private final Stores stores = new Stores();
    private final MemoryChunks sink = new MemoryChunks();
    private final StoreIngest ingest =
            new StoreIngest(stores, sink, new SealPolicy(1 << 20, 50, 1 << 20, Long.MAX_VALUE));
    private long nextId;

    @AfterEach
    void close() {
        ingest.close();
        stores.close();
        sink.close();
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    private void log(final String entity, final long frame, final ArrayData values) {
        ingest.append(
                ID,
                new DataRow(
                        new RowId(1, nextId++),
                        EntityPath.parse(entity),
                        TimePoint.of(FRAME, frame),
                        List.of(new DataCell(ComponentDescriptor.of("v"), values))));
    }

    private RecordingStore store() {
        return stores.getOrCreate(ID);
    }

    @Test
    void shouldWriteFilesThatArrowReads(@TempDir final Path folder) throws IOException {
        for (int i = 0; i < 1000; i++) {
            log("/a", i, ArrayData.doubles(Datatype.FLOAT64, i, -(double) i));
            if (i % 3 == 0) {
                log("/b", i, ArrayData.text("text " + i));
            }
        }
        final Path file = folder.resolve("out.arrow");
        try (Dataframe table = Dataframe.open(store(), DataframeQuery.on("frame"), 3);
                DataframeBatches batches = new DataframeBatches(table, Conversions.standard(), 300, 1 << 20);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            final IpcFileWriter out = new IpcFileWriter(channel, batches.fields());
            for (IpcBatch batch = batches.next(); batch != null; batch = batches.next()) {
                out.write(batch);
            }
            out.finish();
        }
        try (RootAllocator allocator = new RootAllocator();
                FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            final VectorSchemaRoot root = reader.getVectorSchemaRoot();
            assertEquals(
                    List.of("frame", "/a:v", "/b:v"),
                    root.getSchema().getFields().stream().map(f -> f.getName()).toList());
            final List<Integer> sizes = new ArrayList<>();
            int row = 0;
            while (reader.loadNextBatch()) {
                sizes.add(root.getRowCount());
                for (int i = 0; i < root.getRowCount(); i++, row++) {
                    assertEquals((long) row, root.getVector(0).getObject(i));
                    assertEquals(
                            "[" + (double) row + "," + -(double) row + "]",
                            String.valueOf(root.getVector(1).getObject(i)));
                    assertEquals(
                            row % 3 == 0 ? "[\"text " + row + "\"]" : "null",
                            String.valueOf(root.getVector(2).getObject(i)));
                }
            }
            assertEquals(List.of(300, 300, 300, 100), sizes);
        }
    }

    @Test
    void shouldConvertToTheNewestTypeOrNameWhatDoesNotFit() {
        log("/a", 0, ArrayData.ints(Datatype.INT32, 5));
        log("/a", 1, ArrayData.doubles(Datatype.FLOAT64, 1.5));
        try (Dataframe table = Dataframe.open(store(), DataframeQuery.on("frame"));
                DataframeBatches batches = new DataframeBatches(table, Conversions.standard(), 10, 1 << 20)) {
            final IpcBatch batch = java.util.Objects.requireNonNull(batches.next());
            assertEquals(5.0, batch.columns().get(1).list(0).getDouble(0));
        }
        log("/a", 2, ArrayData.text("two"));
        try (Dataframe table = Dataframe.open(store(), DataframeQuery.on("frame"));
                DataframeBatches batches = new DataframeBatches(table, Conversions.standard(), 10, 1 << 20)) {
            final String said = String.valueOf(
                    assertThrows(IllegalArgumentException.class, batches::next).getMessage());
            assertEquals("column /a:v at frame=0: expected Utf8, found Int32", said);
        }
    }

    @Test
    void shouldSayWhichTimelinesThereAre() {
        log("/a", 0, ArrayData.ints(Datatype.INT32, 5));
        final String said = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Dataframe.open(store(), DataframeQuery.on("fame")))
                        .getMessage());
        assertTrue(said.contains("frame"), said);
    }
}
