package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Memory in powers of two, used again and again: a fresh page costs up to 4 µs, and undoing a mapping a handshake
/// with every thread. Safe for any thread.
///
/// Small blocks are cut from slabs that stay for good; a large one is a mapping of its own, whose pages go back
/// to the system when enough wait already. Its addresses stay, for the next that wants one of the size: undoing
/// a mapping stops every thread of the JVM for a moment, readers of a store among them.
///
/// ```text
///   taken ──give──► idle, 96 MiB at most ──► leaving, 32 MiB at most ──► hollow: addresses without pages
///                                             bit by bit, by releaseSome     at once when more leaves
/// ```
///
/// Pages that go take the kernel time, which whoever gives many back at once has to wait for, so they go in
/// bites that take it some 50 µs ([#releaseSome]): of huge pages 16 MiB, of small ones a quarter of a MiB, by
/// what the last ones took. At each bite the kernel stops the other cores of the process for a moment, so
/// larger ones are better for readers. Whoever takes large ones in a row finds the next one touched, or what he
/// got is touched ahead of him: a thread of its own sees to that ([#takeFlowing]).
final class BlockPool {
    static final int MIN_CLASS_LOG2 = 8;
    static final int MAX_CLASS_LOG2 = 24;
    private static final int SLAB_LOG2 = 21;
    /// From here on blocks are mappings.
    private static final int MAPPED_CLASS_LOG2 = 18;

    private static final long MAX_IDLE_BYTES = 96L << 20;
    private static final long MAX_LEAVING_BYTES = 32L << 20;
    /// Another block still has room below the most.
    private static final long MUCH_LEAVING_BYTES = 16L << 20;
    /// About what a bite is to take.
    static final long BITE_NS = 50_000;
    /// However little goes, other cores have to be told, which takes its time: nobody waits for more of it to be left.
    private static final long MAX_EXPECTED_NS = 2 * BITE_NS;

    private static final int EXPECTED_FRACTION = 8;
    private static final long LEAST_BITE_BYTES = 128L << 10;
    private static final long FIRST_BITE_BYTES = 256L << 10;
    private static final long PAGE_BYTES = 4096;
    private static final long KEEP_ALIVE_S = 5;
    private static final int MAX_REQUESTS = 4;

    private final List<ArrayDeque<Memory>> idleByClass = new ArrayList<>();
    /// Mappings without pages.
    private final List<ArrayDeque<Memory>> hollowByClass = new ArrayList<>();

