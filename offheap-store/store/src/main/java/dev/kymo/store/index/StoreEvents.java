package dev.kymo.store.index;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.ChunkId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The subscribers of a store, and what they are told. The writer's; it holds the store's lock.
final class StoreEvents {
    private final List<StoreSubscription> subscriptions = new ArrayList<>(0);

    void add(final StoreSubscription subscription) {
        subscriptions.add(subscription);
    }

    void remove(final StoreSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /// Sealed chunks that came whole.
    void inserted(final List<? extends Placement> chunks) {
        if (subscriptions.isEmpty()) {
            return;
        }
        for (final Placement placed : chunks) {
            final Chunk chunk = placed.chunk();
            final StoreEvent event = new StoreEvent.ChunkAdded(chunk.id(), chunk.entity(), List.of());
            subscriptions.forEach(subscription -> subscription.note(event));
        }
    }

    /// A chunk that takes rows.
    void opened(final LiveChunk chunk, final List<ChunkId> from) {
        for (final StoreSubscription subscription : subscriptions) {
            opened(chunk, from, subscription);
        }
    }

    void opened(final LiveChunk chunk, final List<ChunkId> from, final StoreSubscription subscription) {
        subscription.noteOpen(new StoreEvent.ChunkAdded(chunk.snapshot().id(), chunk.entity(), from), chunk);
    }

    /// Sealed chunks went, and what is left of their rows is in others.
    void withdrawn(final RecordingStore.Withdrawal withdrawal) {
        if (subscriptions.isEmpty()) {
            return;
        }
        final List<ChunkId> from = new ArrayList<>();
        withdrawal.leaving().forEach(held -> from.add(held.chunk().id()));
        withdrawal.hidden().forEach(filed -> from.add(filed.id()));
        for (final Placement placed : withdrawal.staying()) {
            final StoreEvent event = new StoreEvent.ChunkAdded(placed.chunk().id(), withdrawal.entity(), from);
            subscriptions.forEach(subscription -> subscription.note(event));
        }
        for (final ChunkId gone : from) {
            final StoreEvent event = new StoreEvent.ChunkRemoved(gone, withdrawal.entity());
            subscriptions.forEach(subscription -> subscription.note(event));
        }
    }

    /// Rows moved, from chunks that took rows to others and to sealed ones.
    void replaced(
            final Collection<? extends LiveChunk> leaving,
            final Collection<? extends LiveChunk> entering,
            final List<? extends Placement> placed) {
        if (subscriptions.isEmpty()) {
            return;
        }
        final List<Chunk> sealed = placed.stream().<Chunk>map(Placement::chunk).toList();
        final List<Chunk> before = new ArrayList<>();
        leaving.forEach(chunk -> before.add(chunk.snapshot()));
        final List<ChunkId> from = before.stream().map(Chunk::id).toList();
        entering.forEach(chunk -> opened(chunk, from));
        for (final Chunk chunk : sealed) {
            final StoreEvent event = new StoreEvent.ChunkSealed(chunk.id(), chunk.entity(), from);
            subscriptions.forEach(subscription -> subscription.noteClosed(event, chunk.id(), chunk.rowCount()));
        }
        final List<ChunkId> stay = sealed.stream().map(Chunk::id).toList();
        for (final Chunk chunk : before) {
            if (!stay.contains(chunk.id())) {
                final StoreEvent event = new StoreEvent.ChunkRemoved(chunk.id(), chunk.entity());
                subscriptions.forEach(subscription -> subscription.noteClosed(event, chunk.id(), chunk.rowCount()));
            }
        }
    }
}
