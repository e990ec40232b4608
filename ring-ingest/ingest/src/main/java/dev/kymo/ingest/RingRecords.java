package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.RingDescriptor;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// The records of a ring by position, as whoever reads them must look at them: nothing is written, and no
/// length is used unchecked.
final class RingRecords {
    private static final int SMALL_BODY = 256;

    private final MemorySegment ring;
    private final long capacity;
    private final int maxRecordLength;

    /// @param ring records and trailer
    RingRecords(final MemorySegment ring) {
        this.ring = ring;
        capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
        maxRecordLength = RingDescriptor.maxRecordLength(capacity);
    }

    long capacity() {
        return capacity;
    }

    /// Next position that producers will claim.
    long tail() {
        return (long) WORD.getVolatile(ring, capacity + RingDescriptor.TAIL_OFFSET);
    }

    /// Pairs with the writer's release: a positive length says that the record is all there.
    int length(final long position) {
        return (int) RingDescriptor.LENGTH.getAcquire(ring, index(position));
    }

    int type(final long position) {
        return ring.get(Layouts.INT, index(position) + RingDescriptor.TYPE_OFFSET);
    }

    /// @throws IllegalArgumentException unless a record of that length may be there
    int checkedLength(final long position, final int length) {
        final long toEnd = capacity - index(position);
        final boolean padding = type(position) == RingDescriptor.PADDING_TYPE;
        if (length < RingDescriptor.HEADER_LENGTH
                || RingDescriptor.aligned(length) > toEnd
                || RingDescriptor.aligned(length) < 0
                || (!padding && length > maxRecordLength)) {
            throw new IllegalArgumentException(
                    "record of " + length + " bytes, " + toEnd + " are left, max=" + maxRecordLength);
        }
        return length;
    }

    /// Copies a record's body to private memory, to the beginning of `into`.
    ///
    /// @param recordLength checked
    /// @return the body's bytes
    int copyBody(final long position, final int recordLength, final MemorySegment into) {
        final int bytes = recordLength - RingDescriptor.HEADER_LENGTH;
        copyWords(ring, index(position) + RingDescriptor.HEADER_LENGTH, into, 0, bytes);
        return bytes;
    }

    /// The same of a row of a form, which becomes one that is all told.
    ///
    /// @throws IllegalArgumentException when it is none
    int copyBody(final long position, final int recordLength, final FormReader form, final MemorySegment into) {
        return form.read(
                ring,
                index(position) + RingDescriptor.HEADER_LENGTH,
                recordLength - RingDescriptor.HEADER_LENGTH,
                into);
    }

    static void copyWords(
            final MemorySegment from,
            final long offset,
            final MemorySegment into,
            final long intoOffset,
            final int bytes) {
        int at = 0;
        if (bytes <= SMALL_BODY) {
            // A bulk copy ends with a masked store, which the processor does not forward to the loads that follow:
            // they would wait until all stores before it are in the cache, a quarter of a small row's way
            for (; at <= bytes - Long.BYTES; at += Long.BYTES) {
                into.set(Layouts.LONG, intoOffset + at, from.get(Layouts.LONG, offset + at));
            }
        }
        if (at < bytes) {
            MemorySegment.copy(from, offset + at, into, intoOffset + at, bytes - at);
        }
    }

    /// Where what a dead producer has claimed and not finished ends: a record with a negative length, or zeros
    /// where not even that was written. Zeros end at the next record's header, whose type and length are never
    /// both 0.
    ///
    /// @param position before `tail`
    /// @param length what was found there, not positive
    long unfinishedEnd(final long position, final int length, final long tail) {
        if (length < 0) {
            return position + RingDescriptor.aligned(checkedLength(position, -length));
        }
        long end = position;
        do {
            end += RingDescriptor.ALIGNMENT;
        } while (end < tail && (end & capacity - 1) != 0 && ring.get(Layouts.LONG, index(end)) == 0);
        return end;
    }

    private long index(final long position) {
        return position & capacity - 1;
    }
}
