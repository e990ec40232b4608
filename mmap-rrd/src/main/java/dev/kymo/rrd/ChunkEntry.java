package dev.kymo.rrd;

import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.StoreId;
import java.util.Optional;
import java.util.OptionalLong;

/// A chunk of a file as its message's head describes it; the data has not been looked at.
///
/// @param offsetBytes where in the file the message (without its header) begins
/// @param lengthBytes bytes of the message
/// @param payloadOffset where in the file the Arrow stream, or the LZ4 block that holds it, begins
/// @param payloadBytes its bytes in the file
/// @param uncompressedBytes bytes of the Arrow stream
/// @param chunkId as the message says; files of 0.23 do not
/// @param markedStatic whether the message says so; files before 0.25 never do
/// @param checksum xxh64 of the payload, where the writer left one
public record ChunkEntry(
        long offsetBytes,
        long lengthBytes,
        StoreId store,
        Compression compression,
        long payloadOffset,
        long payloadBytes,
        long uncompressedBytes,
        Optional<ChunkId> chunkId,
        boolean markedStatic,
        OptionalLong checksum) {}
