package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.StoreId;

/// A chunk of a file, ready to be queried; valid until the file is closed or the chunk's memory is released.
public record StoredChunk(StoreId store, ChunkEntry entry, Chunk chunk) {}
