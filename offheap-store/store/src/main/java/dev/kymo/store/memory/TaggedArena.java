package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/// A shared arena whose allocations count under a tag until it is closed.
final class TaggedArena implements Arena {
    private final Arena arena = Arena.ofShared();
    private final MemoryTag tag;
    private final AtomicLong total;
    private final AtomicLong own = new AtomicLong();

    TaggedArena(final MemoryTag tag, final AtomicLong total) {
        this.tag = tag;
        this.total = total;
    }

    @Override
    public MemorySegment allocate(final long lengthBytes, final long alignmentBytes) {
        final MemorySegment segment = arena.allocate(lengthBytes, alignmentBytes);
        own.addAndGet(lengthBytes);
        total.addAndGet(lengthBytes);
        return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
        total.addAndGet(-own.getAndSet(0));
    }

    @Override
    public String toString() {
        return tag + " arena of " + own.get() + " bytes";
    }
}
