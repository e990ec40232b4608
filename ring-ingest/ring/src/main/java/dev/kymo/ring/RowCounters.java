package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Counts answered rows, in shared memory, at the cost of two stores: each thread has a padded slot of its own while
/// there are slots, and knows what it has written there; the others share some. (One shared counter would cost a
/// locked instruction on a line all writers fight for.)
final class RowCounters {
    private final MemorySegment counters;
    /// Each is put here by the thread that has taken it, and used by that thread alone.
    private final @Nullable Slot[] slots = new Slot[CountersDescriptor.THREAD_SLOTS];

    /// What a thread has counted.
    private static final class Slot {
        private final long thread;
        private final long offset;
        private long committedRows;
        private long committedBytes;
        private long bufferedRows;
        private long bufferedBytes;

        Slot(final long thread, final long offset) {
            this.thread = thread;
            this.offset = offset;
        }
    }

    /// @param counters the file `counters`
    RowCounters(final MemorySegment counters) {
        this.counters = counters;
    }

    void committed(final long bytes) {
        final Slot slot = slot();
        if (slot == null) {
            addShared(CountersDescriptor.COMMITTED_ROWS_OFFSET, bytes);
            return;
        }
        // Opaque, so that readers see each number whole and at last
        slot.committedRows++;
        slot.committedBytes += bytes;
        WORD.setOpaque(counters, slot.offset + CountersDescriptor.COMMITTED_ROWS_OFFSET, slot.committedRows);
        WORD.setOpaque(counters, slot.offset + CountersDescriptor.COMMITTED_BYTES_OFFSET, slot.committedBytes);
    }

    void buffered(final long bytes) {
        final Slot slot = slot();
        if (slot == null) {
            addShared(CountersDescriptor.BUFFERED_ROWS_OFFSET, bytes);
            return;
        }
        slot.bufferedRows++;
        slot.bufferedBytes += bytes;
        WORD.setOpaque(counters, slot.offset + CountersDescriptor.BUFFERED_ROWS_OFFSET, slot.bufferedRows);
        WORD.setOpaque(counters, slot.offset + CountersDescriptor.BUFFERED_BYTES_OFFSET, slot.bufferedBytes);
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

    /// The calling thread's; null when another has it.
    private @Nullable Slot slot() {
        final long thread = Thread.currentThread().threadId();
        final int index = (int) thread & CountersDescriptor.THREAD_SLOTS - 1;
        final Slot slot = slots[index];
        return slot != null && slot.thread == thread ? slot : claim(index, thread);
    }

    private @Nullable Slot claim(final int index, final long thread) {
        final long offset = offset(index);
        if ((long) WORD.get(counters, offset + CountersDescriptor.THREAD_OFFSET) != 0
                || !WORD.compareAndSet(counters, offset + CountersDescriptor.THREAD_OFFSET, 0L, thread)) {
            return null;
        }
        final Slot taken = new Slot(thread, offset);
        slots[index] = taken;
        return taken;
    }

    private void addShared(final int what, final long bytes) {
        final long thread = Thread.currentThread().threadId();
        final int shared = (int) (thread / CountersDescriptor.THREAD_SLOTS) & CountersDescriptor.SHARED_SLOTS - 1;
        final long slot = offset(CountersDescriptor.THREAD_SLOTS + shared);
        WORD.getAndAdd(counters, slot + what, 1L);
        WORD.getAndAdd(counters, slot + what + Long.BYTES, bytes);
    }

    private static long offset(final int slot) {
        return CountersDescriptor.ANSWERS_OFFSET + (long) slot * CountersDescriptor.ANSWER_SLOT_LENGTH;
    }
}
