package dev.kymo.store.memory;

/// No memory was given because what is held under its tag would exceed the limit that was set for it. The limit
/// can be raised ([OffHeap#limit]), or something of that tag given back.
public final class MemoryLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryLimitException(final MemoryTag tag, final long askedBytes, final long usedBytes, final long limitBytes) {
        super(tag + ": asked for " + askedBytes + " bytes, used=" + usedBytes + ", limit=" + limitBytes);
    }
}
