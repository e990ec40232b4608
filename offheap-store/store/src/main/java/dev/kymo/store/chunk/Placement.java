package dev.kymo.store.chunk;

/// A chunk, and where it is from now on: what a [ChunkSink] says of one that it has stored, and what a store takes in.
public sealed interface Placement {
    /// The chunk's rows.
    Chunk chunk();

    /// In memory that stays until the sink is closed.
    ///
    /// @param chunk as it lies there
    record InMemory(Chunk chunk) implements Placement {}

    /// In a file, from which it can be read again: a store keeps no more of it than that.
    ///
    /// @param chunk the same rows, borrowed: a store looks at them while it takes them in, and no longer
    /// @param at where its payload begins
    /// @param lengthBytes of the payload in the file
    /// @param unpackedBytes of a packed payload when it is unpacked; 0 for one that is used where it lies
    record InFile(Chunk chunk, ChunkSource source, long at, long lengthBytes, long unpackedBytes)
            implements Placement {}
}
