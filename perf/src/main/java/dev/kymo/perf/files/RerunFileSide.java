package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;

/// One operation is opening a recording that Rerun wrote, asking for the newest value of every component of every
/// entity on every timeline, and closing it.
final class RerunFileSide implements Side {
    private Path file = Path.of("");

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        file = CloudFiles.sample("data/rrd/so100/so100.rrd", "Rerun is not here to write one");
        final long values = ask();
        if (values == 0) {
            throw new IOException(file + ": no value was found");
        }
        return values;
    }

    /// @return how many values were found
    private long ask() throws IOException {
        long values = 0;
        try (IndexedRecording opened = IndexedRecording.open(file, IndexOptions.defaults())) {
            for (final StoreId id : opened.stores()) {
                try (RecordingStore store = new RecordingStore(id, opened.chunks(id));
                        StoreReader reader = store.reader()) {
                    for (final EntityPath entity : store.entities()) {
                        values += ask(reader, entity);
                    }
                }
            }
        }
        return values;
    }

    private static long ask(final StoreReader reader, final EntityPath entity) {
        long values = 0;
        for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
            for (final String timeline : column.timelines()) {
                values += reader.latestAt(entity, column.component(), timeline, Long.MAX_VALUE)
                        .map(cell -> 1)
                        .orElse(0);
            }
        }
        return values;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        for (int i = 0; i < units; i++) {
            sample.start();
            final long beganNs = System.nanoTime();
            final long values = ask();
            sample.recordBatch(System.nanoTime() - beganNs, 1);
            sample.stop(1);
            sample.figure("values", (double) values);
        }
    }
}
