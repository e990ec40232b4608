package dev.kymo.store.index;

import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.model.ChunkId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells one subscriber of a store what happens to its chunks, when the subscriber asks ([#poll]).
///
/// The writer only puts a note of each chunk that comes or goes into a bounded queue, and never waits; of rows
/// it does nothing at all: the subscriber looks at the counts of the chunks that take rows, which are published
/// anyway. What happens to chunks is told in the order in which it happened; the rows of a chunk between its
/// being added and its being sealed or removed, in order.
///
/// One thread polls.
public final class StoreSubscription implements AutoCloseable {
    private final RecordingStore store;
    private final ArrayBlockingQueue<Note> notes;
    private final AtomicLong missed = new AtomicLong();
    /// By id, those that take rows.
    private final Map<ChunkId, Watched> open = new LinkedHashMap<>();

    /// @param opened the chunk that takes rows from now on; null for others
    /// @param closed the chunk that takes none any more
    /// @param rows how many it has
    private record Note(
            StoreEvent event,
            @Nullable LiveChunk opened,
            @Nullable ChunkId closed,
            int rows) {}

    private static final class Watched {
        private final LiveChunk chunk;
        private int told;

        Watched(final LiveChunk chunk) {
            this.chunk = chunk;
        }
    }

    StoreSubscription(final RecordingStore store, final int capacity) {
        this.store = store;
        notes = new ArrayBlockingQueue<>(capacity);
    }

    /// The writer's: an event without rows to come.
    void note(final StoreEvent event) {
        note(new Note(event, null, null, 0));
    }

    /// The writer's: a chunk that takes rows.
    void noteOpen(final StoreEvent.ChunkAdded event, final LiveChunk chunk) {
        note(new Note(event, chunk, null, 0));
    }

    /// The writer's: the end of one.
    void noteClosed(final StoreEvent event, final ChunkId chunk, final int rows) {
        note(new Note(event, null, chunk, rows));
    }

    private void note(final Note note) {
        // Once events are missing, those that follow would not fit what the subscriber knows
        if (missed.get() > 0 || !notes.offer(note)) {
            missed.getAndIncrement();
        }
    }

    /// Tells what has happened since the last call; after a [StoreEvent.Missed] it tells of chunks that come
    /// from then on.
    ///
    /// @return how many events
    public int poll(final Consumer<? super StoreEvent> subscriber) {
        int told = 0;
        for (Note note = notes.poll(); note != null; note = notes.poll()) {
            told += tell(note, subscriber);
        }
        final long lost = missed.get();
        if (lost > 0) {
            open.clear();
            subscriber.accept(new StoreEvent.Missed(lost));
            missed.getAndAdd(-lost);
            return told + 1;
        }
        for (final Map.Entry<ChunkId, Watched> watched : open.entrySet()) {
            told += tellRows(
                    watched.getKey(),
                    watched.getValue(),
                    watched.getValue().chunk.rowCount(),
                    subscriber);
        }
        return told;
    }

    private int tell(final Note note, final Consumer<? super StoreEvent> subscriber) {
        int rowEvents = 0;
        if (note.closed != null) {
            final Watched watched = open.remove(note.closed);
            rowEvents = watched == null ? 0 : tellRows(note.closed, watched, note.rows, subscriber);
        }
        subscriber.accept(note.event);
        if (note.opened != null && note.event instanceof final StoreEvent.ChunkAdded added) {
            open.put(added.chunk(), new Watched(note.opened));
        }
        return rowEvents + 1;
    }

    private static int tellRows(
            final ChunkId id, final Watched watched, final int rows, final Consumer<? super StoreEvent> subscriber) {
        if (rows <= watched.told) {
            return 0;
        }
        subscriber.accept(new StoreEvent.RowsVisible(id, watched.chunk.entity(), watched.told, rows));
        watched.told = rows;
        return 1;
    }

    /// Ends it; closing again does nothing.
    @Override
    public void close() {
        store.unsubscribe(this);
    }
}
