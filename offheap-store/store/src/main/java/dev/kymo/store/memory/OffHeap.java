package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The one source of off-heap memory of a process. Every block has a tag, and totals per tag are visible, so
/// that a leak has a name and a test can assert that nothing is left.
///
/// Blocks up to 16 MiB come in powers of two and are recycled, because a fresh page costs about 4 µs and
/// closing an arena a handshake with every thread; larger ones have an arena of their own and go back to the
/// system at once. Memory is not zeroed. Safe for any thread.
public final class OffHeap {
    /// Every block begins at a multiple of this.
    public static final int ALIGNMENT_BYTES = 64;

    private static final int MIN_CLASS_LOG2 = 12;
    private static final int MAX_CLASS_LOG2 = 24;
    private static final long MAX_IDLE_BYTES = 128L << 20;

    private static final Map<MemoryTag, AtomicLong> USED = new EnumMap<>(MemoryTag.class);
    private static final OffHeap POOL = new OffHeap();

    static {
        for (final MemoryTag tag : MemoryTag.values()) {
            USED.put(tag, new AtomicLong());
        }
    }

    private final Map<Integer, ArrayDeque<Idle>> idleByClass = new java.util.HashMap<>();
    private long idleBytes;

    private OffHeap() {}

    private record Idle(Arena arena, MemorySegment segment) {}

    /// Memory for at least `lengthBytes`, which the caller owns until it closes the block.
    ///
    /// @throws OutOfMemoryError when the system has none
    public static Block allocate(final MemoryTag tag, final long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("length=" + lengthBytes + " of a " + tag + " block");
        }
        final Idle memory = POOL.take(Math.max(1, lengthBytes));
        USED.get(tag).addAndGet(memory.segment.byteSize());
        return new Block(tag, memory.arena, memory.segment);
    }

    /// An arena for memory of many sizes that goes back all at once: accounted under `tag` until it is closed,
    /// zeroed, not recycled. Any thread may allocate from it and read; mappings made with it are not counted.
    public static Arena arena(final MemoryTag tag) {
        return new TaggedArena(tag, USED.get(tag));
    }

    /// Bytes held under `tag` now.
    public static long usedBytes(final MemoryTag tag) {
        return USED.get(tag).get();
    }

    /// Bytes held under all tags now; recycled blocks that wait for their next owner are not counted.
    public static long usedBytes() {
        return USED.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /// Gives blocks back to the system that wait for their next owner: for whoever is short of memory.
    public static void releaseIdle() {
        final List<Idle> idle = new ArrayList<>();
        synchronized (POOL) {
            POOL.idleByClass.values().forEach(idle::addAll);
            POOL.idleByClass.clear();
            POOL.idleBytes = 0;
        }
        idle.forEach(each -> each.arena.close());
    }

    private Idle take(final long lengthBytes) {
        if (lengthBytes > 1L << MAX_CLASS_LOG2) {
            return fresh(lengthBytes);
        }
        final int sizeLog2 = classOf(lengthBytes);
        synchronized (this) {
            final ArrayDeque<Idle> idle = idleByClass.get(sizeLog2);
            if (idle != null && !idle.isEmpty()) {
                final Idle memory = idle.pop();
                idleBytes -= memory.segment.byteSize();
                return memory;
            }
        }
        return fresh(1L << sizeLog2);
    }

    private static int classOf(final long lengthBytes) {
        return Math.max(MIN_CLASS_LOG2, Long.SIZE - Long.numberOfLeadingZeros(lengthBytes - 1));
    }

    private static Idle fresh(final long lengthBytes) {
        final Arena arena = Arena.ofShared();
        return new Idle(arena, arena.allocate(lengthBytes, ALIGNMENT_BYTES));
    }

    private void give(final Arena arena, final MemorySegment segment) {
        if (segment.byteSize() <= 1L << MAX_CLASS_LOG2) {
            synchronized (this) {
                if (idleBytes + segment.byteSize() <= MAX_IDLE_BYTES) {
                    idleBytes += segment.byteSize();
                    idleByClass
                            .computeIfAbsent(classOf(segment.byteSize()), _ -> new ArrayDeque<>())
                            .push(new Idle(arena, segment));
                    return;
                }
            }
        }
        arena.close();
    }

    /// One owner's memory. Closing it twice is an error, so that a double free shows in a test and not in the
    /// data.
    public static final class Block implements AutoCloseable {
        private final MemoryTag tag;
        private final Arena arena;
        private final MemorySegment segment;
        private boolean closed;

        private Block(final MemoryTag tag, final Arena arena, final MemorySegment segment) {
            this.tag = tag;
            this.arena = arena;
            this.segment = segment;
        }

        /// All of the block, 64-byte aligned, contents unspecified.
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public synchronized void close() {
            if (closed) {
                throw new IllegalStateException(tag + " block of " + segment.byteSize() + " bytes closed twice");
            }
            closed = true;
            USED.get(tag).addAndGet(-segment.byteSize());
            POOL.give(arena, segment);
        }
    }
}
