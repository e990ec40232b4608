package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/// A shared arena whose allocations count under a tag until it is closed.
final class TaggedArena implements Arena {
    private final Arena arena = Arena.ofShared();
    private final MemoryTag tag;
    private final TagAccount account;
    private final AtomicLong own = new AtomicLong();

    TaggedArena(final MemoryTag tag, final TagAccount account) {
        this.tag = tag;
        this.account = account;
    }

    @Override
    public MemorySegment allocate(final long lengthBytes, final long alignmentBytes) {
        account.take(lengthBytes);
        try {
            final MemorySegment segment = arena.allocate(lengthBytes, alignmentBytes);
            own.addAndGet(lengthBytes);
            return segment;
        } catch (final RuntimeException | Error e) {
            account.give(lengthBytes);
            throw e;
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
        account.give(own.getAndSet(0));
    }

    @Override
    public String toString() {
        return tag + " arena of " + own.get() + " bytes";
    }
}
