package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives back memory of sealed chunks that are in no file, in steps of little time, while readers go on.
///
/// ```text
///   mark      the next chunks in order, at most a quarter of a step's time
///   survive   copy what has to stay of them: protected rows, and the newest of what goes
///   withdraw  one volatile store for each entity; readers that were inside keep what they see
///   give back when the last of them has left
/// ```
///
/// From the *cut* of a column on ([dev.kymo.store.index.StoreReader#cut]) latest-at answers as if nothing had gone. A
/// chunk of which more than half would have to be copied stays where it is.
///
/// The writer's thread of the store, between rows.
public final class Sweep {
    /// Chunks in one withdrawal at most; how many is learnt from what they took so far.
    private static final int MAX_BATCH = 64;

    private static final int MARK_FRACTION = 4;
    private static final double MAX_COPIED = 0.5;
    private static final long MAX_GATHERED_BYTES = 64 << 10;

    private final RecordingStore store;
    private final ChunkSink memory;
    private final SweepPolicy policy;
    private final long targetBytes;
    private final Marker marker;
    /// Those that stay for what the policy protects in them.
    private final Set<SealedChunk> staying = new HashSet<>();
    /// Those that were marked and stay for now, because answers need them: until a newer one of the entity goes.
    private final Map<EntityPath, List<SealedChunk>> carried = new HashMap<>();
    /// Marked, and not withdrawn yet.
    private final List<SealedChunk> marked = new ArrayList<>();

