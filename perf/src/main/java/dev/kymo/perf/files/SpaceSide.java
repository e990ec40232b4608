package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.RrdRewrite;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.chunk.ChunkSink;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Kymo's bytes per row: in the ring, in memory once sealed, in the file as it is recorded and packed. Nothing is
/// timed.
public final class SpaceSide implements Side {
    public static final String SCALARS = "scalars";
    public static final String POSES = "poses";
    public static final String CLOUDS = "clouds";
    /// What is compared: of the file after `kymo rrd pack`, as that of peers is compressed.
    public static final String FILE_BYTES = "file_bytes_per_row";
    /// Of the file as a recorder writes it, to be mapped.
    public static final String RECORDED_BYTES = "recorded_file_bytes_per_row";
    public static final String MEMORY_OVERHEAD = "memory_over_raw_columns";

    private static final StoreId STORE = StoreId.recording("bench", "space");
    private static final EntityPath ENTITY = EntityPath.of("data");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("data");
    private static final long STEP_NS = 1_000_000;
    /// A row id and one time.
    private static final int RAW_ROW_BYTES = 16 + Long.BYTES;

    private static final int RING_ROWS = 8;

    private final Map<String, Double> figures = new TreeMap<>();

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        final int rows = SpaceData.rows(bench);
        figures.clear();
        final long usedBefore = OffHeap.usedBytes();
        try (Stores stores = new Stores();
                MemoryChunks chunks = new MemoryChunks();
                StoreIngest ingest = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment())) {
            final long payloadBytes = fill(ingest, bench, rows);
            ingest.sealAll();
            final double raw = RAW_ROW_BYTES + (double) payloadBytes / rows;
            final double held = (double) (OffHeap.usedBytes() - usedBefore) / rows;
            figures.put("raw_columns_bytes_per_row", raw);
            figures.put("memory_bytes_per_row", held);
            figures.put(MEMORY_OVERHEAD, held / raw);
        }
        final Path file = bench.folder().resolve("space.rrd");
        try (Stores stores = new Stores();
                RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT)) {
            fill(stores, writer, bench, rows);
        }
        figures.put(RECORDED_BYTES, (double) Files.size(file) / rows);
        final Path packed = bench.folder().resolve("packed.rrd");
        RrdRewrite.pack(file, packed, false, RrdRewrite.Limits.DEFAULT, (_, _) -> {});
        figures.put(FILE_BYTES, (double) Files.size(packed) / rows);
        Files.delete(file);
        Files.delete(packed);
        figures.put("ring_bytes_per_row", ringBytesPerRow(bench));
        return rows;
    }

    private static void fill(final Stores stores, final ChunkSink sink, final CaseSpec bench, final int rows) {
        try (StoreIngest ingest = new StoreIngest(stores, sink, SealPolicy.fromEnvironment())) {
            fill(ingest, bench, rows);
        }
    }

    private static long fill(final StoreIngest ingest, final CaseSpec bench, final int rows) {
        final SpaceData data = new SpaceData(bench.name(), bench.seed());
        long bytes = 0;
        for (int row = 0; row < rows; row++) {
            final ArrayData cell = data.row(row);
            bytes += cell.flatBytes().byteSize();
            ingest.append(
                    STORE,
                    new DataRow(
                            RowIds.PROCESS.next(),
                            ENTITY,
                            TimePoint.of(Timeline.LOG_TIME, row * STEP_NS),
                            List.of(new DataCell(VALUE, cell))));
        }
        return bytes;
    }

    /// Record and payload area of a few rows.
    private static double ringBytesPerRow(final CaseSpec bench) throws IOException {
        final SpaceData data = new SpaceData(bench.name(), bench.seed());
        try (RingProducer producer =
                RingProducer.open(RingConfig.fromEnvironment().withDirectory(bench.folder()))) {
            final int store = producer.declareStore(STORE);
            final int entity = producer.declareEntity(ENTITY);
            final int[] timelines = {producer.declareTimeline(Timeline.LOG_TIME)};
            final Datatype type = data.row(0).type();
            final int[] components = {producer.declareComponent(VALUE, type)};
            for (int row = 0; row < RING_ROWS; row++) {
                final long[] times = {row * STEP_NS};
                final ArrayData[] cells = {data.row(row)};
                producer.commit(store, entity, row, row, timelines, times, 1, components, cells, 1);
            }
            return (double) producer.counters().bufferedBytes() / RING_ROWS;
        }
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) {
        figures.forEach(sample::figure);
    }
}
