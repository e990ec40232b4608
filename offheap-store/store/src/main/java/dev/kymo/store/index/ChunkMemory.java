package dev.kymo.store.index;

import dev.kymo.store.memory.Epochs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The loaded chunks of files, within a budget: those that were not asked for since they were last looked at go first.
/// What unpacked chunks take counts as it is allocated; chunks that lie mapped cost only their heads and search tables,
/// and are bounded in number.
///
/// The budget is a limit of its own, or what the rest of the process leaves of a limit for all of it: what that holds
/// (Java's heap, drawing, other files) is measured as chunks are loaded, and an eighth of the limit is the least.
///
/// A chunk that goes is unlinked at once, and its memory given back when no reader is left that was inside then. When
/// everything is in use by readers that are inside, the budget is exceeded, and that is counted.
///
/// Any thread.
public final class ChunkMemory {
    /// 256 MiB.
    public static final long DEFAULT_LIMIT_BYTES = 256L << 20;

    private static final int MAX_CHUNKS = 2048;
    /// Chunks looked at when one is added: the round goes on at the next.
    private static final int MAX_STEPS = 64;

    private static final int LEAST_FRACTION = 8;
    /// The process is measured when so much of the limit has been loaded since.
    private static final int MEASURED_FRACTION = 64;

    private final long limitBytes;
    /// Null when the limit is for the chunks alone.
    private final @Nullable ProcessMemory process;
    /// Chunks go from here on: those that a reader still sees while they go need room as well. Guarded by this.
    private long targetBytes;

    private long loadedSinceMeasured;
    /// More is held than should be; written under the lock, read without.
    private volatile boolean isOverdue;
    /// By age, or by when they were last found to be in use. Guarded by this, as all below.
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /// By readers, in the order of their retired epochs: where the first has to stay, the rest has to.
    private final Map<Epochs, ArrayDeque<Held>> retired = new HashMap<>();

    /// Looks at held chunks, one after the other, that found each in use; since one went or came, or was not.
    private int stepsInVain;

    /// What all that should go waits for; null when something else may go, or there are several stores. Written under
    /// the lock, read without.
    private volatile @Nullable Blocked blocked;

    private long loadedBytes;
    private long retiredBytes;
    private long evictions;
    private long exceeded;
    private long greatestBytes;

    /// What all of the process holds.
    public interface ProcessMemory {
        long heldBytes();

        /// Gives back what nobody uses but is kept for what comes next.
        void trim();

        /// The same for about so long.
        ///
        /// @return whether there is more of it
        default boolean trim(final long budgetNs) {
            trim();
            return false;
        }
    }

    /// Nothing goes as long as that is the oldest of them.
    private record Blocked(Epochs readers, long oldestReader) {
        boolean isStill() {
            return readers.oldestEntered() == oldestReader;
        }
    }

    /// One loaded chunk.
    private static final class Held {
        private final LoadedChunk chunk;
        private final Runnable unlink;
        private long seenEpoch = -1;
        private long retiredEpoch;

        private Held(final LoadedChunk chunk, final Runnable unlink) {
            this.chunk = chunk;
            this.unlink = unlink;
        }
    }

    /// @param limitBytes what unpacked chunks may take
    public ChunkMemory(final long limitBytes) {
        this(limitBytes, null);
    }

    /// @param process that the limit is for; null when it is for the chunks alone
    public ChunkMemory(final long limitBytes, final @Nullable ProcessMemory process) {
        this.limitBytes = limitBytes;
        this.process = process;
        targetBytes = limitBytes - limitBytes / 4;
        loadedSinceMeasured = limitBytes;
    }

    /// Takes in a chunk that was just linked, and lets others go.
    ///
    /// @param unlink makes it unreachable for readers that come later
    synchronized void add(final LoadedChunk chunk, final Runnable unlink) {
        // Chunks that were used before and those that are used from now on can be told apart.
        chunk.epochs().advance();
        held.add(new Held(chunk, unlink));
        stepsInVain = 0;
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
        long all = process.heldBytes();
        if (all > limitBytes - limitBytes / LEAST_FRACTION) {
            // Before chunks go
            process.trim();
            all = process.heldBytes();
        }
        final long elsewhere = Math.max(0, all - loadedBytes - retiredBytes);
        final long room = Math.max(limitBytes / LEAST_FRACTION, limitBytes - elsewhere);
        targetBytes = room - room / 4;
    }

    /// Lets chunks go that were in use when they should have; costs next to nothing when there are none.
    void catchUp() {
        if (isOverdue) {
            final Blocked last = blocked;
            if (last == null || !last.isStill()) {
                synchronized (this) {
                    sweep();
                }
            }
        }
    }

