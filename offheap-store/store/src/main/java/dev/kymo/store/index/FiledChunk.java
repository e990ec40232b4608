package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.ChunkId;
import org.jspecify.annotations.Nullable;

/// A chunk of a file that is in a store, as [RecordingStore#filedIn] lists it. The writer's.
public final class FiledChunk {
    private final ChunkLoader loader;
    private final int number;
    private final long minTime;
    private final long maxTime;

    FiledChunk(final ChunkLoader loader, final int number, final long minTime, final long maxTime) {
        this.loader = loader;
        this.number = number;
        this.minTime = minTime;
        this.maxTime = maxTime;
    }

    int number() {
        return number;
    }

    ChunkId id() {
        return loader.id(number);
    }

    public int rowCount() {
        return loader.rows(number);
    }

    /// Of all its rows, on the timeline that it was listed by.
    public long minTime() {
        return minTime;
    }

    public long maxTime() {
        return maxTime;
    }

    /// Its rows, read from the file, for a reader that is inside until it leaves.
    ///
    /// @return null when its data can't be read, which has been told where problems are told
    public @Nullable Chunk load() {
        final LoadedChunk loaded = loader.load(number);
        return loaded == null ? null : loaded.chunk();
    }
}
