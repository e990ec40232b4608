package dev.kymo.store.model;

/// Identifies a [DataTable]: rows that were sent together. Kept with a chunk that is made of one table.
///
/// @param timeNs nanoseconds since the Unix epoch when the table was made
/// @param inc a counter that tells tables of one nanosecond apart
public record BatchId(long timeNs, long inc) implements Comparable<BatchId> {
    /// A fresh id, unique in this process, greater than all before it.
    public static BatchId next() {
        final RowId id = RowIds.PROCESS.next();
        return new BatchId(id.timeNs(), id.inc());
    }

    /// Parses 32 hex digits, in either case.
    ///
    /// @throws IllegalArgumentException when `text` is anything else
    public static BatchId parse(final String text) {
        final long[] words = Tuid.parse(text);
        return new BatchId(words[0], words[1]);
    }

    @Override
    public int compareTo(final BatchId other) {
        return Tuid.compare(timeNs, inc, other.timeNs, other.inc);
    }

    /// 32 lower-case hex digits.
    @Override
    public String toString() {
        return Tuid.toHex(timeNs, inc);
    }
}
