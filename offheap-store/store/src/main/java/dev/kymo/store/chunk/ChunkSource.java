package dev.kymo.store.chunk;

import dev.kymo.store.memory.OffHeap.Block;
import org.jspecify.annotations.Nullable;

/// A file that chunks were put into ([Placement.InFile]) and are read back from when a question needs them. Any thread;
/// stays open until the stores that have chunks of it are closed.
public interface ChunkSource {
    /// A chunk that was read.
    ///
    /// @param unpacked the memory it lies in, the caller's from now on; null for one that is used where it lies in
    ///     the file, which is valid until the source is closed
    record ReadChunk(Chunk chunk, @Nullable Block unpacked) {}

    /// Reads the chunk that was put there.
    ///
    /// @param at where its payload begins
    /// @param lengthBytes of the payload
    /// @param unpackedBytes what it unpacks to; 0 for one that is not packed
    /// @return null when its data can't be read, which has been told where problems are told
    /// @throws java.io.UncheckedIOException when the file has been cut since
    /// @throws IllegalStateException when the source is closed
    @Nullable
    ReadChunk read(long at, long lengthBytes, long unpackedBytes);
}