    /// Much at first, so that it begins with a chunk at a time.
    private double nsPerChunk = 1e6;
    private boolean isDone;
    private long freedBytes;
    private int withdrawnChunks;
    private int copiedRows;
    private int steps;

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
        final SweepPolicy.Cursor from = policy.furthestFrom();
        marker = from == null ? new OldestFirst(store) : new FurthestFirst(store, from);
    }

    /// Which chunk goes next.
    private sealed interface Marker permits OldestFirst, FurthestFirst {
        /// @return null for none, or none yet
        @Nullable
        SealedChunk next();

        boolean isAtEnd();
    }

    private static final class OldestFirst implements Marker {
        private final RecordingStore store;
        /// Rows that stay come into the store anew while this goes on; what is newer than all there was is not looked
        /// at.
        private @Nullable SealedChunk latest;

        private boolean isAtEnd;

        private OldestFirst(final RecordingStore store) {
            this.store = store;
        }

        @Override
        public @Nullable SealedChunk next() {
            final SealedChunk next = store.nextSealed(latest);
            isAtEnd = next == null;
            latest = next == null ? latest : next;
            return next;
        }

        @Override
        public boolean isAtEnd() {
            return isAtEnd;
        }
    }

    /// Looks at all chunks first, a few in each step; then the furthest come.
    private static final class FurthestFirst implements Marker {
        private static final long NOT_THERE = -1;

        private final OldestFirst all;
        private final SweepPolicy.Cursor from;
        /// Those that are not on the timeline last, in the order of their rows.
        private final PriorityQueue<Placed> byDistance =
                new PriorityQueue<>(Comparator.comparing((Placed placed) -> placed.distance == NOT_THERE)
                        .thenComparing(placed -> placed.distance, (a, b) -> Long.compareUnsigned(b, a))
                        .thenComparing(placed -> placed.chunk.firstRow()));

        private record Placed(SealedChunk chunk, long distance) {}

        private FurthestFirst(final RecordingStore store, final SweepPolicy.Cursor from) {
            all = new OldestFirst(store);
            this.from = from;
        }

        @Override
        public @Nullable SealedChunk next() {
            if (!all.isAtEnd()) {
                final SealedChunk next = all.next();
                if (next != null) {
                    byDistance.add(new Placed(next, distance(next.chunk())));
                    return null;
                }
            }
            final Placed furthest = byDistance.poll();
            return furthest == null ? null : furthest.chunk;
        }

        /// Of the nearest row's span, unsigned; it may be as long as all of time, but for one.
        private long distance(final Chunk chunk) {
            return chunk.timeline(from.timeline())
                    .map(times -> from.time() < times.minTime()
                            ? times.minTime() - from.time()
                            : from.time() > times.maxTime() ? from.time() - times.maxTime() : 0)
                    .orElse(NOT_THERE);
        }

        @Override
        public boolean isAtEnd() {
            return all.isAtEnd() && byDistance.isEmpty();
        }
    }

    /// Works for about so long, a chunk at least.
    ///
    /// @return whether there is nothing left to do
    /// @throws UncheckedIOException when what has to stay can't be placed; its chunks stay
    /// @throws dev.kymo.store.memory.MemoryLimitException likewise
    public boolean step(final long budgetNs) {
        if (isDone) {
            return true;
        }
        final long beganNs = System.nanoTime();
        boolean isFirst = true;
        while (!isDone && (isFirst || System.nanoTime() - beganNs < budgetNs)) {
            final long leftNs = Math.max(0, budgetNs - (System.nanoTime() - beganNs));
            mark(Math.clamp((long) (leftNs / nsPerChunk), 1, MAX_BATCH), beganNs + leftNs / MARK_FRACTION);
            if (!marked.isEmpty()) {
                withdraw();
            }
            isFirst = false;
            isDone = freedBytes >= targetBytes || marker.isAtEnd();
        }
        if (isDone) {
            gather();
        }
        store.reclaim(Math.max(1, budgetNs - (System.nanoTime() - beganNs)));
        steps++;
        return isDone;
    }

    private void mark(final int count, final long untilNs) {
        long bytes = freedBytes;
        do {
            final SealedChunk next = marker.next();
            if (next != null && !staying.contains(next)) {
                marked.add(next);
                bytes += next.bytes();
            }
        } while (marked.size() < count && bytes < targetBytes && !marker.isAtEnd() && System.nanoTime() < untilNs);
    }

    private void withdraw() {
        final long beganNs = System.nanoTime();
        final int looked = marked.size();
        final Map<EntityPath, List<SealedChunk>> byEntity = new LinkedHashMap<>();
        for (final SealedChunk held : marked) {
            byEntity.computeIfAbsent(held.chunk().entity(), _ -> new ArrayList<>())
                    .add(held);
        }
        marked.clear();
        final List<RecordingStore.Withdrawal> withdrawals = new ArrayList<>();
        try {
            byEntity.forEach((entity, chunks) -> {
                final RecordingStore.Withdrawal withdrawal = withdrawal(entity, chunks);
                if (withdrawal != null) {
                    withdrawals.add(withdrawal);
                }
            });
        } finally {
            // Also of those before one that could not be placed
            if (!withdrawals.isEmpty()) {
                store.withdraw(withdrawals);
            }
        }
        final double tookNs = Math.max(1, (System.nanoTime() - beganNs) / (double) looked);
        // What took longer than expected is believed at once
        nsPerChunk += (tookNs - nsPerChunk) / (tookNs > nsPerChunk ? 1 : 4);
    }

    /// @return null when all of them stay
    private RecordingStore.@Nullable Withdrawal withdrawal(final EntityPath entity, final List<SealedChunk> chunks) {
        final List<SealedChunk> leaving = new ArrayList<>(carried.getOrDefault(entity, List.of()));
        leaving.addAll(chunks);
        leaving.removeIf(held -> !store.has(held));
        Survivors survivors = protect(entity, leaving);
        final Set<SealedChunk> guarded = mostlyKept(leaving, survivors);
        if (leaving.removeAll(guarded)) {
            staying.addAll(guarded);
            survivors = protect(entity, leaving);
        }
        survivors.keepStates(policy.protectedRanges());
        // They stay whole, with what answers need of them
        final List<SealedChunk> needed = List.copyOf(mostlyKept(leaving, survivors));
        carried.put(entity, needed);
        leaving.removeAll(needed);
        return leaving.isEmpty() ? null : withdrawal(entity, leaving, survivors);
    }

    private RecordingStore.Withdrawal withdrawal(
            final EntityPath entity, final List<SealedChunk> leaving, final Survivors survivors) {
        final List<OpenChunk> copies = new ArrayList<>();
        final List<Placement> placed = new ArrayList<>();
        boolean isPlaced = false;
        try {
            long bytes = 0;
            int rows = 0;
            for (final Chunk chunk : survivors.chunks(leaving, copies)) {
                final Placement its = memory.place(store.id(), chunk);
                placed.add(its);
                rows += chunk.rowCount();
                bytes += its instanceof final Placement.InMemory inMemory ? inMemory.bytes() : 0;
            }
            long freed = -bytes;
            for (final SealedChunk held : leaving) {
                freed += held.bytes();
            }
            freedBytes += freed;
            withdrawnChunks += leaving.size();
            copiedRows += rows;
            isPlaced = true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            copies.forEach(OpenChunk::close);
            if (!isPlaced) {
                store.release(placed);
            }
        }
        return new RecordingStore.Withdrawal(entity, leaving, placed, survivors.cuts());
    }

    /// Puts small chunks of which all is needed together: a recording that is swept again and again would end as one
    /// chunk for each cell.
    private void gather() {
        final List<RecordingStore.Withdrawal> withdrawals = new ArrayList<>();
        try {
            carried.forEach((entity, needed) -> {
                final List<SealedChunk> small = new ArrayList<>(needed);
                small.removeIf(held -> !store.has(held) || held.bytes() > MAX_GATHERED_BYTES);
                if (small.size() > 1) {
                    final Survivors survivors = protect(entity, small);
                    survivors.keepStates(policy.protectedRanges());
                    withdrawals.add(withdrawal(entity, small, survivors));
                }
            });
        } finally {
            if (!withdrawals.isEmpty()) {
                carried.clear();
                store.withdraw(withdrawals);
            }
        }
    }

    private static Set<SealedChunk> mostlyKept(final List<SealedChunk> leaving, final Survivors survivors) {
        final Set<SealedChunk> kept = new HashSet<>();
        for (final SealedChunk held : leaving) {
            if (survivors.part(held) > MAX_COPIED) {
                kept.add(held);
            }
        }
        return kept;
    }

    private Survivors protect(final EntityPath entity, final List<SealedChunk> leaving) {
        final Survivors survivors = new Survivors(entity, leaving);
        policy.protectedRanges().forEach(survivors::protectRange);
        if (policy.protectedLatest() > 0) {
            new NewestCells(store, entity, leaving, policy.protectedLatest()).protect(survivors);
        }
        return survivors;
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
