package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.JOURNAL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.JOURNAL_TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.SPILL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.SPILL_TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How far a recorder has come with what a program logged: into the ring, the journal, and onto disk. Any thread.
final class RecorderProgress {
    private static final long POLL_NS = 100_000;

    private final MemorySegment control;
    private final RingWriter writer;

    RecorderProgress(final MemorySegment control, final RingWriter writer) {
        this.control = control;
        this.writer = writer;
    }

    boolean hasRecorder() {
        return OwnerWord.state((long) WORD.getVolatile(control, OWNER_OFFSET)) == OwnerWord.OWNED;
    }

    /// Whether all rows in the ring have been taken.
    boolean hasTakenRing() {
        return (long) WORD.getVolatile(control, TAKEN_OFFSET) >= writer.tail();
    }

    /// Waits until all that was published before this call has been taken.
    ///
    /// @return whether it has; false when time ran out
    boolean awaitTaken(final Duration timeout) {
        final long tail = writer.tail();
        final long journalCommitted = (long) WORD.getVolatile(control, JOURNAL_COMMITTED_OFFSET);
        final long spillCommitted = (long) WORD.getVolatile(control, SPILL_COMMITTED_OFFSET);
        return await(
                timeout,
                () -> (long) WORD.getVolatile(control, TAKEN_OFFSET) >= tail
                        && (long) WORD.getVolatile(control, SPILL_TAKEN_OFFSET) >= spillCommitted
                        && (long) WORD.getVolatile(control, JOURNAL_TAKEN_OFFSET) >= journalCommitted);
    }

    /// @return whether the condition came true in time
    static boolean await(final Duration timeout, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }
}
