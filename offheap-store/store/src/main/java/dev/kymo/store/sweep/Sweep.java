package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives back memory of sealed chunks that are in no file, in steps of little time, while readers go on.
///
/// ```text
///   mark      the next chunks in order, ahead of what is done with them, so that those of an entity go together
///   survive   copy what has to stay of them, row by row: protected rows, and the newest of what goes
///   withdraw  one volatile store for each entity; readers that were inside keep what they see
///   give back when the last of them has left
/// ```
///
/// Copying goes on in the next step where a step's time is over. From the *cut* of a column on
/// ([dev.kymo.store.index.StoreReader#cut]) latest-at answers as if nothing had gone. A chunk of which more than half
/// would have to be copied stays where it is.
///
/// The writer's thread of the store, between rows. Close it, or go on until it is done.
public final class Sweep implements AutoCloseable {
    /// Chunks marked ahead at most.
    private static final int MAX_MARKED = 1024;

    private static final int MARK_FRACTION = 4;
    /// Nothing is begun after this part of a step's time: the rest is for what went before, and for what takes longer
    /// than expected.
    private static final int WORK_FRACTION = 2;
    private static final double MAX_COPIED = 0.5;
    private static final long MAX_GATHERED_BYTES = 64 << 10;

    private final RecordingStore store;
    private final ChunkSink memory;
    private final SweepPolicy policy;
    private final long targetBytes;
    private final ChunkOrder order;
    /// Those that stay for what the policy protects in them.
    private final Set<SealedChunk> staying = new HashSet<>();
    /// Those that were marked and stay for now, because answers need them: until a newer one of the entity goes.
    private final Map<EntityPath, List<SealedChunk>> carried = new HashMap<>();
    /// Marked, by entity, and not looked at yet; that first of which one was marked first.
    private final SequencedMap<EntityPath, List<SealedChunk>> marked = new LinkedHashMap<>();

    private int markedChunks;
    private long markedBytes;
    /// Entities whose small chunks are still to be put together, at the end; null before.
    private @Nullable ArrayDeque<EntityPath> gathering;
    private @Nullable Leaving leaving;
    private final RecentWorst beginNsPerChunk = new RecentWorst();
    private final RecentWorst copyNsPerPiece = new RecentWorst();
    private final RecentWorst withdrawNsPerChunk = new RecentWorst();
    /// In the last step; then the next one does not, so that what is marked gets its turn.
    private boolean hasMarked;
    private boolean isDone;
    private long freedBytes;
    private int withdrawnChunks;
    private int copiedRows;
    private int steps;

    /// Chunks of an entity that go when what stays of them is copied.
    private record Leaving(EntityPath entity, List<SealedChunk> chunks, Survivors survivors, SurvivorCopy copy) {}

    /// What came of a sweep so far.
    ///
    /// @param freedBytes of chunks, less what was copied of them; given back when readers have left
    /// @param copiedRows that had to stay
    /// @param protectedBytes of chunks that stay because of what is protected in them, or because answers need it
    public record Outcome(long freedBytes, int chunks, int copiedRows, long protectedBytes, int steps) {}

    /// @param memory where rows that have to stay are put; what [Placement.InMemory] it gives is the store's
    public Sweep(
            final RecordingStore store, final ChunkSink memory, final SweepPolicy policy, final SweepTarget target) {
        this.store = store;
        this.memory = memory;
        this.policy = policy;
        targetBytes = target.of(store.sealedBytes());
        order = ChunkOrder.of(store, policy);
    }

    /// The most that any of the last few took but for one: what takes longer than expected does so again, except when
    /// the
    /// thread was not running.
    private static final class RecentWorst {
        private static final int COUNT = 8;
        /// Much at first, so that it begins with a chunk at a time.
        private static final double FIRST = 1e6;

        private final double[] recent = new double[COUNT];
        private int count;

        void note(final double value) {
            recent[count++ % COUNT] = value;
        }

        double worst() {
            if (count < 2) {
                return count == 0 ? FIRST : recent[0];
            }
            double worst = 0;
            double second = 0;
            for (int i = 0; i < Math.min(count, COUNT); i++) {
                second = Math.max(second, Math.min(worst, recent[i]));
                worst = Math.max(worst, recent[i]);
            }
            return second;
        }
    }

