package dev.kymo.store.ingest;

import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.LoadedChunks;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The stores of a process, by id. Safe for any thread.
public final class Stores implements AutoCloseable {
    private final Map<StoreId, RecordingStore> byId =
            new ConcurrentSkipListMap<>(java.util.Comparator.comparing(StoreId::kind)
                    .thenComparing(StoreId::applicationId)
                    .thenComparing(StoreId::recordingId));

    /// What questions have loaded of chunks in files, of all stores that are made here.
    private final ChunkMemory loaded;

    public Stores() {
        this(new ChunkMemory(ChunkMemory.DEFAULT_LIMIT_BYTES));
    }

    /// @param loaded the budget of all stores that are made here
    public Stores(final ChunkMemory loaded) {
        this.loaded = loaded;
    }

    /// The store of this id, made when there is none yet.
    public RecordingStore getOrCreate(final StoreId id) {
        return byId.computeIfAbsent(id, made -> new RecordingStore(made, loaded));
    }

    /// Takes in a store that was made elsewhere.
    ///
    /// @throws IllegalArgumentException when there is one of its id
    public void add(final RecordingStore store) {
        if (byId.putIfAbsent(store.id(), store) != null) {
            throw new IllegalArgumentException("store " + store.id() + " twice");
        }
    }

    public Optional<RecordingStore> find(final StoreId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// All stores, recordings first, by application and recording id.
    public Collection<RecordingStore> all() {
        return java.util.Collections.unmodifiableCollection(byId.values());
    }

    /// Drops recordings in which nothing is and that nobody reads; one stays in any case. For the thread that writes
    /// them, which may begin one of the same id anew.
    ///
    /// @return how many went
    public int dropEmpty() {
        final List<RecordingStore> recordings = byId.values().stream()
                .filter(store -> store.id().kind() == StoreKind.RECORDING)
                .toList();
        int dropped = 0;
        for (final RecordingStore store : recordings) {
            if (dropped + 1 < recordings.size() && store.discard()) {
                byId.remove(store.id(), store);
                dropped++;
            }
        }
        return dropped;
    }

    /// Lets go of what questions have loaded of chunks in files and nobody uses now.
    public void giveUpLoaded() {
        loaded.giveUp();
    }

    /// How much of chunks in files is loaded now.
    public LoadedChunks loaded() {
        return loaded.statistics();
    }

    @Override
    public void close() {
        byId.values().forEach(RecordingStore::close);
    }
}
