package dev.kymo.store.chunk;

import org.jspecify.annotations.Nullable;

/// A chunk, and where it is from now on: what a [ChunkSink] says of one that it has stored, and what a store takes in.
public sealed interface Placement {
    /// The chunk's rows.
    Chunk chunk();

    /// In memory.
    ///
    /// @param chunk as it lies there
    /// @param memory what it lies in, that of the store which takes the chunk in from then on; null when it
    ///     stays with whoever placed it, who keeps it until the store is closed
    /// @param bytes that go back with it; 0 without
    record InMemory(Chunk chunk, @Nullable AutoCloseable memory, long bytes) implements Placement {
        /// One whose memory is not the store's.
        public InMemory(final Chunk chunk) {
            this(chunk, null, 0);
        }
    }

    /// In a file, from which it can be read again: a store keeps no more of it than that.
    ///
    /// @param chunk the same rows, borrowed: a store looks at them while it takes them in, and no longer
    /// @param at where its payload begins
    /// @param lengthBytes of the payload in the file
    /// @param unpackedBytes of a packed payload when it is unpacked; 0 for one that is used where it lies
    record InFile(Chunk chunk, ChunkSource source, long at, long lengthBytes, long unpackedBytes)
            implements Placement {}
}
