package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Memory in powers of two, used again and again: a fresh page costs up to 4 µs, and undoing a mapping a handshake
/// with every thread. Safe for any thread.
///
/// Small blocks are cut from slabs that stay for good; a large one is a mapping of its own, whose pages go back to the
/// system when enough wait already. Its addresses stay, for the next that wants one of the size: undoing a mapping
/// stops
/// every thread of the JVM for a moment, readers of a store among them. Whoever takes large ones in a row finds the
/// next one touched: a thread of
/// its own sees to that ([#takeFlowing]).
final class BlockPool {
    static final int MIN_CLASS_LOG2 = 8;
    static final int MAX_CLASS_LOG2 = 24;
    private static final int SLAB_LOG2 = 21;
    /// From here on blocks are mappings.
    private static final int MAPPED_CLASS_LOG2 = 18;

    private static final long MAX_IDLE_BYTES = 128L << 20;
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
            new ThreadPoolExecutor.DiscardPolicy());
    /// Of mappings only.
    private long idleBytes;

    private @Nullable MemorySegment slab;
    private long slabUsed;

    /// @param arena null for a part of a slab
    record Memory(@Nullable Arena arena, MemorySegment segment) {}

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
        if (lengthBytes > 1L << MAX_CLASS_LOG2) {
            return mapped(lengthBytes + PAGE_BYTES - 1 & -PAGE_BYTES, true);
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
            final Memory hollow = hollowByClass.get(sizeLog2).poll();
            if (hollow != null) {
                return hollow;
            }
        }
        return mapped(1L << sizeLog2, false);
    }

    /// As [#take], for somebody who will soon need another block of that size.
    Memory takeFlowing(final long lengthBytes) {
        final Memory taken = take(lengthBytes);
        final int sizeLog2 = classOf(lengthBytes);
        if (lengthBytes <= 1L << MAX_CLASS_LOG2 && sizeLog2 >= MAPPED_CLASS_LOG2 && isNoneIdle(sizeLog2)) {
            toucher.execute(() -> prepare(sizeLog2));
        }
        return taken;
    }

    private synchronized boolean isNoneIdle(final int sizeLog2) {
        return idleByClass.get(sizeLog2).isEmpty();
    }

    private void prepare(final int sizeLog2) {
        if (isNoneIdle(sizeLog2)) {
            final Memory ahead = mapped(1L << sizeLog2, true);
            Pages.touch(ahead.segment);
            give(ahead);
        }
    }

    static int classOf(final long lengthBytes) {
        return Math.max(MIN_CLASS_LOG2, Long.SIZE - Long.numberOfLeadingZeros(lengthBytes - 1));
    }

    private static Memory mapped(final long lengthBytes, final boolean isFilled) {
        final Arena arena = Arena.ofShared();
        try {
            return new Memory(arena, Pages.map(lengthBytes, isFilled, arena));
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
        return new Memory(null, block);
    }

    /// What is left of a slab becomes blocks of the sizes it has.
    private void giveRest(final MemorySegment from) {
        while (slabUsed < from.byteSize()) {
            final long block = Long.highestOneBit(from.byteSize() - slabUsed);
            idleByClass.get(classOf(block)).push(new Memory(null, from.asSlice(slabUsed, block)));
            slabUsed += block;
        }
    }

    /// Gives the pages of mappings that wait back to the system.
    void releaseIdle() {
        final List<Memory> waiting = new ArrayList<>();
        synchronized (this) {
            for (int sizeLog2 = MAPPED_CLASS_LOG2; sizeLog2 <= MAX_CLASS_LOG2; sizeLog2++) {
                waiting.addAll(idleByClass.get(sizeLog2));
                idleByClass.get(sizeLog2).clear();
            }
            idleBytes = 0;
        }
        waiting.forEach(this::hollow);
    }

    private void hollow(final Memory memory) {
        if (!Pages.release(memory.segment)) {
            java.util.Objects.requireNonNull(memory.arena).close();
            return;
        }
        synchronized (this) {
            hollowByClass.get(classOf(memory.segment.byteSize())).push(memory);
        }
    }

    void give(final Memory memory) {
        final long bytes = memory.segment.byteSize();
        final Arena arena = memory.arena;
        synchronized (this) {
            if (arena == null) {
                idleByClass.get(classOf(bytes)).push(memory);
                return;
            }
            if (bytes <= 1L << MAX_CLASS_LOG2 && idleBytes + bytes <= MAX_IDLE_BYTES) {
                idleBytes += bytes;
                idleByClass.get(classOf(bytes)).push(memory);
                return;
            }
        }
        if (bytes <= 1L << MAX_CLASS_LOG2) {
            hollow(memory);
        } else {
            arena.close();
        }
    }
}
