package dev.kymo.store.chunk;

import dev.kymo.store.model.StoreId;
import java.io.IOException;

/// Where sealed chunks go: a file, another process. Rings and files meet here without knowing each other.
///
/// One thread at a time.
public interface ChunkSink {
    /// Stores a chunk for good.
    ///
    /// @param chunk borrowed for the duration of the call
    /// @return where it is now; what was borrowed may go once a store has taken that in
    /// @throws IOException when it could not be stored; nothing of it is then part of what the sink holds
    Placement place(StoreId store, Chunk chunk) throws IOException;
}
