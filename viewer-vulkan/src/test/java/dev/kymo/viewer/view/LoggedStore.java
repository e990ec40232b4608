package dev.kymo.viewer.view;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Sink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;

/// A store that a program logs to with the SDK, without processes or files; times are frames.
final class LoggedStore implements AutoCloseable {
    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest;
    private final RecordingStream out;
    private final RecordingStore store;

    /// @param rowsPerChunk a chunk is sealed when it has that many
    LoggedStore(final int rowsPerChunk) {
        ingest = new StoreIngest(stores, chunks, new SealPolicy(1 << 30, rowsPerChunk, Long.MAX_VALUE, 1 << 30));
        out = RecordingStream.builder("logged")
                .sink(Sink.to(ingest))
                .logTime(false)
                .open();
        store = stores.getOrCreate(out.storeId());
    }

    RecordingStream out() {
        return out;
    }

    RecordingStore store() {
        return store;
    }

    /// Rows that are logged from now on are of that frame.
    void at(final long frame) {
        out.setTimeSequence("frame", frame);
    }

    @Override
    public void close() {
        out.close();
        ingest.close();
        stores.close();
        chunks.close();
    }
}
