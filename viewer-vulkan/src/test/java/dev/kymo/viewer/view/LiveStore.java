package dev.kymo.viewer.view;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
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
import java.util.Arrays;

/// A store that is being logged to, without processes or files.
final class LiveStore implements AutoCloseable {
    static final Timeline TIME = Timeline.duration("t");

    private final StoreId id = StoreId.recording("views", "live");
    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest;

    /// @param rowsPerChunk a chunk is sealed when it has that many
    LiveStore(final int rowsPerChunk) {
        ingest = new StoreIngest(stores, chunks, new SealPolicy(1 << 30, rowsPerChunk, Long.MAX_VALUE, 1 << 30));
    }

    RecordingStore store() {
        return stores.getOrCreate(id);
    }

    void scalars(final String path, final long time, final double... values) {
        log(path, time, cell("Scalars", "scalars", ArrayData.doubles(Datatype.FLOAT64, values)));
    }

    void text(final String path, final long time, final String level, final String text) {
        log(path, time, cell("TextLog", "text", ArrayData.text(text)), cell("TextLog", "level", ArrayData.text(level)));
    }

    static DataCell cell(final String archetype, final String field, final ArrayData values) {
        return new DataCell(
                new ComponentDescriptor(archetype + ":" + field, "rerun.archetypes." + archetype, null), values);
    }

    void cells(final String path, final long time, final DataCell... cells) {
        log(path, time, cells);
    }

    private void log(final String path, final long time, final DataCell... cells) {
        ingest.append(
                id,
                new DataRow(
                        RowIds.PROCESS.next(), EntityPath.parse(path), TimePoint.of(TIME, time), Arrays.asList(cells)));
    }

    @Override
    public void close() {
        ingest.close();
        stores.close();
        chunks.close();
    }
}