    private final ThreadPoolExecutor toucher = new ThreadPoolExecutor(
            0,
            1,
            KEEP_ALIVE_S,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_REQUESTS),
            BlockPool::thread,
            // What is not touched ahead is touched by whoever needs it
            (work, _) -> {
                if (work instanceof final Touching refused) {
                    refused.end(false);
                }
            });
    /// Mappings whose pages are going, the first of them now.
    private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();

    private final Bites smallBites = new Bites(FIRST_BITE_BYTES, LEAST_BITE_BYTES);
    /// A part of a huge page would make many small ones of it.
    private final Bites hugeBites = new Bites(Pages.HUGE_BYTES, Pages.HUGE_BYTES);
    private long leavingBytes;
    /// Of mappings only.
    private long idleBytes;

    private @Nullable MemorySegment slab;
    private long slabUsed;

    /// A block. Its changing fields are the pool's, under its lock.
    static final class Memory {
        /// Null for a part of a slab.
        private final @Nullable Arena arena;

        private final MemorySegment segment;
        /// Whether its pages are 2 MiB, where the system does that.
        private final boolean isHuge;
        /// Whether all of its pages are there.
        private boolean isTouched;
        /// Whether the thread that touches pages is at it, although somebody has it.
        private boolean isBeingTouched;
        /// Given back meanwhile: whoever touches it passes it on.
        private boolean isGivenBack;

        private Memory(final @Nullable Arena arena, final MemorySegment segment, final boolean isHuge) {
            this.arena = arena;
            this.segment = segment;
            this.isHuge = isHuge;
        }

        MemorySegment segment() {
            return segment;
        }
    }

    private static final class Leaving {
        private final Memory memory;
        private final Bites bites;
        private long goneBytes;

        private Leaving(final Memory memory, final Bites bites) {
            this.memory = memory;
            this.bites = bites;
        }

        private long bytes() {
            return memory.segment.byteSize();
        }

        private boolean isGone() {
            return goneBytes == bytes();
        }

        /// @return false when the system does not take it
        private boolean releaseBite() {
            final long bite = Math.min(bites.bytes(), bytes() - goneBytes);
            final long beganNs = System.nanoTime();
            final boolean isTaken = Pages.release(memory.segment.asSlice(goneBytes, bite));
            bites.took(bite, System.nanoTime() - beganNs);
            goneBytes += bite;
            return isTaken;
        }
    }

    /// How much goes at once: twice as much after one that took less than half of its time, half as much after
    /// one that took twice of it. Racing threads may lose a step of that.
    private static final class Bites {
        private final long leastBytes;
        private volatile long bytes;
        private volatile long expectedNs = BITE_NS;

        private Bites(final long firstBytes, final long leastBytes) {
            bytes = firstBytes;
            this.leastBytes = leastBytes;
        }

        /// What one of the last ones took that took long.
        long expectedNs() {
            return Math.min(expectedNs, MAX_EXPECTED_NS);
        }

        long bytes() {
            return bytes;
        }

        void took(final long bite, final long ns) {
            final long now = bytes;
            final long expected = expectedNs;
            expectedNs = Math.max(ns, expected - expected / EXPECTED_FRACTION);
            if (ns > 2 * BITE_NS) {
                bytes = Math.max(leastBytes, now / 2);
            } else if (ns < BITE_NS / 2 && bite == now) {
                bytes = Math.min(1L << MAX_CLASS_LOG2, now * 2);
            }
        }
    }

    BlockPool() {
        for (int i = 0; i <= MAX_CLASS_LOG2; i++) {
            idleByClass.add(new ArrayDeque<>());
            hollowByClass.add(new ArrayDeque<>());
        }
    }

    private static Thread thread(final Runnable work) {
        final Thread thread = new Thread(work, "kymo-memory");
        thread.setDaemon(true);
        return thread;
    }

    /// At least `lengthBytes`, which may be more than the largest class.
    Memory take(final long lengthBytes) {
        return take(lengthBytes, lengthBytes > 1L << MAX_CLASS_LOG2);
    }

    /// @param isFilled whether all of it will be used, so that huge pages are worth it
    private Memory take(final long lengthBytes, final boolean isFilled) {
        if (lengthBytes > 1L << MAX_CLASS_LOG2) {
            return mapped(lengthBytes + PAGE_BYTES - 1 & -PAGE_BYTES, isFilled);
        }
        final int sizeLog2 = classOf(lengthBytes);
        synchronized (this) {
            final Memory idle = idleByClass.get(sizeLog2).poll();
            if (idle != null) {
                idleBytes -= idle.arena == null ? 0 : idle.segment.byteSize();
                return idle;
            }
            if (sizeLog2 < MAPPED_CLASS_LOG2) {
                return cut(1L << sizeLog2);
            }
            final Memory stayed = takeLeaving(sizeLog2);
            if (stayed != null) {
                return stayed;
            }
        }
        return withoutPages(sizeLog2, isFilled);
    }

    /// Addresses that have none: used before, or new.
    private Memory withoutPages(final int sizeLog2, final boolean isFilled) {
        final boolean isHuge = isFilled && 1L << sizeLog2 >= Pages.HUGE_BYTES;
        synchronized (this) {
            final Iterator<Memory> hollow = hollowByClass.get(sizeLog2).iterator();
            while (hollow.hasNext()) {
                final Memory known = hollow.next();
                if (known.isHuge == isHuge) {
                    hollow.remove();
                    return known;
                }
            }
        }
        return mapped(1L << sizeLog2, isFilled);
    }

    /// With what is left of its pages.
    private @Nullable Memory takeLeaving(final int sizeLog2) {
        for (final Leaving each : leaving) {
            if (each.bytes() == 1L << sizeLog2) {
                leaving.remove(each);
                leavingBytes -= each.bytes();
                return each.memory;
            }
        }
        return null;
    }

    /// As [#take], for somebody who fills it and will soon need another block of that size.
    Memory takeFlowing(final long lengthBytes) {
        final Memory taken = take(lengthBytes, true);
        final int sizeLog2 = classOf(lengthBytes);
        if (lengthBytes <= 1L << MAX_CLASS_LOG2 && sizeLog2 >= MAPPED_CLASS_LOG2) {
            if (isNoneIdle(sizeLog2)) {
                toucher.execute(() -> prepare(sizeLog2));
            }
            if (beginTouching(taken)) {
                toucher.execute(new Touching(taken));
            }
        }
        return taken;
    }

    private synchronized boolean beginTouching(final Memory taken) {
        taken.isBeingTouched = !taken.isTouched;
        return taken.isBeingTouched;
    }

    /// Has all pages of a block come, ahead of whoever fills it: a huge one takes the kernel half a millisecond, and
    /// where it has to move others first, several.
    private final class Touching implements Runnable {
        private final Memory memory;

        private Touching(final Memory memory) {
            this.memory = memory;
        }

        @Override
        public void run() {
            boolean isTouched = true;
            for (long at = 0; at < memory.segment.byteSize() && isTouched && !isGivenBack(); at += Pages.HUGE_BYTES) {
                final long bytes = Math.min(Pages.HUGE_BYTES, memory.segment.byteSize() - at);
                isTouched = Pages.touchInUse(memory.segment.asSlice(at, bytes));
            }
            end(isTouched);
        }

        private boolean isGivenBack() {
            synchronized (BlockPool.this) {
                return memory.isGivenBack;
            }
        }

        private void end(final boolean isTouched) {
            final boolean isGivenBack;
            synchronized (BlockPool.this) {
                isGivenBack = memory.isGivenBack;
                memory.isBeingTouched = false;
                memory.isGivenBack = false;
                memory.isTouched = isTouched && !isGivenBack;
            }
            if (isGivenBack) {
                give(memory);
            }
        }
    }

    private synchronized boolean isNoneIdle(final int sizeLog2) {
        return idleByClass.get(sizeLog2).isEmpty();
    }

    private void prepare(final int sizeLog2) {
        if (isNoneIdle(sizeLog2)) {
            final Memory ahead = withoutPages(sizeLog2, true);
            Pages.touch(ahead.segment);
            synchronized (this) {
                ahead.isTouched = true;
            }
            give(ahead);
        }
    }

    static int classOf(final long lengthBytes) {
        return Math.max(MIN_CLASS_LOG2, Long.SIZE - Long.numberOfLeadingZeros(lengthBytes - 1));
    }

    private static Memory mapped(final long lengthBytes, final boolean isFilled) {
        final Arena arena = Arena.ofShared();
        try {
            return new Memory(
                    arena, Pages.map(lengthBytes, isFilled, arena), isFilled && lengthBytes >= Pages.HUGE_BYTES);
        } catch (final OutOfMemoryError none) {
            arena.close();
            throw none;
        }
    }

    private Memory cut(final long lengthBytes) {
        MemorySegment from = slab;
        if (from == null || slabUsed + lengthBytes > from.byteSize()) {
            if (from != null) {
                giveRest(from);
            }
            from = Pages.map(1L << SLAB_LOG2, true, Arena.global());
            slab = from;
            slabUsed = 0;
        }
        // Blocks are multiples of their neighbours before them, so each begins at a multiple of its own size or of
        // the smallest one's: of a cache line in any case
        final MemorySegment block = from.asSlice(slabUsed, lengthBytes);
        slabUsed += lengthBytes;
        return new Memory(null, block, true);
    }

    /// What is left of a slab becomes blocks of the sizes it has.
    private void giveRest(final MemorySegment from) {
        while (slabUsed < from.byteSize()) {
            final long block = Long.highestOneBit(from.byteSize() - slabUsed);
            idleByClass.get(classOf(block)).push(new Memory(null, from.asSlice(slabUsed, block), true));
            slabUsed += block;
        }
    }

    /// Gives the pages of mappings that wait back to the system.
    void releaseIdle() {
        leaveIdle();
        while (releaseSome(Long.MAX_VALUE)) {
            // goes on
        }
    }

    /// Has mappings that wait leave, at the next [#releaseSome].
    synchronized void leaveIdle() {
        for (int sizeLog2 = MAPPED_CLASS_LOG2; sizeLog2 <= MAX_CLASS_LOG2; sizeLog2++) {
            idleByClass.get(sizeLog2).forEach(this::leave);
            idleByClass.get(sizeLog2).clear();
        }
        idleBytes = 0;
    }

    private void leave(final Memory memory) {
        memory.isTouched = false;
        leaving.add(new Leaving(memory, memory.isHuge ? hugeBites : smallBites));
        leavingBytes += memory.segment.byteSize();
    }

    /// Bytes of mappings whose pages are to go back.
    synchronized long leavingBytes() {
        return leavingBytes;
    }

    synchronized boolean isMuchLeaving() {
        return leavingBytes > MUCH_LEAVING_BYTES;
    }

    /// Gives pages of mappings that leave back to the system, for about so long at most; a bite at least.
    ///
    /// @return whether there are more
    boolean releaseSome(final long budgetNs) {
        final long beganNs = System.nanoTime();
        do {
            final Leaving next;
            synchronized (this) {
                next = leaving.poll();
                if (next == null) {
                    return false;
                }
                leavingBytes -= next.bytes();
            }
            if (!next.releaseBite()) {
                java.util.Objects.requireNonNull(next.memory.arena).close();
                continue;
            }
            synchronized (this) {
                if (next.isGone()) {
                    hollowByClass.get(classOf(next.bytes())).push(next.memory);
                } else {
                    leaving.addFirst(next);
                    leavingBytes += next.bytes();
                }
            }
            // Another bite is not worth beginning when there is no time for it
        } while (System.nanoTime() - beganNs + biteNs() < budgetNs);
        return true;
    }

    /// What the next bite is expected to take; 0 when there is none.
    synchronized long biteNs() {
        final Leaving next = leaving.peek();
        return next == null ? 0 : next.bites.expectedNs();
    }

    void give(final Memory memory) {
        final long bytes = memory.segment.byteSize();
        final Arena arena = memory.arena;
        if (bytes > 1L << MAX_CLASS_LOG2) {
            java.util.Objects.requireNonNull(arena).close();
            return;
        }
        synchronized (this) {
            if (memory.isBeingTouched) {
                memory.isGivenBack = true;
                return;
            }
            if (arena == null) {
                idleByClass.get(classOf(bytes)).push(memory);
                return;
            }
            if (idleBytes + bytes <= MAX_IDLE_BYTES) {
                idleBytes += bytes;
                idleByClass.get(classOf(bytes)).push(memory);
                return;
            }
            leave(memory);
        }
        // Nobody may come who has time for it
        while (isTooMuchLeaving()) {
            releaseSome(1);
        }
    }

    private synchronized boolean isTooMuchLeaving() {
        return leavingBytes > MAX_LEAVING_BYTES;
    }
}
