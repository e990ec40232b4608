package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.CONSUMED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.KEEP_UNTIL_OFFSET;
import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Lets the oldest buffered rows go while nobody owns the ring, so that the newest stay. Any thread of the
/// producer; they take turns by the owner word's RECLAIMING, which also keeps a recorder from attaching
/// meanwhile.
final class OldestRows {
    private final MemorySegment control;
    private final MemorySegment ring;
    private final PayloadWriter payload;
    private final StreamCounters streams;
    private final Declarations declarations;
    private final long capacity;

    OldestRows(
            final MemorySegment control,
            final MemorySegment ring,
            final PayloadWriter payload,
            final StreamCounters streams,
            final Declarations declarations) {
        this.control = control;
        this.ring = ring;
        this.payload = payload;
        this.streams = streams;
        this.declarations = declarations;
        capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
    }

    /// Lets go of rows that take `leastBytes` of the ring, or until one with a block has gone.
    ///
    /// @param freeWord the owner word, seen FREE
    /// @param untilBlock whether to stop only after a row with a block
    /// @return whether it is worth trying again: rows went, or the ring is no longer free
    boolean letGo(final long freeWord, final long leastBytes, final boolean untilBlock) {
        if (!WORD.compareAndSet(control, OWNER_OFFSET, freeWord, OwnerWord.withState(freeWord, OwnerWord.RECLAIMING))) {
            return true;
        }
        try {
            final long head = (long) WORD.getVolatile(ring, capacity + RingDescriptor.HEAD_OFFSET);
            final long end = findEnd(head, leastBytes, untilBlock);
            if (end != head) {
                take(head, end);
            }
            return end != head;
        } finally {
            // Pairs with the compare-and-set of the next who takes the word: the head it reads is this one
            WORD.setVolatile(control, OWNER_OFFSET, freeWord);
        }
    }

    /// Whether the oldest row was promised to a recorder that had to leave without it: then it stays for the
    /// next one.
    boolean isPromised() {
        return (long) WORD.getVolatile(control, KEEP_UNTIL_OFFSET)
                > (long) WORD.getVolatile(ring, capacity + RingDescriptor.HEAD_OFFSET);
    }

    private long findEnd(final long head, final long leastBytes, final boolean untilBlock) {
        final long keepUntil = (long) WORD.getVolatile(control, KEEP_UNTIL_OFFSET);
        boolean blockSeen = !untilBlock;
        long at = head;
        while (at - head < capacity && at >= keepUntil && (at - head < leastBytes || !blockSeen)) {
            final long index = at & capacity - 1;
            final int length = (int) RingDescriptor.LENGTH.getAcquire(ring, index);
            if (length <= 0) {
                break;
            }
            blockSeen |= blockCount(index) > 0;
            at += RingDescriptor.aligned(length);
        }
        return at;
    }

    /// The order matters to whoever takes over should this process die in between: first it is said that the
    /// rows are gone, then their blocks are released, then their bytes are zeroed, then the head moves.
    private void take(final long head, final long end) {
        WORD.setVolatile(control, CONSUMED_OFFSET, end);
        // Followers: whoever sees anything of what comes now also sees that the records are done with
        VarHandle.storeStoreFence();
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.LETTING_GO);
        }
        countAndRelease(head, end);
        for (long position = head; position < end; position += Long.BYTES) {
            ring.set(Layouts.LONG, position & capacity - 1, 0);
            if (FaultPoint.IS_ARMED) {
                FaultPoint.reach(FaultPoint.HALF_ZEROED);
            }
        }
        // Pairs with the writers' volatile read of the head: the bytes are zero before they are claimed again
        WORD.setRelease(ring, capacity + RingDescriptor.HEAD_OFFSET, end);
    }

    /// Mostly one stream's rows follow each other: counted together.
    private void countAndRelease(final long head, final long end) {
        long stream = 0;
        long rows = 0;
        long bytes = 0;
        long at = head;
        while (at < end) {
            final long index = at & capacity - 1;
            final int length = (int) RingDescriptor.LENGTH.getAcquire(ring, index);
            if (RingDescriptor.isRow(type(index))) {
                final long key = stream(index);
                if (key != stream && rows > 0) {
                    streams.letGo(stream, rows, bytes);
                    rows = 0;
                    bytes = 0;
                }
                stream = key;
                rows++;
                bytes += length + releaseBlocks(index);
            }
            at += RingDescriptor.aligned(length);
        }
        if (rows > 0) {
            streams.letGo(stream, rows, bytes);
        }
    }

    private long stream(final long index) {
        final int type = type(index);
        if (RingDescriptor.isOfForm(type)) {
            return declarations.streamOfForm(type - RingDescriptor.FIRST_FORM_TYPE);
        }
        final long body = index + RingDescriptor.HEADER_LENGTH;
        return CountersDescriptor.key(
                ring.get(Layouts.INT, body + RowDescriptor.STORE_OFFSET),
                ring.get(Layouts.INT, body + RowDescriptor.ENTITY_OFFSET));
    }

    private int type(final long index) {
        return ring.get(Layouts.INT, index + RingDescriptor.TYPE_OFFSET);
    }

    /// Rows of a form have none.
    private int blockCount(final long index) {
        return type(index) == RingDescriptor.ROW_TYPE
                ? ring.get(Layouts.SHORT, index + RingDescriptor.HEADER_LENGTH + RowDescriptor.BLOCK_COUNT_OFFSET)
                : 0;
    }

    /// @return bytes of the blocks' buffers
    private long releaseBlocks(final long index) {
        final int blocks = blockCount(index);
        if (blocks == 0) {
            return 0;
        }
        final long body = index + RingDescriptor.HEADER_LENGTH;
        final int times = ring.get(Layouts.SHORT, body + RowDescriptor.TIME_COUNT_OFFSET);
        long bytes = 0;
        for (int i = 0; i < blocks; i++) {
            final long block = body
                    + RowDescriptor.TIMES_OFFSET
                    + (long) times * RowDescriptor.TIME_LENGTH
                    + (long) i * RowDescriptor.BLOCK_LENGTH;
            payload.release(ring.get(Layouts.LONG, block));
            bytes += ring.get(Layouts.LONG, block + RowDescriptor.BLOCK_BYTES_OFFSET);
        }
        return bytes;
    }
}
