package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;

/// Counts answered rows, in shared memory, at the cost of two plain adds: each thread has a padded slot of its own
/// while there are slots, and the others share some. (One shared counter would cost a locked instruction on a
/// line all writers fight for.)
final class RowCounters {
    private final MemorySegment counters;

    /// @param counters the file `counters`
    RowCounters(final MemorySegment counters) {
        this.counters = counters;
    }

    void committed(final long bytes) {
        add(CountersDescriptor.COMMITTED_ROWS_OFFSET, bytes);
    }

    void buffered(final long bytes) {
        add(CountersDescriptor.BUFFERED_ROWS_OFFSET, bytes);
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

    private void add(final int what, final long bytes) {
        final MemorySegment words = counters;
        final long thread = Thread.currentThread().threadId();
        final long slot = offset((int) thread & CountersDescriptor.THREAD_SLOTS - 1);
        if ((long) WORD.get(words, slot + CountersDescriptor.THREAD_OFFSET) == thread || claim(slot, thread)) {
            // Only this thread writes the slot; opaque, so that readers see each number whole and at last
            WORD.setOpaque(words, slot + what, (long) WORD.get(words, slot + what) + 1);
            final long second = slot + what + Long.BYTES;
            WORD.setOpaque(words, second, (long) WORD.get(words, second) + bytes);
        } else {
            addShared(what, thread, bytes);
        }
    }

    private void addShared(final int what, final long thread, final long bytes) {
        final int shared = (int) (thread / CountersDescriptor.THREAD_SLOTS) & CountersDescriptor.SHARED_SLOTS - 1;
        final long slot = offset(CountersDescriptor.THREAD_SLOTS + shared);
        WORD.getAndAdd(counters, slot + what, 1L);
        WORD.getAndAdd(counters, slot + what + Long.BYTES, bytes);
    }

    private boolean claim(final long slot, final long thread) {
        return (long) WORD.get(counters, slot + CountersDescriptor.THREAD_OFFSET) == 0
                && WORD.compareAndSet(counters, slot + CountersDescriptor.THREAD_OFFSET, 0L, thread);
    }

    private static long offset(final int slot) {
        return CountersDescriptor.ANSWERS_OFFSET + (long) slot * CountersDescriptor.ANSWER_SLOT_LENGTH;
    }
}
