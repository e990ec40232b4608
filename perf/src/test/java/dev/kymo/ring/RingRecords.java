package dev.kymo.ring;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// Records whose every word follows from their number, and a ring to write them to.
public final class RingRecords {
    private static final long FACTOR = 100;

    private final RingWriter writer;

    /// @param ring records and trailer
    public RingRecords(final MemorySegment ring) {
        writer = new RingWriter(ring);
    }

    /// Bytes of a record of so many words.
    public static int length(final int words) {
        return RingDescriptor.HEADER_LENGTH + words * Long.BYTES;
    }

    /// Claims, fills and publishes one.
    ///
    /// @return false when there is no room
    public boolean write(final int number, final int words) {
        return write(writer, number, words);
    }

    static boolean write(final RingWriter writer, final int number, final int words) {
        final long index = writer.claim(RingDescriptor.ROW_TYPE, length(words));
        if (index == RingWriter.NO_ROOM) {
            return false;
        }
        fill(writer.ring(), index + RingDescriptor.HEADER_LENGTH, number, words);
        writer.publish(index, length(words));
        return true;
    }

    /// Writes words that follow from `number` to any memory.
    public static void fill(final MemorySegment memory, final long at, final int number, final int words) {
        for (int i = 0; i < words; i++) {
            memory.set(Layouts.LONG, at + (long) i * Long.BYTES, number * FACTOR + i);
        }
    }

    /// The number that words follow from.
    ///
    /// @return -1 when they do not all follow from the same
    public static int numberIn(final MemorySegment memory, final long at, final int words) {
        final long number = memory.get(Layouts.LONG, at) / FACTOR;
        for (int i = 0; i < words; i++) {
            if (number == 0 || memory.get(Layouts.LONG, at + (long) i * Long.BYTES) != number * FACTOR + i) {
                return -1;
            }
        }
        return (int) number;
    }

    static long numberAt(final MemorySegment ring, final long index) {
        return ring.get(Layouts.LONG, index + RingDescriptor.HEADER_LENGTH) / FACTOR;
    }

    static boolean isWhole(final MemorySegment ring, final long index, final int words) {
        return numberIn(ring, index + RingDescriptor.HEADER_LENGTH, words) >= 0;
    }
}
