package dev.kymo.store.sweep;

import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.Epochs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps what a process holds below a limit while chunks come into its stores that are in no file.
///
/// What is given up, in this order, until it is enough: caches ([#addCache], the viewer's and those on a graphics card
/// first), held chunks of the recording that has most of them ([Sweep]). The recording itself always stays, and so do
/// static data and what the policy protects: when that alone is too much, [#isRefusing] says that rows have to be
/// refused until it is not.
///
/// The thread that writes the stores.
public final class MemoryKeeper {
    /// From this part of the limit on it gives back: what it copies meanwhile needs room as well.
    private static final int ROOM_FRACTION = 4;

    /// Looking costs some 50 µs: seldom while there is much room.
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CLOSE_LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONG_HELD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long SAY_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

    private final Stores stores;
    private final ChunkSink memory;
    private final ChunkMemory.ProcessMemory process;
    private final long limitBytes;
    private final Supplier<SweepPolicy> policy;
    private final Consumer<String> log;
    private final LongConsumer stepNs;
    private final List<Runnable> caches = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private @Nullable Sweep sweep;
    private long lookedNs = System.nanoTime() - LOOK_NS;
    private long saidNs = lookedNs;
    private boolean isClose;
    private boolean isPressing;
    private long sweeps;
    private long freedBytes;
    private volatile boolean isRefusing;

    /// @param memory where rows that have to stay are put
    /// @param process whose memory the limit is for
    /// @param limitBytes the greatest long for none: then only readers that hold memory back are named
    /// @param policy what is protected when a sweep begins
    /// @param log is told in a sentence what is not as it should be
    /// @param stepNs is told how long each step took
    public MemoryKeeper(
            final Stores stores,
            final ChunkSink memory,
            final ChunkMemory.ProcessMemory process,
            final long limitBytes,
            final Supplier<SweepPolicy> policy,
            final Consumer<String> log,
            final LongConsumer stepNs) {
        this.stores = stores;
        this.memory = memory;
        this.process = process;
        this.limitBytes = limitBytes;
        this.policy = policy;
        this.log = log;
        this.stepNs = stepNs;
    }

    /// A cache that is emptied before chunks go; those that were added first go first.
    public void addCache(final Runnable giveUp) {
        caches.add(giveUp);
    }

    /// Does what is to be done, for about so long at most; between rows.
    ///
    /// @return whether there is more to be done
    public boolean work(final long budgetNs) {
        final long nowNs = System.nanoTime();
        if (nowNs - lookedNs >= (isClose ? CLOSE_LOOK_NS : LOOK_NS)) {
            lookedNs = nowNs;
            nameHolders(nowNs);
            if (sweep == null && limitBytes < Long.MAX_VALUE) {
                look();
            }
        }
        final Sweep running = sweep;
        if (running == null) {
            return reclaimSome(budgetNs);
        }
        final long beganNs = System.nanoTime();
        final boolean isDone = running.step(budgetNs);
        stepNs.accept(System.nanoTime() - beganNs);
        if (isDone) {
            freedBytes += running.outcome().freedBytes();
            sweep = null;
            isRefusing = running.outcome().freedBytes() <= 0 && isOver(process.heldBytes());
        }
        return !isDone;
    }

    /// What the last sweep gave up goes back bit by bit.
    private boolean reclaimSome(final long budgetNs) {
        boolean isMore = false;
        for (final RecordingStore store : stores.all()) {
            final int before = store.reclaim(1);
            isMore |= before > 0 && store.reclaim(budgetNs) < before;
        }
        return isMore;
    }

    private boolean isOver(final long held) {
        return held > limitBytes - limitBytes / ROOM_FRACTION;
    }

    private void look() {
        long held = process.heldBytes();
        isClose = held > limitBytes / 2;
        isPressing = held > limitBytes - limitBytes / (2 * ROOM_FRACTION);
        if (!isOver(held)) {
            isRefusing = false;
            return;
        }
        for (final Runnable cache : caches) {
            cache.run();
        }
        stores.all().forEach(RecordingStore::reclaim);
        process.trim();
        held = process.heldBytes();
        if (!isOver(held)) {
            isRefusing = false;
            return;
        }
        RecordingStore largest = null;
        for (final RecordingStore store : stores.all()) {
            if (largest == null || store.sealedBytes() > largest.sealedBytes()) {
                largest = store;
            }
        }
        if (largest == null || largest.sealedBytes() == 0) {
            isRefusing = held > limitBytes;
            return;
        }
        sweeps++;
        sweep = new Sweep(
                largest,
                memory,
                policy.get(),
                SweepTarget.forExcess(held - (limitBytes - limitBytes / ROOM_FRACTION), largest.sealedBytes()));
    }

    private void nameHolders(final long nowNs) {
        if (nowNs - saidNs >= SAY_AGAIN_NS) {
            said.clear();
            saidNs = nowNs;
        }
        for (final RecordingStore store : stores.all()) {
            for (final Epochs.Holder holder : store.holders(nowNs, LONG_HELD_NS)) {
                if (said.add(holder.registeredBy())) {
                    log.accept("a reader of thread " + holder.registeredBy() + " has not let go of "
                            + store.id().recordingId() + " for " + TimeUnit.NANOSECONDS.toMillis(holder.forNs())
                            + " ms: what was given up meanwhile stays in memory");
                }
            }
        }
    }

    /// Whether half of the room is used that it has from where it begins to give back: the writer takes nothing more in
    /// while there is work to be done, or on a busy machine more comes than goes.
    public boolean isPressing() {
        return isPressing;
    }

    /// Whether all that may go has gone and it is still too much: rows are to be refused. Any thread.
    public boolean isRefusing() {
        return isRefusing;
    }

    /// How often a sweep was begun.
    public long sweeps() {
        return sweeps;
    }

    /// What sweeps have given back.
    public long freedBytes() {
        return freedBytes;
    }
}