    /// Works for about so long, on a piece at least: chunks to be marked, some of an entity's to be looked at, rows to
    /// be copied, or what was copied to be put in the place of what goes.
    ///
    /// @return whether there is nothing left to do
    /// @throws UncheckedIOException when what has to stay can't be placed; its chunks stay
    /// @throws dev.kymo.store.memory.MemoryLimitException likewise
    public boolean step(final long budgetNs) {
        if (isDone) {
            return true;
        }
        if (OffHeap.leavingBytes() > 0) {
            // In steps of its own, since a bite may take half of one; and first, or more would go than the kernel takes
            OffHeap.releaseSome(budgetNs);
            steps++;
            return false;
        }
        final long beganNs = System.nanoTime();
        final long untilNs = beganNs + budgetNs / WORK_FRACTION;
        hasMarked = !hasMarked && wantsMore();
        if (hasMarked) {
            mark(beganNs + budgetNs / MARK_FRACTION);
        }
        boolean isWorth = !hasMarked || isWorth(untilNs);
        while (isWorth) {
            work(untilNs);
            isDone = leaving == null && marked.isEmpty() && gathering != null && gathering.isEmpty();
            isWorth = !isDone && isWorth(untilNs);
        }
        store.reclaimRetired(Math.max(1, budgetNs - (System.nanoTime() - beganNs)));
        steps++;
        return isDone;
    }

    /// Whether there is time for what the next piece takes at least.
    private boolean isWorth(final long untilNs) {
        return untilNs - System.nanoTime() > expectedNs();
    }

    private double expectedNs() {
        final Leaving going = leaving;
        if (going != null) {
            return going.copy.isDone() ? withdrawNsPerChunk.worst() * going.chunks.size() : copyNsPerPiece.worst();
        }
        return !marked.isEmpty() || gathering != null ? beginNsPerChunk.worst() : 0;
    }

    /// One piece, behind which the clock is looked at. The first ones of a sweep take up to twenty times as long as
    /// later ones, and each has a step of its own.
    private void work(final long untilNs) {
        final Leaving going = leaving;
        if (going != null && going.copy.isDone()) {
            leaving = null;
            withdraw(going);
        } else if (going != null) {
            copy(going, untilNs);
        } else if (!marked.isEmpty()) {
            begin(untilNs);
        } else if (gathering != null) {
            gather(gathering);
        } else if (freedBytes >= targetBytes || order.isAtEnd()) {
            gathering = new ArrayDeque<>(carried.keySet());
        } else {
            final long nowNs = System.nanoTime();
            mark(nowNs + (untilNs - nowNs) / MARK_FRACTION);
        }
    }

    private boolean wantsMore() {
        return gathering == null
                && freedBytes + markedBytes < targetBytes
                && markedChunks < MAX_MARKED
                && !order.isAtEnd();
    }

    private void mark(final long untilNs) {
        do {
            final SealedChunk next = order.next();
            if (next != null && !staying.contains(next)) {
                marked.computeIfAbsent(next.chunk().entity(), _ -> new ArrayList<>())
                        .add(next);
                markedChunks++;
                markedBytes += next.bytes();
            }
        } while (wantsMore() && System.nanoTime() - untilNs < 0);
    }

    /// The first entity's, as many as half of what is left of a step allows.
    private List<SealedChunk> takeMarked(final EntityPath entity, final long nowNs, final long untilNs) {
        final List<SealedChunk> its = marked.remove(entity);
        final double nsPerChunk = beginNsPerChunk.worst() + withdrawNsPerChunk.worst();
        final int count = Math.clamp((long) ((untilNs - nowNs) / 2.0 / nsPerChunk), 1, its.size());
        if (count < its.size()) {
            marked.putFirst(entity, new ArrayList<>(its.subList(count, its.size())));
        }
        final List<SealedChunk> taken = its.subList(0, count);
        for (final SealedChunk held : taken) {
            markedChunks--;
            markedBytes -= held.bytes();
        }
        return taken;
    }

    private void begin(final long untilNs) {
        final long beganNs = System.nanoTime();
        final EntityPath entity = marked.firstEntry().getKey();
        final List<SealedChunk> next = takeMarked(entity, beganNs, untilNs);
        // What stayed of a chunk may have come up in the order since, so that it is among both
        final Set<SealedChunk> both = new LinkedHashSet<>(carried.getOrDefault(entity, List.of()));
        both.addAll(next);
        final List<SealedChunk> going = new ArrayList<>(both);
        going.removeIf(held -> !store.has(held));
        final List<SweepPolicy.ProtectedRange> ranges = policy.rangesOf(entity);
        Survivors survivors = protect(entity, going, ranges);
        if (!survivors.isEmpty()) {
            final Set<SealedChunk> guarded = mostlyKept(going, survivors);
            if (going.removeAll(guarded)) {
                staying.addAll(guarded);
                survivors = protect(entity, going, ranges);
            }
        }
        survivors.keepStates(ranges);
        // They stay whole, with what answers need of them
        final List<SealedChunk> needed = List.copyOf(mostlyKept(going, survivors));
        carried.put(entity, needed);
        going.removeAll(needed);
        if (!going.isEmpty()) {
            leave(entity, going, survivors);
        }
        beginNsPerChunk.note((System.nanoTime() - beganNs) / (double) next.size());
    }

