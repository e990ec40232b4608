package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.PAYLOAD_HEAD_OFFSET;
import static dev.kymo.ring.ControlDescriptor.PAYLOAD_TAIL_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// Hands out blocks of the payload area, in a circle. Any number of threads; allocates nothing on the heap.
///
/// The alternative, a head that the reader moves, was rejected: rows reach the ring in another order than
/// their blocks were taken, so somebody must remember released blocks out of order, and a mark in the block
/// itself is that memory.
final class PayloadWriter {
    static final long NO_ROOM = -1;

    private final MemorySegment control;
    private final MemorySegment area;
    private final long capacity;

    PayloadWriter(final MemorySegment control, final MemorySegment area) {
        this.control = control;
        this.area = area;
        capacity = area.byteSize();
    }

    /// The most bytes of buffers a block can have.
    long maxBytes() {
        return capacity - PayloadDescriptor.HEADER_LENGTH;
    }

    /// Takes a block for `bytes` bytes of buffers, at most [#maxBytes].
    ///
    /// @param state HELD, or CLAIMED when it is filled by a caller
    /// @return the block's position, or [#NO_ROOM]
    long allocate(final long bytes, final long state) {
        final long required = PayloadDescriptor.blockLength(bytes);
        while (true) {
            final long tail = (long) WORD.getVolatile(control, PAYLOAD_TAIL_OFFSET);
            final long toEnd = capacity - tail % capacity;
            final boolean fits = required <= toEnd;
            final long step = fits ? required : toEnd;
            if (tail + step - (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET) > capacity) {
                if (!advanceHead()) {
                    return NO_ROOM;
                }
            } else if (WORD.compareAndSet(control, PAYLOAD_TAIL_OFFSET, tail, tail + step)) {
                makeBlock(tail, step, fits ? state : PayloadDescriptor.RELEASED);
                if (fits) {
                    return tail;
                }
            }
        }
    }

    /// Where the buffers of the block at `position` begin in the area.
    long buffersOffset(final long position) {
        return position % capacity + PayloadDescriptor.HEADER_LENGTH;
    }

    MemorySegment area() {
        return area;
    }

    /// Gives the block at `position` back.
    void release(final long position) {
        // Pairs with the acquire in advanceHead: reads and writes of the block are over before it is handed out
        // again
        WORD.setRelease(area, position % capacity + PayloadDescriptor.STATE_OFFSET, PayloadDescriptor.RELEASED);
    }

    /// Makes a claimed block one that a row may name, of `bytes` bytes of buffers, at most as many as were claimed;
    /// what is left over is given back.
    void hold(final long position, final long bytes) {
        final long offset = position % capacity;
        final long claimed = area.get(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET);
        final long length = PayloadDescriptor.blockLength(bytes);
        if (length < claimed) {
            // Before the length: who walks over this block, once it is released, finds the one behind it
            makeBlock(position + length, claimed - length, PayloadDescriptor.RELEASED);
            area.set(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET, length);
        }
        // Pairs with the reader's acquire, as does the release of the record that names the block
        WORD.setRelease(area, offset + PayloadDescriptor.STATE_OFFSET, PayloadDescriptor.HELD);
    }

    /// Whether the oldest block is being filled by a caller: letting rows go makes no room behind it.
    boolean isOldestClaimed() {
        final long head = (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET);
        final long offset = head % capacity;
        return (long) WORD.getAcquire(area, offset + PayloadDescriptor.MARK_OFFSET) == PayloadDescriptor.mark(head)
                && (long) WORD.getAcquire(area, offset + PayloadDescriptor.STATE_OFFSET) == PayloadDescriptor.CLAIMED;
    }

    private void makeBlock(final long position, final long length, final long state) {
        final long offset = position % capacity;
        area.set(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET, length);
        WORD.setRelease(area, offset + PayloadDescriptor.STATE_OFFSET, state);
        WORD.setRelease(area, offset + PayloadDescriptor.MARK_OFFSET, PayloadDescriptor.mark(position));
    }

    /// Moves the head over blocks that were released.
    ///
    /// @return whether it moved, by this thread or another
    private boolean advanceHead() {
        final long before = (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET);
        long head = before;
        while (true) {
            final long offset = head % capacity;
            if ((long) WORD.getAcquire(area, offset + PayloadDescriptor.MARK_OFFSET) != PayloadDescriptor.mark(head)
                    || (long) WORD.getAcquire(area, offset + PayloadDescriptor.STATE_OFFSET)
                            != PayloadDescriptor.RELEASED) {
                break;
            }
            final long length = area.get(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET);
            // When the CAS succeeds nobody has moved the head, so the block still was this one while it was read
            WORD.compareAndSet(control, PAYLOAD_HEAD_OFFSET, head, head + length);
            head = (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET);
        }
        return (long) WORD.getVolatile(control, PAYLOAD_HEAD_OFFSET) != before;
    }
}
