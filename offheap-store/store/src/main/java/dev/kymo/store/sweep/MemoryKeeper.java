package dev.kymo.store.sweep;

import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.sweep.Releasable.Rank;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps what a process holds below a limit while chunks come into its stores that are in no file.
///
/// What is given up, in this order, until it is enough ([Releasable.Rank]):
///
/// ```text
///   caches on a graphics card  ►  the viewer's  ►  blocks that wait for their next owner
///   ►  held chunks of the recording that has most of them (Sweep)
///   ►  what questions loaded or made  ►  recordings of which nothing is left
/// ```
///
/// A recording always stays, and so do static data and what the policy protects: when that alone is too much,
/// [#isRefusing] says that rows have to be refused until it is not.
///
/// The thread that writes the stores.
public final class MemoryKeeper implements AutoCloseable {
    /// From this part of the limit on it gives back: what it copies meanwhile needs room as well.
    private static final int ROOM_FRACTION = 4;

    /// Looking costs some 50 µs: seldom while there is much room.
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CLOSE_LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONG_HELD_NS = TimeUnit.SECONDS.toNanos(1);
    /// Other threads have so long to give up what they have.
    private static final long RANK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SAY_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

    private final Stores stores;
    private final ChunkSink memory;
    private final ChunkMemory.ProcessMemory process;
    private final long limitBytes;
    private final Supplier<SweepPolicy> policy;
    private final Consumer<String> log;
    private final LongConsumer stepNs;
    private final Map<Rank, List<Releasable>> releasables = new EnumMap<>(Rank.class);
    /// What is being asked for, once it is too much; null while it is not.
    private @Nullable Rank rank;
    /// Which of the rank is asked next.
    private int next;

    private long rankedNs;
    /// Whether another thread is to give up something: having looked whether it has is no step.
    private boolean isWaiting;
    /// Whether what the rank gave up has gone back to the system.
    private boolean isTrimmed;
    /// Whether the last sweep found nothing that may go.
    private boolean isFruitless;
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
    /// @param stepNs is told how long each step took; having waited for another thread is none
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

    /// Something that goes when its turn has come.
    public void add(final Rank turn, final Releasable what) {
        releasables.computeIfAbsent(turn, _ -> new ArrayList<>()).add(what);
    }

    /// Does what is to be done, for about so long at most; between rows.
    ///
    /// @return whether there is more to be done
    public boolean work(final long budgetNs) {
        final long nowNs = System.nanoTime();
        if (nowNs - lookedNs >= (isClose ? CLOSE_LOOK_NS : LOOK_NS)) {
            lookedNs = nowNs;
            nameHolders(nowNs);
            if (sweep == null && rank == null && limitBytes < Long.MAX_VALUE) {
                look();
            }
        }
        final Sweep running = sweep;
        final Rank turn = rank;
        if (running == null && turn == null) {
            return reclaimSome(budgetNs);
        }
        final long beganNs = System.nanoTime();
        final boolean isMore =
                running != null ? sweep(running, budgetNs) : release(java.util.Objects.requireNonNull(turn), budgetNs);
        if (!isWaiting) {
            stepNs.accept(System.nanoTime() - beganNs);
        }
        isWaiting = false;
        return isMore;
    }

    /// What was given up goes back bit by bit.
    private boolean reclaimSome(final long budgetNs) {
        boolean isMore = OffHeap.releaseSome(budgetNs);
        for (final RecordingStore store : stores.all()) {
            final int before = store.reclaim(1);
            isMore |= before > 0 && store.reclaim(budgetNs) < before;
        }
        return isMore;
    }

    private boolean isOver(final long held) {
        return held > limitBytes - limitBytes / ROOM_FRACTION;
    }

    private long measure() {
        final long held = process.heldBytes();
        isClose = held > limitBytes / 2;
        isPressing = held > limitBytes - limitBytes / (2 * ROOM_FRACTION);
        return held;
    }

    private void look() {
        if (isOver(measure())) {
            begin(Rank.GRAPHICS);
        } else {
            isRefusing = false;
        }
    }

    private void begin(final Rank turn) {
        rank = turn;
        next = 0;
        rankedNs = System.nanoTime();
        isTrimmed = false;
    }

    /// A step of giving up what is not swept: some of one thing, or of the blocks that wait; and the next rank if it is
    /// still too much.
    private boolean release(final Rank turn, final long budgetNs) {
        final List<Releasable> its = releasables.getOrDefault(turn, List.of());
        if (next < its.size()) {
            // Another thread may be busy with something else: it is not waited for when time presses
            final boolean isMore =
                    its.get(next).release(budgetNs) && !isPressing && System.nanoTime() - rankedNs < RANK_NS;
            next += isMore ? 0 : 1;
            isWaiting = isMore;
            return !isMore;
        }
        if (!isTrimmed) {
            isTrimmed = !reclaimSome(budgetNs / 2) && !process.trim(budgetNs / 2);
            return true;
        }
        return goOn(turn, measure());
    }

    private boolean goOn(final Rank turn, final long held) {
        if (!isOver(held)) {
            isRefusing = false;
            rank = null;
            return false;
        }
        switch (turn) {
            case GRAPHICS -> begin(Rank.VIEWER);
            case VIEWER -> begin(Rank.CHUNKS);
            case CHUNKS -> beginSweep(held);
            case QUERIES -> begin(Rank.RECORDINGS);
            case RECORDINGS -> {
                if (stores.dropEmpty() == 0) {
                    isRefusing = isFruitless || held > limitBytes;
                }
                rank = null;
            }
        }
        return rank != null || sweep != null;
    }

    private void beginSweep(final long held) {
        RecordingStore largest = null;
        for (final RecordingStore store : stores.all()) {
            if (largest == null || store.sealedBytes() > largest.sealedBytes()) {
                largest = store;
            }
        }
        isFruitless = false;
        if (largest == null || largest.sealedBytes() == 0) {
            begin(Rank.QUERIES);
            return;
        }
        rank = null;
        sweeps++;
        sweep = new Sweep(
                largest,
                memory,
                policy.get(),
                SweepTarget.forExcess(held - (limitBytes - limitBytes / ROOM_FRACTION), largest.sealedBytes()));
    }

    private boolean sweep(final Sweep running, final long budgetNs) {
        if (!running.step(budgetNs)) {
            return true;
        }
        sweep = null;
        freedBytes += running.outcome().freedBytes();
        isFruitless = running.outcome().freedBytes() <= 0;
        if (isFruitless && isOver(measure())) {
            begin(Rank.QUERIES);
            return true;
        }
        isRefusing = false;
        return false;
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

    /// Gives up a sweep that is half done; before the stores are closed.
    @Override
    public void close() {
        if (sweep != null) {
            sweep.close();
            sweep = null;
        }
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
