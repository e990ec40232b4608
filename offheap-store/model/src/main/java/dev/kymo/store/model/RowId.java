package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;

/// Identifies one log call, everywhere and for good. Elsewhere called event id.
///
/// Ordered as an unsigned 128-bit number; among rows of equal time the greater row id wins (latest-at) or
/// comes later (range).
///
/// @param timeNs nanoseconds since the Unix epoch when the row was made
/// @param inc a counter that tells rows of one nanosecond apart
public record RowId(long timeNs, long inc) implements Comparable<RowId> {
    /// Size in an Arrow column, 16 bytes big-endian.
    public static final int BYTES = Tuid.BYTES;

    /// Reads the id at `offset` of a row-id column.
    public static RowId read(final MemorySegment bytes, final long offset) {
        return new RowId(Tuid.timeNs(bytes, offset), Tuid.inc(bytes, offset));
    }

    /// Compares two ids of a row-id column, without one being made.
    public static int compare(final MemorySegment bytes, final long offset, final long otherOffset) {
        return Tuid.compare(
                Tuid.timeNs(bytes, offset),
                Tuid.inc(bytes, offset),
                Tuid.timeNs(bytes, otherOffset),
                Tuid.inc(bytes, otherOffset));
    }

    /// Parses 32 hex digits, in either case.
    ///
    /// @throws IllegalArgumentException when `text` is anything else
    public static RowId parse(final String text) {
        final long[] words = Tuid.parse(text);
        return new RowId(words[0], words[1]);
    }

    /// Writes the id of those two halves, without one being made: 16 bytes big-endian at `offset`.
    public static void write(final long timeNs, final long inc, final MemorySegment bytes, final long offset) {
        Tuid.write(timeNs, inc, bytes, offset);
    }

    /// Writes 16 bytes big-endian at `offset`.
    public void write(final MemorySegment bytes, final long offset) {
        Tuid.write(timeNs, inc, bytes, offset);
    }

    @Override
    public int compareTo(final RowId other) {
        return Tuid.compare(timeNs, inc, other.timeNs, other.inc);
    }

    /// 32 lower-case hex digits.
    @Override
    public String toString() {
        return Tuid.toHex(timeNs, inc);
    }
}
