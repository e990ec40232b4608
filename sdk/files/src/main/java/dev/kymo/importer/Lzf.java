package dev.kymo.importer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// LZF decompression, as PCL uses it for PCD files. The stream is a run of:
///
///     000lllll                         l + 1 literal bytes follow
///     lllooooo [length u8] offset u8   copy l + 2 (l = 7: length + 9) bytes from o * 256 + offset + 1 bytes back
///
/// Format from liblzf's description (http://software.schmorp.de/pkg/liblzf.html).
final class Lzf {
    private static final int LITERALS = 32;
    private static final int LONG_LENGTH = 7;
    /// Three bytes give at most this many: 7 + 255 + 2.
    private static final int LONGEST_COPY = 264;

    private Lzf() {}

    /// The most bytes that so many compressed ones can become.
    static long mostBytes(final long compressedBytes) {
        return (compressedBytes / 3 + 1) * LONGEST_COPY;
    }

    /// Decompresses `length` bytes from byte `offset` of the file on; they must fill `target` exactly.
    ///
    /// @throws ImportException where the stream reaches beyond either
    static void decompress(final SourceFile file, final long offset, final long length, final MemorySegment target)
            throws ImportException {
        final MemorySegment from = file.bytes();
        final long end = offset + length;
        final long size = target.byteSize();
        long at = offset;
        long to = 0;
        while (at < end) {
            final long opAt = at;
            final int op = from.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
            if (op < LITERALS) {
                final int run = op + 1;
                if (run > end - at || run > size - to) {
                    throw file.error(opAt, "LZF literals", "at most " + Math.min(end - at, size - to) + " bytes", run);
                }
                MemorySegment.copy(from, at, target, to, run);
                at += run;
                to += run;
                continue;
            }
            int run = op >> 5;
            final int more = run == LONG_LENGTH ? 2 : 1;
            if (more > end - at) {
                throw file.error(opAt, "LZF copy", more + " more bytes", end - at);
            }
            if (run == LONG_LENGTH) {
                run += from.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
            }
            run += 2;
            final long back = to - (((op & 0x1fL) << 8) | (from.get(ValueLayout.JAVA_BYTE, at++) & 0xff)) - 1;
            if (back < 0 || run > size - to) {
                throw file.error(
                        opAt,
                        "LZF copy",
                        "from within the " + to + " bytes before, at most " + (size - to) + " bytes",
                        run + " bytes from " + back);
            }
            // Source and target may overlap: a byte written here may be read again in the same copy.
            for (int i = 0; i < run; i++) {
                target.set(ValueLayout.JAVA_BYTE, to + i, target.get(ValueLayout.JAVA_BYTE, back + i));
            }
            to += run;
        }
        if (to != size) {
            throw file.error(end, "LZF data", size + " bytes when decompressed", to);
        }
    }
}
