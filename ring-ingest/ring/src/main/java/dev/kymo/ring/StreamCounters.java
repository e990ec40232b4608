package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;

/// Counts what was dropped, let go and spilled, in all (in the control page) and per stream (in the file
/// `counters`). Any thread; allocates nothing. Once no thread is counting, the streams add up to the totals.
final class StreamCounters {
    private final MemorySegment control;
    private final MemorySegment counters;

    StreamCounters(final MemorySegment control, final MemorySegment counters) {
        this.control = control;
        this.counters = counters;
    }

    void dropped(final int store, final int entity, final long bytes, final DropReason reason) {
        final long slot = slot(CountersDescriptor.key(store, entity));
        WORD.setOpaque(counters, slot + CountersDescriptor.REASON_OFFSET, reason.code());
        add(slot + CountersDescriptor.DROPPED_ROWS_OFFSET, 1, bytes);
        // The totals last: who sees them finds the streams that make them up
        WORD.getAndAdd(control, ControlDescriptor.DROPPED_BYTES_OFFSET, bytes);
        WORD.getAndAdd(control, ControlDescriptor.DROPPED_ROWS_OFFSET, 1L);
    }

    /// @param key of the stream, [CountersDescriptor#key]
    void letGo(final long key, final long rows, final long bytes) {
        WORD.getAndAdd(control, ControlDescriptor.LET_GO_ROWS_OFFSET, rows);
        WORD.getAndAdd(control, ControlDescriptor.LET_GO_BYTES_OFFSET, bytes);
        add(slot(key) + CountersDescriptor.LET_GO_ROWS_OFFSET, rows, bytes);
    }

    void spilled(final int store, final int entity, final long bytes) {
        WORD.getAndAdd(control, ControlDescriptor.SPILLED_ROWS_OFFSET, 1L);
        WORD.getAndAdd(control, ControlDescriptor.SPILLED_BYTES_OFFSET, bytes);
        add(slot(CountersDescriptor.key(store, entity)) + CountersDescriptor.SPILLED_ROWS_OFFSET, 1, bytes);
    }

    private void add(final long offset, final long rows, final long bytes) {
        WORD.getAndAdd(counters, offset, rows);
        WORD.getAndAdd(counters, offset + Long.BYTES, bytes);
    }

    /// The stream's slot, or that of the others. A key once stored stays, so every thread finds the same one.
    private long slot(final long key) {
        int slot = CountersDescriptor.slotOf(key);
        for (int probes = 0; probes < CountersDescriptor.MAX_PROBES; probes++) {
            final long offset = CountersDescriptor.streamOffset(slot);
            final long found = (long) WORD.getVolatile(counters, offset);
            if (found == key) {
                return offset;
            }
            if (found == 0) {
                final long before = (long) WORD.compareAndExchange(counters, offset, 0L, key);
                if (before == 0 || before == key) {
                    return offset;
                }
            }
            slot = slot + 1 & CountersDescriptor.STREAM_SLOTS - 1;
        }
        return CountersDescriptor.OTHERS_OFFSET;
    }
}
