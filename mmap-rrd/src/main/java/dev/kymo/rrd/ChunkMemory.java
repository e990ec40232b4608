package dev.kymo.rrd;

import dev.kymo.store.index.LoadedChunk;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.OffHeap;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The loaded chunks of a file, within a budget: those that were not asked for since they were last looked at go first.
/// What unpacked chunks take counts as it is allocated; chunks that lie mapped cost only their heads, and are bounded
/// in
/// number.
///
/// The budget is a limit of its own, or what the rest of the process leaves of a limit for all of it: what that holds
/// (Java's heap, drawing, other files) is measured as chunks are loaded, and an eighth of the limit is the least.
///
/// A chunk that goes is unlinked at once, and its memory given back when no reader is left that was inside then. When
/// everything is in use by readers that are inside, the budget is exceeded, and that is counted.
///
/// Any thread.
final class ChunkMemory {
    private static final int MAX_CHUNKS = 2048;
    /// Chunks looked at when one is added: the round goes on at the next.
    private static final int MAX_STEPS = 64;

    private static final int LEAST_FRACTION = 8;
    /// The process is measured when so much of the limit has been loaded since.
    private static final int MEASURED_FRACTION = 64;

    private final long limitBytes;
    /// What the process holds; null when the limit is for the chunks alone.
    private final @Nullable LongSupplier process;
    /// Chunks go from here on: those that a reader still sees while they go need room as well. Guarded by this.
    private long targetBytes;

    private long loadedSinceMeasured;
    /// More is held than should be; written under the lock, read without.
    private volatile boolean isOverdue;
    /// By age, or by when they were last found to be in use. Guarded by this, as all below.
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    private final ArrayDeque<Held> retired = new ArrayDeque<>();
    private long loadedBytes;
    private long retiredBytes;
    private long evictions;
    private long exceeded;
    private long greatestBytes;

    /// One loaded chunk.
    static final class Held {
        private final LoadedChunk chunk;
        private final OffHeap.@Nullable Block block;
        private final Epochs epochs;
        private final Runnable unlink;
        /// When it was last handed out. Written by readers without a lock: a value that comes late costs a reload.
        private long usedEpoch;
        private long seenEpoch = -1;
        private long retiredEpoch;

        /// @param block what it was unpacked to; null when it lies mapped
        /// @param unlink makes it unreachable for readers that come later
        Held(final LoadedChunk chunk, final OffHeap.@Nullable Block block, final Epochs epochs, final Runnable unlink) {
            this.chunk = chunk;
            this.block = block;
            this.epochs = epochs;
            this.unlink = unlink;
            usedEpoch = epochs.current();
        }

        /// For the reader that loaded it.
        LoadedChunk chunk() {
            return chunk;
        }

        /// For a reader that is inside.
        LoadedChunk use() {
            final long now = epochs.current();
            if (usedEpoch != now) {
                usedEpoch = now;
            }
            return chunk;
        }

        private long bytes() {
            return block == null ? 0 : block.segment().byteSize();
        }
    }

    ChunkMemory(final long limitBytes) {
        this(limitBytes, null);
    }

    /// @param process what all of the process holds, that the limit is for; null when it is for the chunks alone
    ChunkMemory(final long limitBytes, final @Nullable LongSupplier process) {
        this.limitBytes = limitBytes;
        this.process = process;
        targetBytes = limitBytes - limitBytes / 4;
        loadedSinceMeasured = limitBytes;
    }

    /// Takes in a chunk that was just linked, and lets others go.
    synchronized void add(final Held chunk) {
        // Chunks that were used before and those that are used from now on can be told apart.
        chunk.epochs.advance();
        held.add(chunk);
        loadedBytes += chunk.bytes();
        loadedSinceMeasured += chunk.bytes();
        measure();
        sweep();
        final long all = loadedBytes + retiredBytes;
        greatestBytes = Math.max(greatestBytes, all);
        if (all > limitBytes) {
            exceeded++;
        }
    }

    private void measure() {
        if (process == null || loadedSinceMeasured < limitBytes / MEASURED_FRACTION) {
            return;
        }
        loadedSinceMeasured = 0;
        long all = process.getAsLong();
        if (all > limitBytes - limitBytes / LEAST_FRACTION) {
            // What nobody uses but is kept for what comes next goes before chunks do
            OffHeap.releaseIdle();
            NativeMemory.trimHeap();
            all = process.getAsLong();
        }
        final long elsewhere = Math.max(0, all - loadedBytes - retiredBytes);
        final long room = Math.max(limitBytes / LEAST_FRACTION, limitBytes - elsewhere);
        targetBytes = room - room / 4;
    }

    /// Lets chunks go that were in use when they should have; costs next to nothing when there are none.
    void catchUp() {
        if (isOverdue) {
            synchronized (this) {
                sweep();
            }
        }
    }

    private void sweep() {
        reclaim();
        Epochs epochs = null;
        long oldestReader = Epochs.NOBODY;
        for (int left = Math.min(MAX_STEPS, 2 * held.size()); left > 0 && isOver(); left--) {
            final Held oldest = held.remove();
            if (oldest.epochs != epochs) {
                epochs = oldest.epochs;
                oldestReader = epochs.oldestEntered();
            }
            // What was used since it was looked at last is passed over once, what may be in use always.
            if (oldest.usedEpoch > oldest.seenEpoch || oldest.usedEpoch >= oldestReader) {
                oldest.seenEpoch = oldest.usedEpoch;
                held.add(oldest);
            } else {
                retire(oldest);
            }
        }
        reclaim();
        isOverdue = isOver() || retiredBytes > 0;
    }

    private boolean isOver() {
        return loadedBytes > targetBytes || held.size() > MAX_CHUNKS;
    }

    private void retire(final Held chunk) {
        chunk.unlink.run();
        evictions++;
        loadedBytes -= chunk.bytes();
        if (chunk.block != null) {
            retiredBytes += chunk.bytes();
            chunk.retiredEpoch = chunk.epochs.advance();
            retired.add(chunk);
        }
    }

    private void reclaim() {
        if (retired.isEmpty()) {
            return;
        }
        for (final Iterator<Held> each = retired.iterator(); each.hasNext(); ) {
            final Held chunk = each.next();
            if (chunk.block != null && chunk.retiredEpoch < chunk.epochs.oldestEntered()) {
                each.remove();
                retiredBytes -= chunk.bytes();
                chunk.block.close();
            }
        }
    }

    synchronized LoadedChunks statistics() {
        return new LoadedChunks(
                held.size(), loadedBytes + retiredBytes, greatestBytes, limitBytes, evictions, exceeded);
    }

    /// Gives everything back; no reader may be left.
    synchronized void close() {
        for (final ArrayDeque<Held> all : java.util.List.of(held, retired)) {
            for (final Held chunk : all) {
                if (chunk.block != null) {
                    chunk.block.close();
                }
            }
            all.clear();
        }
        loadedBytes = 0;
        retiredBytes = 0;
    }
}
