package dev.kymo.rrd.format;

/// Field numbers of the message that carries a chunk.
///
///     ArrowMsg { 1 StoreId, 2 compression, 3 uncompressed_size, 4 encoding,
///                2047 padding, 5 payload, 6 chunk_id Tuid, 7 is_static }
///
/// Kymo writes them in this order. [#PADDING] is unknown to other readers, which skip it: its length is what
/// brings the first byte of the payload to a multiple of [#PAYLOAD_ALIGNMENT] in the file, and its first eight
/// bytes are xxh64 of the payload (seed 0, little-endian); the rest are zeros.
public final class ArrowMessageDescriptor {
    public static final int STORE_ID = 1;
    public static final int COMPRESSION = 2;
    public static final int UNCOMPRESSED_SIZE = 3;
    public static final int ENCODING = 4;
    public static final int PAYLOAD = 5;
    public static final int CHUNK_ID = 6;
    public static final int IS_STATIC = 7;
    public static final int PADDING = 2047;

    public static final long COMPRESSION_UNSPECIFIED = 0;
    public static final long COMPRESSION_NONE = 1;
    public static final long COMPRESSION_LZ4 = 2;
    public static final long ENCODING_ARROW_IPC = 1;

    public static final int CHECKSUM_BYTES = Long.BYTES;
    public static final long CHECKSUM_SEED = 0;
    public static final int PAYLOAD_ALIGNMENT = 4096;

    private ArrowMessageDescriptor() {}
}
