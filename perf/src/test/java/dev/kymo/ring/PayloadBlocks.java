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
        return write(number, words, PayloadDescriptor.HELD, 0);
    }

    /// The same as a caller does who fills it himself: more is claimed than is needed, and only what is needed is held
    /// in the end.
    public long claimAndWrite(final int number, final int words, final int moreWords) {
        final long position = write(number, words, PayloadDescriptor.CLAIMED, moreWords);
        if (position != NO_ROOM) {
            writer.hold(position, (long) words * Long.BYTES);
        }
        return position;
    }

    /// Claims a block, writes nothing of use to it, and gives it back.
    public void claimInVain(final int words) {
        final long position = write(0, words, PayloadDescriptor.CLAIMED, 0);
        if (position != NO_ROOM) {
            writer.release(position);
        }
    }

    private long write(final int number, final int words, final long state, final int moreWords) {
        final long position = writer.allocate((long) (words + moreWords) * Long.BYTES, state);
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
