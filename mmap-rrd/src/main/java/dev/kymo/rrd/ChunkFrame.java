package dev.kymo.rrd;

import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;

/// What stands around a chunk's payload in the file, as Kymo writes it.
final class ChunkFrame {
    private ChunkFrame() {}

    /// A message header.
    static MemorySegment header(final long kind, final long lengthBytes) {
        final MemorySegment header = MemorySegment.ofArray(new byte[MessageHeaderDescriptor.BYTES]);
        MessageHeaderDescriptor.write(header, 0, kind, lengthBytes);
        return header;
    }

    /// All fields behind the payload.
    static byte[] suffix(final ChunkId id, final boolean isStatic) {
        return new ProtobufWriter()
                .message(ArrowMessageDescriptor.CHUNK_ID, StoreMessages.tuid(id.timeNs(), id.inc()))
                .number(ArrowMessageDescriptor.IS_STATIC, isStatic ? 1 : 0)
                .toArray();
    }

    /// Message header and all fields before the payload's bytes; it ends at a multiple of the payload's
    /// alignment.
    ///
    /// @param frameAt where in the file the frame begins
    static MemorySegment prefix(
            final StoreId store,
            final long payloadBytes,
            final long checksum,
            final int suffixBytes,
            final long frameAt) {
        final ProtobufWriter head = new ProtobufWriter()
                .message(ArrowMessageDescriptor.STORE_ID, StoreMessages.storeId(store))
                .number(ArrowMessageDescriptor.COMPRESSION, ArrowMessageDescriptor.COMPRESSION_NONE)
                .number(ArrowMessageDescriptor.UNCOMPRESSED_SIZE, payloadBytes)
                .number(ArrowMessageDescriptor.ENCODING, ArrowMessageDescriptor.ENCODING_ARROW_IPC);
        final int payloadHead = ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PAYLOAD, payloadBytes);
        final byte[] padding =
                new byte[paddingBytes(frameAt + MessageHeaderDescriptor.BYTES + head.length() + payloadHead)];
        MemorySegment.ofArray(padding).set(Layouts.LONG, 0, checksum);
        head.bytes(ArrowMessageDescriptor.PADDING, padding).bytesHead(ArrowMessageDescriptor.PAYLOAD, payloadBytes);
        return withHeader(head, payloadBytes + suffixBytes);
    }

    /// The same for a payload that is an LZ4 block: no place of the file is better for it than another, so it has no
    /// more padding than the checksum.
    static MemorySegment packedPrefix(
            final StoreId store,
            final long uncompressedBytes,
            final long packedBytes,
            final long checksum,
            final int suffixBytes) {
        final byte[] padding = new byte[ArrowMessageDescriptor.CHECKSUM_BYTES];
        MemorySegment.ofArray(padding).set(Layouts.LONG, 0, checksum);
        final ProtobufWriter head = new ProtobufWriter()
                .message(ArrowMessageDescriptor.STORE_ID, StoreMessages.storeId(store))
                .number(ArrowMessageDescriptor.COMPRESSION, ArrowMessageDescriptor.COMPRESSION_LZ4)
                .number(ArrowMessageDescriptor.UNCOMPRESSED_SIZE, uncompressedBytes)
                .number(ArrowMessageDescriptor.ENCODING, ArrowMessageDescriptor.ENCODING_ARROW_IPC)
                .bytes(ArrowMessageDescriptor.PADDING, padding)
                .bytesHead(ArrowMessageDescriptor.PAYLOAD, packedBytes);
        return withHeader(head, packedBytes + suffixBytes);
    }

    private static MemorySegment withHeader(final ProtobufWriter head, final long restBytes) {
        final MemorySegment prefix = MemorySegment.ofArray(new byte[MessageHeaderDescriptor.BYTES + head.length()]);
        MessageHeaderDescriptor.write(prefix, 0, MessageHeaderDescriptor.KIND_ARROW, head.length() + restBytes);
        MemorySegment.copy(
                MemorySegment.ofArray(head.toArray()), 0, prefix, MessageHeaderDescriptor.BYTES, head.length());
        return prefix;
    }

    /// The least length of the padding field's bytes, at least the checksum's, that with its own tag and
    /// length brings `unpaddedEnd` to an aligned offset.
    static int paddingBytes(final long unpaddedEnd) {
        final int alignment = ArrowMessageDescriptor.PAYLOAD_ALIGNMENT;
        for (int bytes = ArrowMessageDescriptor.CHECKSUM_BYTES; ; bytes++) {
            final int headBytes = ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PADDING, bytes);
            final long missing = -(unpaddedEnd + headBytes + bytes) & (alignment - 1);
            if (missing == 0) {
                return bytes;
            }
            if (ProtobufWriter.bytesHeadLength(ArrowMessageDescriptor.PADDING, bytes + missing) == headBytes) {
                return (int) (bytes + missing);
            }
            // The longer padding needs a longer length: start over from where that begins.
        }
    }
}
