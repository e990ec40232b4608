package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Which chunk goes next.
sealed interface ChunkOrder {
    /// @return null for none, or none yet
    @Nullable
    SealedChunk next();

    boolean isAtEnd();

    static ChunkOrder of(final RecordingStore store, final SweepPolicy policy) {
        final SweepPolicy.Cursor from = policy.furthestFrom();
        return from == null ? new OldestFirst(store) : new FurthestFirst(store, from);
    }

    /// In the order of their least row ids.
    final class OldestFirst implements ChunkOrder {
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
    final class FurthestFirst implements ChunkOrder {
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
}
