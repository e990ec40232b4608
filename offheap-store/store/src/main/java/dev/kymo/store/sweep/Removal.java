package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.index.Cuts;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes rows out of a store as if they had never been logged: what is thrown away on purpose, and undo. Unlike a
/// [Sweep] it leaves no answer behind, and no cut.
///
/// Static rows, and rows that are not on the timeline, stay. Of sealed chunks in memory: rows that still come have to
/// be
/// sealed before ([dev.kymo.store.ingest.StoreIngest#sealAll]), rows of files stay in their files.
///
/// The writer's thread of the store.
public final class Removal {
    private final RecordingStore store;
    private final ChunkSink memory;

    /// @param memory where rows are put that shared a chunk with some that go
    public Removal(final RecordingStore store, final ChunkSink memory) {
        this.store = store;
        this.memory = memory;
    }

    /// Rows behind a time: undo.
    ///
    /// @return how many rows went
    public long after(final String timeline, final long time) {
        return time == Timeline.MAX_TIME ? 0 : range(timeline, time + 1, Timeline.MAX_TIME);
    }

    /// Rows in a range, both ends included.
    ///
    /// @return how many rows went
    /// @throws UncheckedIOException when rows that stay can't be placed; the store is as it was
    public long range(final String timeline, final long from, final long to) {
        final Map<EntityPath, List<SealedChunk>> concerned = new LinkedHashMap<>();
        for (SealedChunk held = store.nextSealed(null); held != null; held = store.nextSealed(held)) {
            final TimeColumn times = held.chunk().timeline(timeline).orElse(null);
            if (times != null && times.minTime() <= to && times.maxTime() >= from) {
                concerned
                        .computeIfAbsent(held.chunk().entity(), _ -> new ArrayList<>())
                        .add(held);
            }
        }
        final List<RecordingStore.Withdrawal> withdrawals = new ArrayList<>();
        long gone = 0;
        boolean isPlaced = false;
        try {
            for (final Map.Entry<EntityPath, List<SealedChunk>> each : concerned.entrySet()) {
                final List<Placement> staying = new ArrayList<>();
                withdrawals.add(
                        new RecordingStore.Withdrawal(each.getKey(), each.getValue(), staying, new Cuts.Builder()));
                gone += place(
                        each.getKey(), each.getValue(), new SweepPolicy.ProtectedRange(timeline, from, to), staying);
            }
            isPlaced = true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!isPlaced) {
                withdrawals.forEach(each -> store.release(each.staying()));
            }
        }
        if (!withdrawals.isEmpty()) {
            store.withdraw(withdrawals);
        }
        return gone;
    }

    private long place(
            final EntityPath entity,
            final List<SealedChunk> chunks,
            final SweepPolicy.ProtectedRange range,
            final List<Placement> staying)
            throws IOException {
        final Survivors survivors = new Survivors(entity, chunks);
        final long gone = survivors.protectOutside(range);
        final List<OpenChunk> copies = new ArrayList<>();
        try {
            for (final Chunk chunk : survivors.chunks(chunks, copies)) {
                staying.add(memory.place(store.id(), chunk));
            }
        } finally {
            copies.forEach(OpenChunk::close);
        }
        return gone;
    }
}
