package dev.kymo.store.model;

import java.lang.foreign.MemorySegment;

/// One row of a [RowShape] where it lies: whoever reads records fills it anew for each row, so that a row is no
/// object. The values of each cell lie one behind the other in [#bytes]; all that is told of them has been
/// checked.
///
/// One thread.
public final class FlatRow {
    private final long[] times;
    private final long[] valuesAt;
    private final int[] valueCounts;
    private final MemorySegment bytes;
    private long idTimeNs;
    private long idInc;

    /// @param bytes where the rows lie, one after the other in time; nobody else writes there
    public FlatRow(final int timeCount, final int cellCount, final MemorySegment bytes) {
        times = new long[timeCount];
        valuesAt = new long[cellCount];
        valueCounts = new int[cellCount];
        this.bytes = bytes;
    }

    public void id(final long timeNs, final long inc) {
        idTimeNs = timeNs;
        idInc = inc;
    }

    /// @param place as [TimelineSet#place]
    /// @param time not the reserved one
    public void time(final int place, final long time) {
        times[place] = time;
    }

    /// @param at offset in [#bytes]; `count` values from there on are within them
    public void cell(final int cell, final long at, final int count) {
        valuesAt[cell] = at;
        valueCounts[cell] = count;
    }

    /// The first half of the row's id.
    public long idTimeNs() {
        return idTimeNs;
    }

    /// The second.
    public long idInc() {
        return idInc;
    }

    public int timeCount() {
        return times.length;
    }

    /// By timeline name.
    public long time(final int place) {
        return times[place];
    }

    long[] times() {
        return times.clone();
    }

    public MemorySegment bytes() {
        return bytes;
    }

    public long valuesAt(final int cell) {
        return valuesAt[cell];
    }

    public int valueCount(final int cell) {
        return valueCounts[cell];
    }
}
