package dev.kymo.ring;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// Records whose every word follows from their number.
final class RingRecords {
    private static final long FACTOR = 100;

    private RingRecords() {}

    static int length(final int words) {
        return RingDescriptor.HEADER_LENGTH + words * Long.BYTES;
    }

    /// Claims, fills and publishes one.
    static void write(final RingWriter writer, final int number, final int words) {
        final long index = writer.claim(RingDescriptor.ROW_TYPE, length(words));
        for (int i = 0; i < words; i++) {
            writer.ring().set(Layouts.LONG, wordAt(index, i), number * FACTOR + i);
        }
        writer.publish(index, length(words));
    }

    static long numberAt(final MemorySegment ring, final long index) {
        return ring.get(Layouts.LONG, wordAt(index, 0)) / FACTOR;
    }

    static boolean isWhole(final MemorySegment ring, final long index, final int words) {
        final long number = numberAt(ring, index);
        for (int i = 0; i < words; i++) {
            if (number == 0 || ring.get(Layouts.LONG, wordAt(index, i)) != number * FACTOR + i) {
                return false;
            }
        }
        return true;
    }

    private static long wordAt(final long index, final int word) {
        return index + RingDescriptor.HEADER_LENGTH + (long) word * Long.BYTES;
    }
}
