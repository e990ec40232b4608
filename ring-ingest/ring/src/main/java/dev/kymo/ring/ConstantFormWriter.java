package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The bytes of which [FormWriter] makes a class for each ring. It is never used as it is: without class data
/// it has no ring.
final class ConstantFormWriter extends FormWriter {
    private static final MemorySegment RING_MEMORY = data(RING, MemorySegment.class);
    private static final MemorySegment CONTROL_MEMORY = data(CONTROL, MemorySegment.class);
    private static final MemorySegment COUNTERS_MEMORY = data(COUNTERS, MemorySegment.class);
    private static final long[] OWNERS = data(SLOT_OWNERS, long[].class);
    private static final RowAnswers OTHER_ANSWERS = data(ANSWERS, RowAnswers.class);

    private static final long CAPACITY = RING_MEMORY.byteSize() - RingDescriptor.TRAILER_LENGTH;
    private static final long MASK = CAPACITY - 1;
    /// The last row of each section of the ring goes the way of all rows. Only that of a lap has to; but what
    /// happens once a lap the second compiler has not seen happen, and leaves out. Then it undoes, lap by lap,
    /// one after the other of the methods between here and the caller's loop that it has compiled, and rows
    /// cost five times as much for a tenth of a second. One row in some hundred is often enough to be seen.
    private static final long SECTION = Math.min(CAPACITY, 1 << 14);
    private static final long TAIL = CAPACITY + RingDescriptor.TAIL_OFFSET;
    private static final long HEAD = CAPACITY + RingDescriptor.HEAD_OFFSET;

    /// As [RingWriter] has one: whoever sees a head that another thread has read also sees what was zeroed before.
    private static volatile long headCache;

    private static <T> T data(final int index, final Class<T> type) {
        try {
            return MethodHandles.classDataAt(MethodHandles.lookup(), "_", type, index);
        } catch (final IllegalAccessException notThisClass) {
            throw new IllegalStateException(notThisClass);
        }
    }

    /// Needed by [FormWriter#of] alone.
    ConstantFormWriter() {}

    @Override
    @Nullable
    Commit commit(
            final int type,
            final int recordLength,
            final boolean[] isIdTime,
            final long rowTimeNs,
            final long rowInc,
            final long[] times,
            final double value) {
        final long before = (long) WORD.getVolatile(CONTROL_MEMORY, OWNER_OFFSET);
        if (OwnerWord.state(before) != OwnerWord.OWNED) {
            return null;
        }
        // As in RingWriter.claim, which also knows the end of a lap and reads the head anew
        final long required = RingDescriptor.aligned(recordLength);
        final long head = headCache;
        long tail;
        long index;
        do {
            tail = (long) WORD.getVolatile(RING_MEMORY, TAIL);
            index = tail & MASK;
            // One branch for both, since a full ring is as rare as the end of a lap
            final long room = Math.min(SECTION - 1 - (index & SECTION - 1), CAPACITY - (tail - head));
            if (required > room) {
                headCache = (long) WORD.getVolatile(RING_MEMORY, HEAD);
                return null;
            }
            // The CAS is also the full fence of the protocol with a leaving owner: see RowAnswers.of
        } while (!WORD.compareAndSet(RING_MEMORY, TAIL, tail, tail + required));
        if (FaultPoint.IS_ARMED) {
            // The last of a lap is no row of this way
            FaultPoint.reachClaimed(0, false);
        }
        // Type and negative length in one store, and no byte of the body before it
        WORD.setRelease(RING_MEMORY, index, RingDescriptor.header(type, -recordLength));
        VarHandle.releaseFence();
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.BEGUN);
        }
        long at = index + RingDescriptor.HEADER_LENGTH;
        RING_MEMORY.set(Layouts.LONG, at + RowDescriptor.ROW_TIME_OFFSET, rowTimeNs);
        RING_MEMORY.set(Layouts.LONG, at + RowDescriptor.ROW_INC_OFFSET, rowInc);
        at += RowForm.TIMES_OFFSET;
        for (int i = 0; i < isIdTime.length; i++) {
            if (!isIdTime[i]) {
                RING_MEMORY.set(Layouts.LONG, at, times[i]);
                at += Long.BYTES;
            }
        }
        RING_MEMORY.set(Layouts.DOUBLE, at, value);
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.UNPUBLISHED);
        }
        // Pairs with the reader's acquire of the length: whoever sees it sees the body
        RingDescriptor.LENGTH.setRelease(RING_MEMORY, index, recordLength);
        return answer(before, recordLength);
    }

    /// What [RowAnswers#of] says, without a step more for a thread that counts in a slot of its own.
    private static Commit answer(final long before, final long bytes) {
        final long thread = Thread.currentThread().threadId();
        final int slot = RowCounters.slotOf(thread);
        if ((long) WORD.getVolatile(CONTROL_MEMORY, OWNER_OFFSET) != before || OWNERS[slot] != thread) {
            return OTHER_ANSWERS.of(before, bytes);
        }
        RowCounters.addCommitted(COUNTERS_MEMORY, slot, bytes);
        return Commit.COMMITTED;
    }
}
