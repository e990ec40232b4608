package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// The 128-bit, time-ordered identifier behind [RowId] and [ChunkId]: nanoseconds since the epoch, then a counter.
/// Compared as one unsigned big-endian number. In Arrow columns it is 16 bytes big-endian, in text 32 hex digits.
final class Tuid {
    static final int BYTES = 16;
    private static final ValueLayout.OfLong BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Tuid() {}

    static int compare(final long leftTimeNs, final long leftInc, final long rightTimeNs, final long rightInc) {
        final int byTime = Long.compareUnsigned(leftTimeNs, rightTimeNs);
        return byTime != 0 ? byTime : Long.compareUnsigned(leftInc, rightInc);
    }

    static long timeNs(final MemorySegment bytes, final long offset) {
        return bytes.get(BIG_ENDIAN, offset);
    }

    static long inc(final MemorySegment bytes, final long offset) {
        return bytes.get(BIG_ENDIAN, offset + Long.BYTES);
    }

    static void write(final long timeNs, final long inc, final MemorySegment bytes, final long offset) {
        bytes.set(BIG_ENDIAN, offset, timeNs);
        bytes.set(BIG_ENDIAN, offset + Long.BYTES, inc);
    }

    static String toHex(final long timeNs, final long inc) {
        return hex16(timeNs) + hex16(inc);
    }

    /// The dialect of the file format: upper-case time, lower-case counter.
    static String toFileText(final long timeNs, final long inc) {
        return hex16(timeNs).toUpperCase(java.util.Locale.ROOT) + hex16(inc);
    }

    static long[] parse(final String text) {
        if (text.length() != 2 * BYTES) {
            throw new IllegalArgumentException("an id has 32 hex digits, found " + text.length() + ": " + text);
        }
        for (int i = 0; i < text.length(); i++) {
            // Long.parseUnsignedLong alone would take a sign, and digits of other scripts.
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                throw new IllegalArgumentException("an id has 32 hex digits, found another sign at " + i + ": " + text);
            }
        }
        return new long[] {
            Long.parseUnsignedLong(text, 0, BYTES, 16), Long.parseUnsignedLong(text, BYTES, 2 * BYTES, 16)
        };
    }

    private static String hex16(final long value) {
        final String digits = Long.toHexString(value);
        return "0".repeat(BYTES - digits.length()) + digits;
    }
}
