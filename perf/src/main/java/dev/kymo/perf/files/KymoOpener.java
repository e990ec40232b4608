package dev.kymo.perf.files;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// An `.rrd` with its footer, mapped, and the index that the first opening left beside it when there are many chunks.
final class KymoOpener implements RecordingOpener {
    private static final StoreId STORE = StoreId.recording("bench", "open");
    private static final Timeline FRAME = new Timeline("frame", TimeType.SEQUENCE);
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final long NEVER_NS = Long.MAX_VALUE;

    @Override
    public String extension() {
        return "rrd";
    }

    @Override
    public void make(final Path file, final OpenData data) throws IOException {
        try (Stores stores = new Stores();
                RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT);
                StoreIngest ingest = new StoreIngest(
                        stores, writer, new SealPolicy(Long.MAX_VALUE, OpenData.ROWS, NEVER_NS, Long.MAX_VALUE))) {
            for (int chunk = 0; chunk < data.chunks(); chunk++) {
                for (int entity = 0; entity < data.entities(); entity++) {
                    for (int i = 0; i < OpenData.ROWS; i++) {
                        final int row = chunk * OpenData.ROWS + i;
                        ingest.append(STORE, row(entity, row));
                    }
                }
            }
        }
    }

    private static DataRow row(final int entity, final int row) {
        return new DataRow(
                RowIds.PROCESS.next(),
                EntityPath.of("e" + entity),
                TimePoint.of(FRAME, row * OpenData.STEP),
                List.of(new DataCell(VALUE, ArrayData.doubles(Datatype.FLOAT64, OpenData.value(entity, row)))));
    }

    @Override
    public double ask(final Path file, final OpenData data) throws IOException {
        double sum = 0;
        try (IndexedRecording opened = IndexedRecording.open(file, IndexOptions.defaults());
                RecordingStore store = new RecordingStore(STORE, opened.chunks(STORE))) {
            try (StoreReader reader = store.reader()) {
                for (final EntityPath entity : store.entities()) {
                    final MemorySegment value = reader.latestAt(
                                    entity, VALUE.component(), FRAME.name(), data.askedTime())
                            .orElseThrow()
                            .instances()
                            .flatBytes();
                    sum += value.get(Layouts.DOUBLE, 0);
                }
            }
        }
        return sum;
    }
}
