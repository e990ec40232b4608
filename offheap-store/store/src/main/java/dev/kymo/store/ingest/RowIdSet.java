package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.RowId;

/// A set of row ids without an object for each: 32 to 64 bytes a row. One thread.
public final class RowIdSet {
    private static final int LEAST_SLOTS = 64;
    private static final int WORDS = 2;

    /// Two words a slot; both 0 where it is free, so the id of zeros is kept apart.
    private long[] words = new long[LEAST_SLOTS * WORDS];
    private int size;
    private boolean hasZero;

    /// How many ids are in it.
    public int size() {
        return hasZero ? size + 1 : size;
    }

    /// Adds an id that may be in it already.
    public void add(final RowId id) {
        add(id.timeNs(), id.inc());
    }

    /// Adds the ids of all rows of a chunk.
    public void addAll(final Chunk chunk) {
        for (int row = 0; row < chunk.rowCount(); row++) {
            add(chunk.rowId(row));
        }
    }

    /// Adds the id of those two halves.
    public void add(final long timeNs, final long inc) {
        if ((timeNs | inc) == 0) {
            hasZero = true;
            return;
        }
        final int at = find(timeNs, inc);
        if ((words[at] | words[at + 1]) != 0) {
            return;
        }
        words[at] = timeNs;
        words[at + 1] = inc;
        size++;
        if (size * 2 > words.length / WORDS) {
            grow();
        }
    }

    public boolean contains(final RowId id) {
        return contains(id.timeNs(), id.inc());
    }

    /// Whether the id of those two halves is in it.
    public boolean contains(final long timeNs, final long inc) {
        if ((timeNs | inc) == 0) {
            return hasZero;
        }
        final int at = find(timeNs, inc);
        return (words[at] | words[at + 1]) != 0;
    }

    /// Where the id is, or the free slot where it belongs.
    private int find(final long timeNs, final long inc) {
        final int mask = words.length - 1;
        // The odd constant of Fibonacci hashing: ids of one program differ in low bits
        final long mixed = (timeNs * 31 + inc) * 0x9E37_79B9_7F4A_7C15L;
        int at = (int) (mixed >>> 33) * WORDS & mask;
        while ((words[at] != timeNs || words[at + 1] != inc) && (words[at] | words[at + 1]) != 0) {
            at = at + WORDS & mask;
        }
        return at;
    }

    private void grow() {
        final long[] old = words;
        words = new long[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i += WORDS) {
            if ((old[i] | old[i + 1]) != 0) {
                final int at = find(old[i], old[i + 1]);
                words[at] = old[i];
                words[at + 1] = old[i + 1];
            }
        }
    }
}
