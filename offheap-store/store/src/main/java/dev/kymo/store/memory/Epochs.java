package dev.kymo.store.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
    private final AtomicReferenceArray<@Nullable Owner> owners = new AtomicReferenceArray<>(MAX_READERS);
    /// What each slot was when it was last looked at, and since when; the writer's.
    private final long[] watchedEpochs = new long[MAX_READERS];

    private final long[] watchedSinceNs = new long[MAX_READERS];

    /// Who may be inside by a slot. The reader weakly: one that nobody has any more can't be left by anybody.
    private record Owner(WeakReference<Reader> reader, Thread thread) {}

    /// A reader that has been inside for long while memory waits for it.
    ///
    /// @param registeredBy the thread that got the reader; it may have given it to another
    /// @param forNs at least
    public record Holder(String registeredBy, long forNs) {}

    private record Retired(long epoch, AutoCloseable memory) {}

    /// A handle for one reading thread at a time; costs a slot until it is closed.
    ///
    /// @throws IllegalStateException when all slots are taken
    public Reader register() {
        for (int i = 0; i < slots.length; i += STRIDE) {
            if ((long) SLOT.getVolatile(slots, i) == FREE && SLOT.compareAndSet(slots, i, FREE, IDLE)) {
                final Reader reader = new Reader(i);
                owners.set(i / STRIDE, new Owner(new WeakReference<>(reader), Thread.currentThread()));
                return reader;
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

    /// Whether anybody may enter; any thread.
    public boolean hasReaders() {
        for (int i = 0; i < slots.length; i += STRIDE) {
            if ((long) SLOT.getVolatile(slots, i) != FREE) {
                return true;
            }
        }
        return false;
    }

    /// Releases what no reader can see any more; the writer's thread only.
    ///
    /// @return how many retired things still wait
    public int reclaim() {
        return reclaim(Long.MAX_VALUE);
    }

    /// The same for about so long at most: giving back much at once takes its time.
    ///
    /// @return how many retired things still wait
    public int reclaim(final long budgetNs) {
        return reclaim(budgetNs, () -> false);
    }

    /// The same until it is enough.
    ///
    /// @param isEnough is asked before each of them
    /// @return how many retired things still wait
    public int reclaim(final long budgetNs, final BooleanSupplier isEnough) {
        if (retired.isEmpty()) {
            return 0;
        }
        final long beganNs = System.nanoTime();
        final long oldest = oldestEntered();
        while (!retired.isEmpty()
                && retired.peek().epoch < oldest
                && System.nanoTime() - beganNs < budgetNs
                && !isEnough.getAsBoolean()) {
            try {
                retired.poll().memory.close();
            } catch (final Exception e) {
                throw new IllegalStateException("releasing retired memory failed", e);
            }
        }
        return retired.size();
    }

    /// Who holds memory back that was retired: readers that have not left since they were first seen here, at least
    /// so long ago; and frees the slots of readers that were never closed by threads that have ended. To be called
    /// now and then; the writer's thread only.
    ///
    /// @param nowNs by [System#nanoTime]
    public List<Holder> holders(final long nowNs, final long longerThanNs) {
        final List<Holder> holders = new ArrayList<>();
        final long current = epoch.get();
        for (int i = 0; i < MAX_READERS; i++) {
            final long entered = (long) SLOT.getVolatile(slots, i * STRIDE);
            if (entered != FREE && isLost(owners.get(i))) {
                // Nobody is there to leave; nobody to enter either
                owners.set(i, null);
                SLOT.compareAndSet(slots, i * STRIDE, entered, FREE);
                watchedEpochs[i] = FREE;
            } else if (entered < FIRST_EPOCH || entered >= current || entered != watchedEpochs[i]) {
                watchedEpochs[i] = entered;
                watchedSinceNs[i] = nowNs;
            } else if (nowNs - watchedSinceNs[i] >= longerThanNs) {
                final Owner owner = owners.get(i);
                holders.add(new Holder(owner == null ? "unknown" : owner.thread.getName(), nowNs - watchedSinceNs[i]));
            }
        }
        return holders;
    }

    private static boolean isLost(final @Nullable Owner owner) {
        return owner != null && !owner.thread.isAlive() && owner.reader.get() == null;
    }

    /// One thread's way in. Between [#enter] and [#leave] nothing that was reachable on entry is released.
    public final class Reader implements AutoCloseable {
        private static final int CLOSED = Integer.MIN_VALUE;

        // Its own, so that entering follows no reference to the epochs.
        private final long[] slots = Epochs.this.slots;
        private final AtomicLong epoch = Epochs.this.epoch;
        private final int slot;
        /// How often it was entered, or [#CLOSED].
        private int depth;

        private Reader(final int slot) {
            this.slot = slot;
        }

        /// May be nested.
        ///
        /// @throws IllegalStateException when this reader is closed: its slot may be another's by now
        public void enter() {
            final int inside = depth;
            if (inside != 0) {
                enterSlowPath(inside);
                return;
            }
            depth = 1;
            SLOT.setVolatile(slots, slot, epoch.get());
        }

        private void enterSlowPath(final int inside) {
            if (inside == CLOSED) {
                throw new IllegalStateException("this reader is closed");
            }
            depth = inside + 1;
        }

        /// @throws IllegalStateException without an [#enter] before it
        public void leave() {
            final int inside = depth;
            if (inside != 1) {
                leaveSlowPath(inside);
                return;
            }
            depth = 0;
            // Release: our reads come before it; pairs with the reclaimer's volatile scan.
            SLOT.setRelease(slots, slot, IDLE);
        }

        private void leaveSlowPath(final int inside) {
            if (inside <= 0) {
                throw new IllegalStateException("left more often than entered");
            }
            depth = inside - 1;
        }

        /// What [#leave] and [#enter] do, for a loop that holds on to nothing from one question to the next: one store
        /// that others wait for instead of two. Not where it is entered more than once.
        ///
        /// @throws IllegalStateException when it is not inside exactly once
        public void renew() {
            if (depth != 1) {
                throw new IllegalStateException("a reader that is renewed is open and entered exactly once");
            }
            // Volatile: our reads before it are of the old epoch, those behind it of the new one. That it may be
            // the same number is right as well: nothing was retired meanwhile.
            SLOT.setVolatile(slots, slot, epoch.get());
        }

        /// Leaves, however often it was entered, and frees the slot. Closing again does nothing.
        @Override
        public void close() {
            if (depth == CLOSED) {
                return;
            }
            depth = CLOSED;
            owners.set(slot / STRIDE, null);
            SLOT.setRelease(slots, slot, FREE);
        }
    }
}
