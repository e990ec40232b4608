package dev.kymo.store.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/// Tells when memory that was unlinked can have no reader left. Readers enter and leave without ever waiting;
/// what was retired is released by [#reclaim] once every reader that could have seen it has left.
///
/// A reader publishes the epoch it entered with a volatile store *before* it reads any shared reference; the
/// reclaimer unlinks (volatile), advances the epoch (volatile), then scans. So either the reader's store comes
/// before the scan and holds the reclaimer back, or it comes after the unlink and the reader can't find what
/// was unlinked. A release store alone on entry is wrong: it lets the reader's loads move before it.
public final class Epochs {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int MAX_READERS = 256;
    /// Slots are 128 bytes apart, so that readers on different cores share no cache line (nor its prefetched
    /// neighbour).
    private static final int STRIDE = 16;

    private static final long FREE = 0;
    private static final long IDLE = 1;
    private static final long FIRST_EPOCH = 2;

    private final long[] slots = new long[MAX_READERS * STRIDE];
    /// No reader has entered.
    public static final long NOBODY = Long.MAX_VALUE;

    private final AtomicLong epoch = new AtomicLong(FIRST_EPOCH);
    private final ArrayDeque<Retired> retired = new ArrayDeque<>();

    private record Retired(long epoch, AutoCloseable memory) {}

    /// A handle for one reading thread at a time; costs a slot until it is closed.
    ///
    /// @throws IllegalStateException when all slots are taken
    public Reader register() {
        for (int i = 0; i < slots.length; i += STRIDE) {
            if ((long) SLOT.getVolatile(slots, i) == FREE && SLOT.compareAndSet(slots, i, FREE, IDLE)) {
                return new Reader(i);
            }
        }
        throw new IllegalStateException("readers=" + MAX_READERS + ", all in use: close some");
    }

    /// Hands over memory that no new reader can find any more; the writer's thread only.
    public void retire(final AutoCloseable memory) {
        retired.add(new Retired(epoch.getAndIncrement(), memory));
    }

    /// For memory that is not the writer's to give back (caches that any reader fills): the epoch that ends now.
    /// What was unlinked before this call may go when [#oldestEntered] is greater than the answer. Any thread.
    public long advance() {
        return epoch.getAndIncrement();
    }

    /// The present epoch; any thread.
    public long current() {
        return epoch.get();
    }

    /// The epoch in which the reader entered that has been inside for longest, or [#NOBODY]; any thread.
    public long oldestEntered() {
        long oldest = NOBODY;
        for (int i = 0; i < slots.length; i += STRIDE) {
            final long entered = (long) SLOT.getVolatile(slots, i);
            if (entered >= FIRST_EPOCH) {
                oldest = Math.min(oldest, entered);
            }
        }
        return oldest;
    }

    /// Releases what no reader can see any more; the writer's thread only.
    ///
    /// @return how many retired things still wait
    public int reclaim() {
        if (retired.isEmpty()) {
            return 0;
        }
        final long oldest = oldestEntered();
        while (!retired.isEmpty() && retired.peek().epoch < oldest) {
            try {
                retired.poll().memory.close();
            } catch (final Exception e) {
                throw new IllegalStateException("releasing retired memory failed", e);
            }
        }
        return retired.size();
    }

    /// One thread's way in. Between [#enter] and [#leave] nothing that was reachable on entry is released.
    public final class Reader implements AutoCloseable {
        private final int slot;
        private int depth;
        private boolean closed;

        private Reader(final int slot) {
            this.slot = slot;
        }

        /// May be nested.
        ///
        /// @throws IllegalStateException when this reader is closed: its slot may be another's by now
        public void enter() {
            if (closed) {
                throw new IllegalStateException("this reader is closed");
            }
            if (depth++ == 0) {
                SLOT.setVolatile(slots, slot, epoch.get());
            }
        }

        /// @throws IllegalStateException without an [#enter] before it
        public void leave() {
            if (depth == 0) {
                throw new IllegalStateException("left more often than entered");
            }
            if (--depth == 0) {
                // Release: our reads come before it; pairs with the reclaimer's volatile scan.
                SLOT.setRelease(slots, slot, IDLE);
            }
        }

        /// Leaves, however often it was entered, and frees the slot. Closing again does nothing.
        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            depth = 0;
            SLOT.setRelease(slots, slot, FREE);
        }
    }
}
