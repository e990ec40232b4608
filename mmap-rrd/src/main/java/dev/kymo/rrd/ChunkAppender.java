package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Appends chunks to a file as frames, packed or to be mapped. Memory that packing needs is kept until [#close].
final class ChunkAppender implements AutoCloseable {
    private final AppendFile file;
    private final FooterBuilder footer;
    private final Lz4Packer packer;

    /// Where a chunk went.
    ///
    /// @param frameAt where its frame begins
    /// @param messageBytes of the message without its header
    /// @param payloadAt where its payload begins
    /// @param payloadBytes of it in the file
    /// @param unpackedBytes of it when it is unpacked; 0 when it is not packed
    record Place(long frameAt, long messageBytes, long payloadAt, long payloadBytes, long unpackedBytes) {
        long messageAt() {
            return frameAt + MessageHeaderDescriptor.BYTES;
        }
    }

    /// @param footer not changed: whoever appends notes what is to stay
    /// @param packer becomes this one's
    ChunkAppender(final AppendFile file, final FooterBuilder footer, final Lz4Packer packer) {
        this.file = file;
        this.footer = footer;
        this.packer = packer;
    }

    /// @param chunk what the payload says; only its id and whether it is static are used
    /// @param payload an Arrow stream
    /// @param form LZ4 is for payloads up to [Lz4Packer#MAX_PAYLOAD_BYTES]; larger ones stay as they are
    Place append(
            final StoreId store,
            final Chunk chunk,
            final List<MemorySegment> payload,
            final long payloadBytes,
            final Compression form)
            throws RrdException {
        final byte[] suffix = ChunkFrame.suffix(chunk.id(), chunk.isStatic());
        final long frameAt = file.sizeBytes();
        final List<MemorySegment> parts = new ArrayList<>();
        final MemorySegment prefix;
        final boolean isPacked = form == Compression.LZ4 && payloadBytes <= Lz4Packer.MAX_PAYLOAD_BYTES;
        long storedBytes = payloadBytes;
        if (isPacked) {
            final MemorySegment packed = packer.pack(payload, payloadBytes);
            prefix = ChunkFrame.packedPrefix(
                    store, payloadBytes, packed.byteSize(), Checksums.ofPayload(List.of(packed)), suffix.length);
            storedBytes = packed.byteSize();
            parts.add(prefix);
            parts.add(packed);
        } else {
            prefix = ChunkFrame.prefix(store, payloadBytes, Checksums.ofPayload(payload), suffix.length, frameAt);
            parts.add(prefix);
            parts.addAll(payload);
        }
        parts.add(MemorySegment.ofArray(suffix));
        file.append(parts, footer.roomBytes());
        packer.trim();
        return new Place(
                frameAt,
                file.sizeBytes() - frameAt - MessageHeaderDescriptor.BYTES,
                frameAt + prefix.byteSize(),
                storedBytes,
                isPacked ? payloadBytes : 0);
    }

    @Override
    public void close() {
        packer.close();
    }
}
