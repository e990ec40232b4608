package dev.kymo.store.memory;

import java.util.concurrent.atomic.AtomicLong;

/// What is held under one tag: now, at most so far, and at most ever. Safe for any thread.
final class TagAccount {
    private final MemoryTag tag;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private volatile long limitBytes = Long.MAX_VALUE;

    TagAccount(final MemoryTag tag) {
        this.tag = tag;
    }

    /// @throws MemoryLimitException when that would be more than the limit; nothing is counted then
    void take(final long bytes) {
        final long limit = limitBytes;
        final long now = used.addAndGet(bytes);
        if (now > limit) {
            used.addAndGet(-bytes);
            throw new MemoryLimitException(tag, bytes, now - bytes, limit);
        }
        long known = peak.get();
        while (now > known && !peak.compareAndSet(known, now)) {
            known = peak.get();
        }
    }

    void give(final long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }

    long peakBytes() {
        return peak.get();
    }

    void restartPeak() {
        peak.set(used.get());
    }

    void limit(final long bytes) {
        limitBytes = bytes;
    }
}