    private void sweep() {
        if (blocked != null) {
            blocked = null;
            stepsInVain = 0;
        }
        reclaim();
        Epochs epochs = null;
        long oldestReader = Epochs.NOBODY;
        for (int left = Math.min(MAX_STEPS, 2 * held.size()); left > 0 && isOver(); left--) {
            final Held oldest = held.remove();
            if (oldest.chunk.epochs() != epochs) {
                epochs = oldest.chunk.epochs();
                oldestReader = epochs.oldestEntered();
            }
            final long usedEpoch = oldest.chunk.usedEpoch();
            // What was used since it was looked at last is passed over once, what may be in use always.
            if (usedEpoch > oldest.seenEpoch || usedEpoch >= oldestReader) {
                oldest.seenEpoch = usedEpoch;
                held.add(oldest);
                stepsInVain = usedEpoch >= oldestReader ? stepsInVain + 1 : 0;
            } else {
                retire(oldest);
            }
        }
        reclaim();
        isOverdue = isOver() || retiredBytes > 0;
        blocked = isOverdue ? whatBlocksAll() : null;
    }

    /// Known when each chunk that might go was found in use, and all are of one store.
    private @Nullable Blocked whatBlocksAll() {
        if (isOver() && stepsInVain < held.size()) {
            return null;
        }
        final Set<Epochs> all = new HashSet<>(retired.keySet());
        if (isOver()) {
            held.forEach(each -> all.add(each.chunk.epochs()));
        }
        if (all.size() != 1) {
            return null;
        }
        final Epochs readers = all.iterator().next();
        return new Blocked(readers, readers.oldestEntered());
    }

    private boolean isOver() {
        return loadedBytes > targetBytes || held.size() > MAX_CHUNKS;
    }

    private void retire(final Held gone) {
        gone.unlink.run();
        gone.chunk.setGone();
        evictions++;
        loadedBytes -= gone.chunk.bytes();
        retiredBytes += gone.chunk.bytes();
        stepsInVain = 0;
        final Epochs readers = gone.chunk.epochs();
        gone.retiredEpoch = readers.advance();
        retired.computeIfAbsent(readers, _ -> new ArrayDeque<>()).add(gone);
    }

    private void reclaim() {
        for (final Iterator<Map.Entry<Epochs, ArrayDeque<Held>>> each =
                        retired.entrySet().iterator();
                each.hasNext(); ) {
            final Map.Entry<Epochs, ArrayDeque<Held>> next = each.next();
            final ArrayDeque<Held> its = next.getValue();
            final long oldestReader = next.getKey().oldestEntered();
            while (!its.isEmpty() && its.element().retiredEpoch < oldestReader) {
                final Held gone = its.remove();
                retiredBytes -= gone.chunk.bytes();
                gone.chunk.release();
            }
            if (its.isEmpty()) {
                each.remove();
            }
        }
    }

    /// Lets go of all chunks of one store, whose readers these are: it is being closed, and loads no more.
    ///
    /// @return gives their memory back, once no reader is left
    synchronized AutoCloseable forget(final Epochs readers) {
        final List<LoadedChunk> its = new ArrayList<>();
        for (final Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            final Held loaded = each.next();
            if (loaded.chunk.epochs() == readers) {
                each.remove();
                loaded.unlink.run();
                loaded.chunk.setGone();
                loadedBytes -= loaded.chunk.bytes();
                its.add(loaded.chunk);
            }
        }
        final ArrayDeque<Held> gone = retired.remove(readers);
        if (gone != null) {
            for (final Held each : gone) {
                retiredBytes -= each.chunk.bytes();
                its.add(each.chunk);
            }
        }
        blocked = null;
        return () -> its.forEach(LoadedChunk::release);
    }

    /// Lets all go that nobody uses now: loading it again costs time, memory costs more.
    public synchronized void giveUp() {
        for (int left = held.size(); left > 0; left--) {
            final Held oldest = held.remove();
            if (oldest.chunk.usedEpoch() >= oldest.chunk.epochs().oldestEntered()) {
                held.add(oldest);
            } else {
                retire(oldest);
            }
        }
        reclaim();
        isOverdue |= retiredBytes > 0;
        blocked = null;
    }

    /// How much is loaded now.
    public synchronized LoadedChunks statistics() {
        return new LoadedChunks(
                held.size(), loadedBytes + retiredBytes, greatestBytes, limitBytes, evictions, exceeded);
    }

    /// Gives everything back; no reader may be left.
    public synchronized void close() {
        held.forEach(each -> each.chunk.release());
        held.clear();
        retired.values().forEach(gone -> gone.forEach(each -> each.chunk.release()));
        retired.clear();
        loadedBytes = 0;
        retiredBytes = 0;
    }
}
