package dev.kymo.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/// Counts answered rows at the cost of two plain adds: each thread has a padded slot of its own while there
/// are slots, and the others share adders. (One shared counter would cost a locked instruction on a line all
/// writers fight for.)
final class RowCounters {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SLOT_COUNT = 64;
    /// Longs per slot: a pair of cache lines.
    private static final int STRIDE = 16;

    private static final int COMMITTED_ROWS = 0;
    private static final int COMMITTED_BYTES = 1;
    private static final int BUFFERED_ROWS = 2;
    private static final int BUFFERED_BYTES = 3;
    private static final int OWNER = 4;

    private final long[] slots = new long[(SLOT_COUNT + 1) * STRIDE];
    private final LongAdder[] shared = {new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()};

    void committed(final long bytes) {
        add(COMMITTED_ROWS, bytes);
    }

    void buffered(final long bytes) {
        add(BUFFERED_ROWS, bytes);
    }

    long committedRows() {
        return sum(COMMITTED_ROWS);
    }

    long committedBytes() {
        return sum(COMMITTED_BYTES);
    }

    long bufferedRows() {
        return sum(BUFFERED_ROWS);
    }

    long bufferedBytes() {
        return sum(BUFFERED_BYTES);
    }

    private void add(final int what, final long bytes) {
        final long thread = Thread.currentThread().threadId();
        final int slot = ((int) thread & SLOT_COUNT - 1) * STRIDE + STRIDE;
        if (slots[slot + OWNER] == thread || claim(slot, thread)) {
            // Only this thread writes the slot; opaque, so that readers see each number whole and at last
            SLOTS.setOpaque(slots, slot + what, slots[slot + what] + 1);
            SLOTS.setOpaque(slots, slot + what + 1, slots[slot + what + 1] + bytes);
        } else {
            shared[what].increment();
            shared[what + 1].add(bytes);
        }
    }

    private boolean claim(final int slot, final long thread) {
        return slots[slot + OWNER] == 0 && SLOTS.compareAndSet(slots, slot + OWNER, 0L, thread);
    }

    private long sum(final int what) {
        long sum = shared[what].sum();
        for (int slot = STRIDE; slot < slots.length; slot += STRIDE) {
            sum += (long) SLOTS.getOpaque(slots, slot + what);
        }
        return sum;
    }
}
