package dev.kymo.store.sweep;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.index.Cuts;
import dev.kymo.store.index.FiledChunk;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.SealedChunk;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes rows out of a store as if they had never been logged: what is thrown away on purpose, and undo. Unlike a
/// [Sweep] it leaves no answer behind, and no cut.
///
/// Static rows, and rows that are not on the timeline, stay. A chunk that is in a file is hidden, and what stays of it
/// is put into memory: the file is not touched, and shows the rows again when it is opened anew. Rows that still come
/// are sealed before, and filed where they go into a file.
///
/// The writer's thread of the store.
public final class Removal {
    private final RecordingStore store;
    private final ChunkSink memory;
    private final @Nullable StoreIngest ingest;

    /// For a store in which no chunk takes rows.
    ///
    /// @param memory where rows are put that shared a chunk with some that go
    public Removal(final RecordingStore store, final ChunkSink memory) {
        this(store, memory, null);
    }

    /// @param ingest what the store's rows come by; null for one in which no chunk takes rows
    public Removal(final RecordingStore store, final ChunkSink memory, final @Nullable StoreIngest ingest) {
        this.store = store;
        this.memory = memory;
        this.ingest = ingest;
    }

    /// Rows behind a time: undo.
    ///
    /// @return how many rows went
    /// @throws UncheckedIOException as [#range]
    public long after(final String timeline, final long time) {
        return time == Timeline.MAX_TIME ? 0 : range(timeline, time + 1, Timeline.MAX_TIME);
    }

    /// Rows in a range, both ends included; for readers all at once in each entity.
    ///
    /// @return how many rows went
    /// @throws UncheckedIOException when rows that stay can't be read or placed, or those that still come not be
    ///     filed; all rows are there as they were
    /// @throws IllegalStateException when chunks take rows that come by something else than the ingest given
    public long range(final String timeline, final long from, final long to) {
        if (ingest != null) {
            ingest.sealAll();
        }
        if (store.hasOpen()) {
            throw new IllegalStateException(
                    "store " + store.id() + " has chunks that still take rows: seal them first");
        }
        final SweepPolicy.ProtectedRange range = new SweepPolicy.ProtectedRange(timeline, from, to);
        final List<RecordingStore.Withdrawal> withdrawals = new ArrayList<>();
        long gone = 0;
        boolean isPlaced = false;
        try {
            final Map<EntityPath, List<SealedChunk>> concerned = inMemory(range);
            for (final EntityPath entity : List.copyOf(store.entities())) {
                final List<SealedChunk> leaving = new ArrayList<>();
                final List<FiledChunk> hidden = new ArrayList<>();
                final List<Placement> staying = new ArrayList<>();
                withdrawals.add(new RecordingStore.Withdrawal(entity, leaving, hidden, staying, new Cuts.Builder()));
                for (final SealedChunk held : concerned.getOrDefault(entity, List.of())) {
                    final long its = place(entity, held.chunk(), range, staying);
                    if (its > 0) {
                        leaving.add(held);
                        gone += its;
                    }
                }
                gone += hide(entity, range, hidden, staying);
            }
            isPlaced = true;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!isPlaced) {
                withdrawals.forEach(each -> store.release(each.staying()));
            }
        }
        withdrawals.removeIf(each -> each.leaving().isEmpty() && each.hidden().isEmpty());
        if (!withdrawals.isEmpty()) {
            store.withdraw(withdrawals);
        }
        return gone;
    }

    private Map<EntityPath, List<SealedChunk>> inMemory(final SweepPolicy.ProtectedRange range) {
        final Map<EntityPath, List<SealedChunk>> concerned = new LinkedHashMap<>();
        for (SealedChunk held = store.nextSealed(null); held != null; held = store.nextSealed(held)) {
            final TimeColumn times = held.chunk().timeline(range.timeline()).orElse(null);
            if (times != null && times.minTime() <= range.to() && times.maxTime() >= range.from()) {
                concerned
                        .computeIfAbsent(held.chunk().entity(), _ -> new ArrayList<>())
                        .add(held);
            }
        }
        return concerned;
    }

    /// Chunks of files; each is read only when some of its rows stay, and one at a time.
    private long hide(
            final EntityPath entity,
            final SweepPolicy.ProtectedRange range,
            final List<FiledChunk> hidden,
            final List<Placement> staying)
            throws IOException {
        long gone = 0;
        try (StoreReader reader = store.reader()) {
            for (final FiledChunk filed : store.filedIn(entity, range.timeline(), range.from(), range.to())) {
                if (filed.minTime() >= range.from() && filed.maxTime() <= range.to()) {
                    gone += filed.rowCount();
                    hidden.add(filed);
                    continue;
                }
                reader.renew();
                final Chunk chunk = filed.load();
                if (chunk == null) {
                    throw new IOException("entity " + entity + ": a chunk of " + filed.rowCount() + " rows, "
                            + range.timeline() + " " + filed.minTime() + " to " + filed.maxTime()
                            + ", can't be read from its file, so rows of it can't be taken out alone");
                }
                final long its = place(entity, chunk, range, staying);
                gone += its;
                if (its > 0) {
                    hidden.add(filed);
                }
            }
        }
        return gone;
    }

    /// Puts what stays of a chunk into memory, unless all of it does.
    ///
    /// @return how many rows go
    private long place(
            final EntityPath entity,
            final Chunk chunk,
            final SweepPolicy.ProtectedRange range,
            final List<Placement> staying)
            throws IOException {
        final Survivors survivors = new Survivors(List.of(chunk));
        final long gone = survivors.protectOutside(range);
        if (gone == 0) {
            return 0;
        }
        try (SurvivorCopy copy = new SurvivorCopy(store.id(), entity, survivors, List.of(chunk), memory)) {
            try {
                while (!copy.isDone()) {
                    copy.goOn(Long.MAX_VALUE);
                }
            } finally {
                staying.addAll(copy.placed());
            }
        }
        return gone;
    }
}
