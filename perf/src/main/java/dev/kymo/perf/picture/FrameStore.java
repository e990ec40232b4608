package dev.kymo.perf.picture;

import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Sink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;

/// A store that is logged to in this process, and what logs to it.
final class FrameStore implements AutoCloseable {
    static final String TIMELINE = "frame";

    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest;
    private final RecordingStream recording;
    private final RecordingStore store;

    FrameStore() {
        ingest = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment());
        recording = RecordingStream.builder("bench")
                .sink(Sink.to(ingest))
                .logTime(false)
                .open();
        store = stores.getOrCreate(recording.storeId());
    }

    RecordingStream recording() {
        return recording;
    }

    RecordingStore store() {
        return store;
    }

    void sealAll() {
        ingest.sealAll();
    }

    @Override
    public void close() {
        recording.close();
        ingest.close();
        stores.close();
        chunks.close();
    }
}
