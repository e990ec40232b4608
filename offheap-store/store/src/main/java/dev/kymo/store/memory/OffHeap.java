package dev.kymo.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/// The one source of off-heap memory of a process. Every block has a tag, and totals per tag are visible, so
/// that a leak has a name and a test can assert that nothing is left. A tag may have a limit: what would exceed
/// it is refused with a [MemoryLimitException].
///
/// Blocks up to 16 MiB come in powers of two and are recycled ([BlockPool]); larger ones go back to the system
/// at once. What is kept for long in pieces of any size belongs in [Segments]. Memory is not zeroed. Safe for
/// any thread.
public final class OffHeap {
    /// Every block begins at a multiple of this.
    public static final int ALIGNMENT_BYTES = 64;

    /// For [#limit].
    public static final long NO_LIMIT = Long.MAX_VALUE;

    static final BlockPool POOL = new BlockPool();
    private static final Map<MemoryTag, TagAccount> ACCOUNTS = new EnumMap<>(MemoryTag.class);

    static {
        for (final MemoryTag tag : MemoryTag.values()) {
            ACCOUNTS.put(tag, new TagAccount(tag));
        }
    }

    private OffHeap() {}

    /// Memory for at least `lengthBytes`, which the caller owns until it closes the block.
    ///
    /// @throws MemoryLimitException when the tag's limit would be exceeded
    /// @throws OutOfMemoryError when the system has none
    public static Block allocate(final MemoryTag tag, final long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("length=" + lengthBytes + " of a " + tag + " block");
        }
        final BlockPool.Memory memory = POOL.take(Math.max(1, lengthBytes));
        try {
            account(tag).take(memory.segment().byteSize());
        } catch (final MemoryLimitException refused) {
            POOL.give(memory);
            throw refused;
        }
        return new Block(tag, memory);
    }

    /// An arena for memory of many sizes that goes back all at once: accounted under `tag` until it is closed,
    /// zeroed, not recycled. Any thread may allocate from it and read; mappings made with it are not counted.
    public static Arena arena(final MemoryTag tag) {
        return new TaggedArena(tag, account(tag));
    }

    static TagAccount account(final MemoryTag tag) {
        return ACCOUNTS.get(tag);
    }

    /// Refuses what would bring a tag's total above so many bytes, from now on. What is held already stays.
    ///
    /// @param limitBytes or [#NO_LIMIT]
    public static void limit(final MemoryTag tag, final long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limit=" + limitBytes + " of " + tag);
        }
        account(tag).limit(limitBytes);
    }

    /// Bytes held under `tag` now.
    public static long usedBytes(final MemoryTag tag) {
        return account(tag).usedBytes();
    }

    /// The most that was held under `tag` at once, since the last [#restartPeak].
    public static long peakBytes(final MemoryTag tag) {
        return account(tag).peakBytes();
    }

    /// Begins a new high-water mark, at what is held now.
    public static void restartPeak(final MemoryTag tag) {
        account(tag).restartPeak();
    }

    /// Bytes held under all tags now; recycled blocks that wait for their next owner are not counted.
    public static long usedBytes() {
        return ACCOUNTS.values().stream().mapToLong(TagAccount::usedBytes).sum();
    }

    /// Gives blocks back to the system that wait for their next owner: for whoever is short of memory.
    public static void releaseIdle() {
        POOL.releaseIdle();
    }

    /// Has blocks that wait for their next owner go back to the system, by [#releaseSome].
    public static void leaveIdle() {
        POOL.leaveIdle();
    }

    /// Bytes of blocks whose pages are to go back to the system, by [#releaseSome].
    public static long leavingBytes() {
        return POOL.leavingBytes();
    }

    /// Whether so much leaves that what is given back beside it may soon have to go at once, instead of bit by bit.
    public static boolean isMuchLeaving() {
        return POOL.isMuchLeaving();
    }

    /// What [#releaseSome] is expected to take at least, by what it took before: some 0.1 ms at most; 0 when there is
    /// nothing to give back.
    public static long releaseNs() {
        return POOL.biteNs();
    }

    /// Gives blocks back to the system that are more than may wait, for about so long at most, but some 50 µs
    /// at least: the kernel takes some 0.1 ms for a MiB of small pages. Where nobody calls this, at most 32 MiB
    /// are kept that would go.
    ///
    /// @return whether there are more
    public static boolean releaseSome(final long budgetNs) {
        return POOL.releaseSome(budgetNs);
    }

    /// Has the kernel begin to read what of a mapped file is on the disk yet, and does not wait for it: whoever touches
    /// it later waits less, or not at all, and not once for each page. Only a hint; of what is in memory already it
    /// costs some µs a MiB. Any thread.
    ///
    /// @param mapped part of a mapping, or of other memory off the heap, for which nothing happens
    public static void willNeed(final MemorySegment mapped) {
        if (mapped.isNative()) {
            Pages.willNeed(mapped);
        }
    }

    /// One owner's memory. Closing it twice is an error, so that a double free shows in a test and not in the
    /// data.
    public static final class Block implements AutoCloseable {
        private final MemoryTag tag;
        private final BlockPool.Memory memory;
        private boolean closed;

        private Block(final MemoryTag tag, final BlockPool.Memory memory) {
            this.tag = tag;
            this.memory = memory;
        }

        /// All of the block, 64-byte aligned, contents unspecified.
        public MemorySegment segment() {
            return memory.segment();
        }

        @Override
        public synchronized void close() {
            final long bytes = memory.segment().byteSize();
            if (closed) {
                throw new IllegalStateException(tag + " block of " + bytes + " bytes closed twice");
            }
            closed = true;
            account(tag).give(bytes);
            POOL.give(memory);
        }
    }
}
