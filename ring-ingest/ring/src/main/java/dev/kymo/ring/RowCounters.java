package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;

/// Counts answered rows, in shared memory, at the cost of two plain additions: each thread has a padded slot of its
/// own while there are slots; the others share some. (One shared counter would cost a locked instruction on a line
/// all writers fight for.)
final class RowCounters {
    private final MemorySegment counters;
    /// The thread that has the slot. Written by that thread alone, which is also the only one to find its own
    /// number here, so it needs no order.
    private final long[] slotOwners = new long[CountersDescriptor.THREAD_SLOTS];

    /// @param counters the file `counters`
    RowCounters(final MemorySegment counters) {
        this.counters = counters;
    }

    MemorySegment memory() {
        return counters;
    }

    long[] slotOwners() {
        return slotOwners;
    }

    void committed(final long bytes) {
        add(CountersDescriptor.COMMITTED_ROWS_OFFSET, CountersDescriptor.COMMITTED_BYTES_OFFSET, bytes);
    }

    void buffered(final long bytes) {
        add(CountersDescriptor.BUFFERED_ROWS_OFFSET, CountersDescriptor.BUFFERED_BYTES_OFFSET, bytes);
    }

    private void add(final int rows, final int rowBytes, final long bytes) {
        final long thread = Thread.currentThread().threadId();
        final int slot = slotOf(thread);
        if (slotOwners[slot] == thread || claim(slot, thread)) {
            add(counters, offset(slot) + rows, 1);
            add(counters, offset(slot) + rowBytes, bytes);
        } else {
            final int shared = (int) (thread / CountersDescriptor.THREAD_SLOTS) & CountersDescriptor.SHARED_SLOTS - 1;
            final long offset = offset(CountersDescriptor.THREAD_SLOTS + shared);
            WORD.getAndAdd(counters, offset + rows, 1L);
            WORD.getAndAdd(counters, offset + rowBytes, bytes);
        }
    }

    /// Counts a row in a slot that the calling thread has.
    static void addCommitted(final MemorySegment counters, final int slot, final long bytes) {
        add(counters, offset(slot) + CountersDescriptor.COMMITTED_ROWS_OFFSET, 1);
        add(counters, offset(slot) + CountersDescriptor.COMMITTED_BYTES_OFFSET, bytes);
    }

    /// Opaque, so that readers see each number whole and at last.
    private static void add(final MemorySegment counters, final long offset, final long more) {
        WORD.setOpaque(counters, offset, (long) WORD.getOpaque(counters, offset) + more);
    }

    /// As if no thread had counted yet, but for the numbers. Nobody may be counting.
    void forgetThreads() {
        for (int slot = 0; slot < slotOwners.length; slot++) {
            slotOwners[slot] = 0;
            WORD.setOpaque(counters, offset(slot) + CountersDescriptor.THREAD_OFFSET, 0L);
        }
    }

    /// The sum of a number over all slots.
    ///
    /// @param what the offset of the number in a slot
    long sum(final int what) {
        long sum = 0;
        for (int slot = 0; slot < CountersDescriptor.ANSWER_SLOTS; slot++) {
            sum += (long) WORD.getOpaque(counters, offset(slot) + what);
        }
        return sum;
    }

    /// The slot that a thread may have.
    static int slotOf(final long thread) {
        return (int) thread & CountersDescriptor.THREAD_SLOTS - 1;
    }

    private boolean claim(final int slot, final long thread) {
        final long offset = offset(slot) + CountersDescriptor.THREAD_OFFSET;
        if ((long) WORD.get(counters, offset) != 0 || !WORD.compareAndSet(counters, offset, 0L, thread)) {
            return false;
        }
        slotOwners[slot] = thread;
        return true;
    }

    private static long offset(final int slot) {
        return CountersDescriptor.ANSWERS_OFFSET + (long) slot * CountersDescriptor.ANSWER_SLOT_LENGTH;
    }
}
