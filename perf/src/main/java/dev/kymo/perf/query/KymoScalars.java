package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
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
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kymo's store and its range query, which hands out runs of columns.
final class KymoScalars implements ScalarStore {
    private static final StoreId STORE = StoreId.recording("bench", "bench");
    private static final Timeline FRAME = new Timeline("frame", TimeType.SEQUENCE);
    private static final EntityPath ENTITY = EntityPath.of("value");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");

    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment());
    private final RangeRuns runs = new RangeRuns();
    private @Nullable RangeQuery query;
    private @Nullable StoreReader reader;

    @Override
    public boolean begin(final CaseSpec bench, final int rows) {
        return false;
    }

    @Override
    public void add(final long time, final double value) {
        ingest.append(
                STORE,
                new DataRow(
                        RowIds.PROCESS.next(),
                        ENTITY,
                        TimePoint.of(FRAME, time),
                        List.of(new DataCell(VALUE, ArrayData.doubles(Datatype.FLOAT64, value)))));
    }

    @Override
    public void seal() {
        ingest.sealAll();
        final RecordingStore store = stores.getOrCreate(STORE);
        query = new RangeQuery(store, ENTITY, VALUE.component(), FRAME.name());
        reader = store.reader();
    }

    @Override
    public double sum(final long from, final long to) {
        final StoreReader asked = reader;
        final RangeQuery question = query;
        if (asked == null || question == null) {
            throw new IllegalStateException("not sealed yet");
        }
        double sum = 0;
        asked.renew();
        asked.range(question, from, to, runs);
        while (runs.next()) {
            sum += runs.sum();
        }
        return sum;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        stores.close();
        chunks.close();
    }
}
