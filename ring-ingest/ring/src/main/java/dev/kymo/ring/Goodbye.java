package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A producer that closes settles with a recorder who of the two removes its files.
final class Goodbye {
    private static final long POLL_NS = 100_000;
    private static final long TIMEOUT_NS = 1_000_000_000L;

    private Goodbye() {}

    /// A recorder that leaves now stores FREE and then reads the closed word; here it is the other way round, so
    /// one of the two sees the other. See [ControlDescriptor] for the words.
    ///
    /// @param lingers whether the files stay while nobody records; asked when nobody does
    /// @return whether the producer removes them
    static boolean mayRemoveFiles(final MemorySegment control, final BooleanSupplier lingers) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (true) {
            final long word = (long) WORD.getVolatile(control, OWNER_OFFSET);
            final int state = OwnerWord.state(word);
            if (state == OwnerWord.REFUSED) {
                return true;
            }
            final boolean settles = state == OwnerWord.DRAINING || state == OwnerWord.RECLAIMING;
            if (state == OwnerWord.FREE && !lingers.getAsBoolean()) {
                if (WORD.compareAndSet(control, OWNER_OFFSET, word, OwnerWord.withState(word, OwnerWord.GONE))) {
                    return true;
                }
            } else if (!settles || System.nanoTime() - deadlineNs >= 0) {
                return false;
            } else {
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }
}