    private void leave(final EntityPath entity, final List<SealedChunk> going, final Survivors survivors) {
        leaving = new Leaving(
                entity, going, survivors, new SurvivorCopy(store.id(), entity, survivors, chunksOf(going), memory));
    }

    private void copy(final Leaving going, final long untilNs) {
        final long beganNs = System.nanoTime();
        boolean isKept = false;
        try {
            final int pieces = going.copy.goOn(untilNs);
            copyNsPerPiece.note((System.nanoTime() - beganNs) / (double) pieces);
            isKept = true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!isKept) {
                leaving = null;
                going.copy.close();
                store.release(going.copy.placed());
            }
        }
    }

    private void withdraw(final Leaving going) {
        final long beganNs = System.nanoTime();
        going.copy.close();
        // Rows may have been taken out on purpose while they were copied
        if (!going.chunks.stream().allMatch(store::has)) {
            store.release(going.copy.placed());
            markAgain(going.entity, going.chunks);
            return;
        }
        freedBytes -= going.copy.bytes();
        for (final SealedChunk held : going.chunks) {
            freedBytes += held.bytes();
        }
        withdrawnChunks += going.chunks.size();
        copiedRows += going.copy.rowCount();
        store.withdraw(List.of(new RecordingStore.Withdrawal(
                going.entity, going.chunks, going.copy.placed(), going.survivors.cuts())));
        // With the next of the entity's they are looked at again: what was needed is not, once something newer goes
        final List<SealedChunk> stayed = new ArrayList<>(carried.getOrDefault(going.entity, List.of()));
        stayed.addAll(store.held(going.copy.placed()));
        carried.put(going.entity, stayed);
        withdrawNsPerChunk.note((System.nanoTime() - beganNs) / (double) going.chunks.size());
    }

    private void markAgain(final EntityPath entity, final List<SealedChunk> chunks) {
        final List<SealedChunk> all = new ArrayList<>(chunks);
        all.addAll(marked.getOrDefault(entity, List.of()));
        marked.putFirst(entity, all);
        for (final SealedChunk held : chunks) {
            markedChunks++;
            markedBytes += held.bytes();
        }
    }

    /// Puts small chunks of which all is needed together: a recording that is swept again and again would end as one
    /// chunk for each cell.
    private void gather(final ArrayDeque<EntityPath> entities) {
        final EntityPath entity = entities.poll();
        final List<SealedChunk> small = new ArrayList<>(entity == null ? List.of() : carried.get(entity));
        small.removeIf(held -> !store.has(held) || held.bytes() > MAX_GATHERED_BYTES);
        if (entity != null && small.size() > 1) {
            final List<SweepPolicy.ProtectedRange> ranges = policy.rangesOf(entity);
            final Survivors survivors = protect(entity, small, ranges);
            survivors.keepStates(ranges);
            carried.put(
                    entity,
                    carried.get(entity).stream()
                            .filter(held -> !small.contains(held))
                            .toList());
            leave(entity, small, survivors);
        }
    }

    private static List<Chunk> chunksOf(final List<SealedChunk> held) {
        final List<Chunk> chunks = new ArrayList<>(held.size());
        for (final SealedChunk each : held) {
            chunks.add(each.chunk());
        }
        return chunks;
    }

    private static Set<SealedChunk> mostlyKept(final List<SealedChunk> leaving, final Survivors survivors) {
        final Set<SealedChunk> kept = new HashSet<>();
        for (final SealedChunk held : leaving) {
            if (survivors.part(held.chunk()) > MAX_COPIED) {
                kept.add(held);
            }
        }
        return kept;
    }

    private Survivors protect(
            final EntityPath entity, final List<SealedChunk> leaving, final List<SweepPolicy.ProtectedRange> ranges) {
        final Survivors survivors = new Survivors(chunksOf(leaving));
        ranges.forEach(survivors::protectRange);
        if (policy.protectedLatest() > 0) {
            new NewestCells(store, entity, leaving, policy.protectedLatest()).protect(survivors);
        }
        return survivors;
    }

    /// Gives up what is half done; before the store is closed. Closing again, or a sweep that is done, does nothing.
    @Override
    public void close() {
        isDone = true;
        final Leaving unfinished = leaving;
        leaving = null;
        if (unfinished != null) {
            unfinished.copy.close();
            store.release(unfinished.copy.placed());
        }
    }

    public Outcome outcome() {
        long protectedBytes = 0;
        for (final SealedChunk held : staying) {
            protectedBytes += held.bytes();
        }
        for (final List<SealedChunk> needed : carried.values()) {
            for (final SealedChunk held : needed) {
                protectedBytes += held.bytes();
            }
        }
        return new Outcome(freedBytes, withdrawnChunks, copiedRows, protectedBytes, steps);
    }
}
