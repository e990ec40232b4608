package dev.kymo.rrd.format;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// The last bytes of a stream that has a footer: where in the file the payload of its end message is.
///
///      0                               8
///     +-------------------------------+-------------------------------+
///   0 |  payload offset (u64 LE)      |  payload length (u64 LE)      |
///     +---------------+---------------+---------------+---------------+
///  16 |     xxh32     |    'RRF2'     |    'FOOT'     |   entries=1   |
///     +---------------+---------------+---------------+---------------+
///
/// The checksum is xxh32 of the payload with the seed [#CHECKSUM_SEED].
public final class StreamFooterDescriptor {
    public static final int BYTES = 32;
    public static final int OFFSET_OFFSET = 0;
    public static final int LENGTH_OFFSET = 8;
    public static final int CHECKSUM_OFFSET = 16;
    public static final int MAGIC_OFFSET = 20;
    public static final int IDENTIFIER_OFFSET = 24;
    public static final int ENTRIES_OFFSET = 28;

    /// `FOOT`, read as a little-endian integer.
    public static final int IDENTIFIER = 0x544F4F46;

    public static final int CHECKSUM_SEED = 7850921;

    private StreamFooterDescriptor() {}

    /// Whether a footer lies at `offset`.
    public static boolean isAt(final MemorySegment bytes, final long offset) {
        return offset >= 0
                && bytes.byteSize() - offset >= BYTES
                && bytes.get(Layouts.INT, offset + MAGIC_OFFSET) == StreamHeaderDescriptor.MAGIC
                && bytes.get(Layouts.INT, offset + IDENTIFIER_OFFSET) == IDENTIFIER;
    }

    public static byte[] write(final long payloadOffset, final long payloadBytes, final int checksum) {
        final byte[] footer = new byte[BYTES];
        final MemorySegment bytes = MemorySegment.ofArray(footer);
        bytes.set(Layouts.LONG, OFFSET_OFFSET, payloadOffset);
        bytes.set(Layouts.LONG, LENGTH_OFFSET, payloadBytes);
        bytes.set(Layouts.INT, CHECKSUM_OFFSET, checksum);
        bytes.set(Layouts.INT, MAGIC_OFFSET, StreamHeaderDescriptor.MAGIC);
        bytes.set(Layouts.INT, IDENTIFIER_OFFSET, IDENTIFIER);
        bytes.set(Layouts.INT, ENTRIES_OFFSET, 1);
        return footer;
    }
}
