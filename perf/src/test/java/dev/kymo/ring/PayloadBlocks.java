package dev.kymo.ring;

import java.lang.foreign.MemorySegment;

/// Blocks of a payload area whose every word follows from their number.
public final class PayloadBlocks {
    /// There is no room now.
    public static final long NO_ROOM = PayloadWriter.NO_ROOM;

    private final PayloadWriter writer;

    public PayloadBlocks(final MemorySegment control, final MemorySegment area) {
        writer = new PayloadWriter(control, area);
    }

    /// Takes a block and fills it.
    ///
    /// @return its position, or [#NO_ROOM]
    public long write(final int number, final int words) {
        final long position = writer.allocate((long) words * Long.BYTES);
        if (position != NO_ROOM) {
            RingRecords.fill(writer.area(), writer.buffersOffset(position), number, words);
        }
        return position;
    }

    /// The number in a block, or -1 when it is not whole.
    public int numberIn(final long position, final int words) {
        return RingRecords.numberIn(writer.area(), writer.buffersOffset(position), words);
    }
}
