package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;

/// Identifies one chunk; a chunk id seen a second time in a store is ignored.
///
/// @param timeNs nanoseconds since the Unix epoch when the chunk was begun
/// @param inc a counter that tells chunks of one nanosecond apart
public record ChunkId(long timeNs, long inc) implements Comparable<ChunkId> {
    public static ChunkId read(final MemorySegment bytes, final long offset) {
        return new ChunkId(Tuid.timeNs(bytes, offset), Tuid.inc(bytes, offset));
    }

    /// Parses 32 hex digits, in either case.
    ///
    /// @throws IllegalArgumentException when `text` is anything else
    public static ChunkId parse(final String text) {
        final long[] words = Tuid.parse(text);
        return new ChunkId(words[0], words[1]);
    }

    /// A fresh id, unique in this process, greater than all before it.
    public static ChunkId next() {
        final RowId id = RowIds.PROCESS.next();
        return new ChunkId(id.timeNs(), id.inc());
    }

    public void write(final MemorySegment bytes, final long offset) {
        Tuid.write(timeNs, inc, bytes, offset);
    }

    @Override
    public int compareTo(final ChunkId other) {
        return Tuid.compare(timeNs, inc, other.timeNs, other.inc);
    }

    /// As the file format writes it after `chunk_`: 16 upper-case and 16 lower-case hex digits.
    public String toFileText() {
        return Tuid.toFileText(timeNs, inc);
    }

    @Override
    public String toString() {
        return Tuid.toHex(timeNs, inc);
    }
}
