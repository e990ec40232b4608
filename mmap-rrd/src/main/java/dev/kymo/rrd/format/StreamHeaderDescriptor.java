package dev.kymo.rrd.format;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// The first bytes of a stream. A file is one stream, or several one behind the other.
///
///      0               1               2               3
///     +---------------+---------------+---------------+---------------+
///   0 |      'R'      |      'R'      |      'F'      |      '2'      |
///     +---------------+---------------+---------------+---------------+
///   4 |     major     |     minor     |     patch     |     meta      |
///     +---------------+---------------+---------------+---------------+
///   8 |  compression  |  serializer   |       0       |       0       |
///     +---------------+---------------+---------------+---------------+
///
/// `meta` is 0 for a release. The compression byte is a hint that readers ignore: what counts stands in each
/// message.
public final class StreamHeaderDescriptor {
    public static final int BYTES = 12;
    public static final int MAGIC_OFFSET = 0;
    public static final int MAJOR_OFFSET = 4;
    public static final int MINOR_OFFSET = 5;
    public static final int PATCH_OFFSET = 6;
    public static final int META_OFFSET = 7;
    public static final int COMPRESSION_OFFSET = 8;
    public static final int SERIALIZER_OFFSET = 9;
    public static final int RESERVED_OFFSET = 10;

    /// `RRF2`, read as a little-endian integer.
    public static final int MAGIC = 0x32465252;
    /// `RRF0` and `RRF1`: formats that no reader of today takes.
    public static final int MAGIC_FIRST = 0x30465252;

    public static final int MAGIC_SECOND = 0x31465252;
    public static final byte COMPRESSION_OFF = 0;
    public static final byte COMPRESSION_LZ4 = 1;
    public static final byte SERIALIZER_PROTOBUF = 2;

    /// Kymo's files claim to be of version 0.33.0: the newest whose rules they were tried against when the
    /// format was fixed.
    public static final int WRITTEN_MINOR = 33;
    /// The oldest minor version of major version 0 whose files can be read.
    public static final int OLDEST_MINOR = 23;

    /// From this minor version on streams end in a footer; readers of older ones call it an error.
    public static final int FIRST_MINOR_WITH_FOOTERS = 28;

    private StreamHeaderDescriptor() {}

    /// Whether a stream begins at `offset`, as far as four bytes can tell.
    public static boolean isAt(final MemorySegment bytes, final long offset) {
        return bytes.byteSize() - offset >= Integer.BYTES && bytes.get(Layouts.INT, offset) == MAGIC;
    }

    /// What Kymo's files begin with.
    public static byte[] written() {
        final byte[] header = new byte[BYTES];
        final MemorySegment bytes = MemorySegment.ofArray(header);
        bytes.set(Layouts.INT, MAGIC_OFFSET, MAGIC);
        header[MINOR_OFFSET] = WRITTEN_MINOR;
        header[COMPRESSION_OFFSET] = COMPRESSION_OFF;
        header[SERIALIZER_OFFSET] = SERIALIZER_PROTOBUF;
        return header;
    }
}
