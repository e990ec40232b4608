package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.CountersDescriptor;
import dev.kymo.ring.DropReason;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reads what a producer counts in shared memory. The numbers are its own word: negative ones are shown as 0, ids
/// that can't be are counted with the others.
final class CountersReader {
    private final MemorySegment counters;

    /// @param counters the file `counters`, checked
    CountersReader(final MemorySegment counters) {
        this.counters = counters;
    }

    long committedRows() {
        return sum(CountersDescriptor.COMMITTED_ROWS_OFFSET);
    }

    long committedBytes() {
        return sum(CountersDescriptor.COMMITTED_BYTES_OFFSET);
    }

    long bufferedRows() {
        return sum(CountersDescriptor.BUFFERED_ROWS_OFFSET);
    }

    long bufferedBytes() {
        return sum(CountersDescriptor.BUFFERED_BYTES_OFFSET);
    }

    private long sum(final int what) {
        long sum = 0;
        for (int slot = 0; slot < CountersDescriptor.ANSWER_SLOTS; slot++) {
            sum += word(CountersDescriptor.ANSWERS_OFFSET + (long) slot * CountersDescriptor.ANSWER_SLOT_LENGTH + what);
        }
        return sum;
    }

    /// The streams of which rows were dropped, let go or spilled; the one of the others last.
    List<StreamCounts> streams() {
        final List<StreamCounts> streams = new ArrayList<>();
        for (int slot = 0; slot <= CountersDescriptor.STREAM_SLOTS; slot++) {
            final long offset = CountersDescriptor.streamOffset(slot);
            final long key = (long) WORD.getOpaque(counters, offset);
            final boolean isOthers = slot == CountersDescriptor.STREAM_SLOTS
                    || CountersDescriptor.store(key) < 0
                    || CountersDescriptor.entity(key) < 0;
            final StreamCounts counts = new StreamCounts(
                    isOthers ? StreamCounts.OTHERS : CountersDescriptor.store(key),
                    isOthers ? StreamCounts.OTHERS : CountersDescriptor.entity(key),
                    word(offset + CountersDescriptor.DROPPED_ROWS_OFFSET),
                    word(offset + CountersDescriptor.DROPPED_BYTES_OFFSET),
                    word(offset + CountersDescriptor.LET_GO_ROWS_OFFSET),
                    word(offset + CountersDescriptor.LET_GO_BYTES_OFFSET),
                    word(offset + CountersDescriptor.SPILLED_ROWS_OFFSET),
                    word(offset + CountersDescriptor.SPILLED_BYTES_OFFSET),
                    DropReason.of(word(offset + CountersDescriptor.REASON_OFFSET)));
            if (counts.droppedRows() > 0 || counts.letGoRows() > 0 || counts.spilledRows() > 0) {
                streams.add(counts);
            }
        }
        return streams;
    }

    private long word(final long offset) {
        return Math.max(0, (long) WORD.getVolatile(counters, offset));
    }
}
