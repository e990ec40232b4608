package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Claims and publishes records of a ring: the writing half of Agrona's `ManyToOneRingBuffer`, through
/// `java.lang.foreign` alone. Any number of threads; allocates nothing.
final class RingWriter {
    /// There is no room now.
    static final long NO_ROOM = -1;

    private final MemorySegment ring;
    private final long capacity;
    private final long mask;
    private final long tailOffset;
    private final long headOffset;
    /// What a thread last saw of the head: kept here and not in the trailer's word, since no other process writes.
    private volatile long headCache;

    /// @param ring the records and the trailer, zeroed or written by a writer of this layout
    RingWriter(final MemorySegment ring) {
        this.ring = ring;
        capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
        if (Long.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity=" + capacity + ", expected a power of two");
        }
        mask = capacity - 1;
        tailOffset = capacity + RingDescriptor.TAIL_OFFSET;
        headOffset = capacity + RingDescriptor.HEAD_OFFSET;
    }

    /// Claims a record and marks it as being written.
    ///
    /// @param recordLength header and body, at most [RingDescriptor#maxRecordLength]
    /// @return the record's offset in the ring, or [#NO_ROOM]
    long claim(final int type, final int recordLength) {
        final MemorySegment records = ring;
        final long required = RingDescriptor.aligned(recordLength);
        // Whoever sees a head that another thread has read also sees what was zeroed before it
        long head = headCache;
        long tail;
        long newTail;
        long padding;
        long index;
        do {
            tail = (long) WORD.getVolatile(records, tailOffset);
            if (required > capacity - (tail - head)) {
                head = refreshHead(records);
                if (required > capacity - (tail - head)) {
                    return NO_ROOM;
                }
            }
            index = tail & mask;
            padding = 0;
            final long toEnd = capacity - index;
            if (required > toEnd) {
                if (required > (head & mask)) {
                    head = refreshHead(records);
                    if (required > (head & mask)) {
                        return NO_ROOM;
                    }
                }
                padding = toEnd;
            }
            newTail = tail + padding + required;
            // The CAS is also the full fence of the protocol with a leaving owner: see RowAnswers.of
        } while (!WORD.compareAndSet(records, tailOffset, tail, newTail));
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reachClaimed(padding, index + required == capacity);
        }
        if (padding != 0) {
            begin(records, index, RingDescriptor.PADDING_TYPE, (int) padding);
            if (FaultPoint.IS_ARMED) {
                FaultPoint.reach(FaultPoint.PADDING_BEGUN);
            }
            publish(index, (int) padding);
            if (FaultPoint.IS_ARMED) {
                FaultPoint.reach(FaultPoint.PADDED);
            }
            index = 0;
        }
        begin(records, index, type, recordLength);
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.BEGUN);
        }
        return index;
    }

    /// Makes the record visible. Pairs with the reader's acquire of the length: what was written to the record
    /// before is visible to whoever sees the positive length.
    void publish(final long index, final int recordLength) {
        RingDescriptor.LENGTH.setRelease(ring, index, recordLength);
    }

    /// Gives up a claimed record: it becomes padding.
    void abort(final long index, final int recordLength) {
        RingDescriptor.LENGTH.setRelease(ring, index + RingDescriptor.TYPE_OFFSET, RingDescriptor.PADDING_TYPE);
        RingDescriptor.LENGTH.setRelease(ring, index, recordLength);
    }

    MemorySegment ring() {
        return ring;
    }

    long tail() {
        return (long) WORD.getVolatile(ring, tailOffset);
    }

    /// Type and negative length in one aligned store, and no byte of the body before it: who finds a record of
    /// a dead producer can then tell how long it was.
    private static void begin(final MemorySegment ring, final long index, final int type, final int length) {
        WORD.setRelease(ring, index, RingDescriptor.header(type, -length));
        VarHandle.releaseFence();
    }

    private long refreshHead(final MemorySegment records) {
        final long head = (long) WORD.getVolatile(records, headOffset);
        headCache = head;
        return head;
    }
}
