package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Has the clouds that are shown next brought to memory while time runs, so that no frame waits for a disk that
/// keeps up: rows at the times where the cursor will be if it goes on as it has moved since the scene before. A
/// thread of its own asks for them, which unpacks what is compressed; pages of mapped files it has the kernel read.
///
/// [#moved] is called by one thread; closed before the store.
final class RowReadAhead implements AutoCloseable {
    private static final String POSITIONS = SceneComponents.ALL.get(SceneComponents.POSITIONS);
    private static final String COLOURS = SceneComponents.ALL.get(SceneComponents.POINT_COLORS);
    private static final String RADII = SceneComponents.ALL.get(SceneComponents.POINT_RADII);
    /// Steps of the cursor, the nearest first.
    private static final int[] STEPS_AHEAD = {1, 2, 4, 8};
    /// Of rows that are asked for at once: the next is asked for however large it is.
    private static final long BYTES_MAX = 64L << 20;
    /// Asked for at once; then it is looked whether something else is wanted.
    private static final long PIECE_BYTES = 8L << 20;
    /// Rows that are not asked for again: they may have left memory since.
    private static final int KNOWN_MAX = 64;

    private final RecordingStore store;
    private final Consumer<MemorySegment> willNeed;
    private final Map<Row, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(final Map.Entry<Row, Boolean> eldest) {
            return size() > KNOWN_MAX;
        }
    };
    private @Nullable TimeCursor before;
    private @Nullable Thread thread;
    /// Guarded by this, as `isClosed` is.
    private @Nullable Wanted wanted;

    private boolean isClosed;

    private record Row(EntityPath entity, RowId positions) {}

    private record Wanted(TimeCursor from, long step, List<EntityPath> entities) {}

    /// @param willNeed gets what will be read, piece by piece, on a thread of its own
    RowReadAhead(final RecordingStore store, final Consumer<MemorySegment> willNeed) {
        this.store = store;
        this.willNeed = willNeed;
    }

    /// Another moment is shown.
    ///
    /// @param large asked for the entities whose clouds are large, where that is another one than before
    void moved(final TimeCursor cursor, final Supplier<List<EntityPath>> large) {
        final TimeCursor last = before;
        before = cursor;
        if (last == null || last.equals(cursor) || !last.timeline().equals(cursor.timeline())) {
            return;
        }
        final List<EntityPath> entities = large.get();
        if (entities.isEmpty()) {
            return;
        }
        final long step = cursor.time() - last.time();
        synchronized (this) {
            wanted = new Wanted(cursor, step, entities);
            if (thread == null) {
                thread = Thread.ofPlatform().name("kymo-row-read").daemon().start(this::run);
            }
            notifyAll();
        }
    }

    private void run() {
        try {
            for (Wanted next = take(); next != null; next = take()) {
                read(next);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Wanted take() throws InterruptedException {
        while (wanted == null && !isClosed) {
            wait();
        }
        final Wanted next = isClosed ? null : wanted;
        wanted = null;
        return next;
    }

    private synchronized boolean isOver() {
        return isClosed || wanted != null;
    }

    private void read(final Wanted what) {
        long bytes = 0;
        for (final int steps : STEPS_AHEAD) {
            final long ahead = what.step * steps;
            final long at = what.from.time() + ahead;
            final boolean overflows = ((what.from.time() ^ at) & (ahead ^ at)) < 0;
            for (final EntityPath entity : what.entities) {
                if (isOver() || overflows || bytes > BYTES_MAX) {
                    return;
                }
                try (StoreReader reader = store.reader()) {
                    bytes += read(new Cells(reader, entity, new TimeCursor(what.from.timeline(), at)), entity);
                } catch (final RuntimeException | InternalError e) {
                    // Whoever shows it says why it can't be read
                    return;
                }
            }
        }
    }

    private long read(final Cells cells, final EntityPath entity) {
        final Cell positions = cells.cell(POSITIONS, CloudVisualizer.POSITION).orElse(null);
        if (positions == null) {
            return 0;
        }
        final Row row = new Row(entity, positions.row());
        if (known.get(row) != null) {
            return 0;
        }
        final long bytes = read(positions.instances().flatBytes())
                + read(cells.bytes(COLOURS, Datatype.UINT32))
                + read(cells.bytes(RADII, Datatype.FLOAT32));
        if (!isOver()) {
            known.put(row, true);
        }
        return bytes;
    }

    private long read(final @Nullable MemorySegment column) {
        if (column == null) {
            return 0;
        }
        for (long at = 0; at < column.byteSize() && !isOver(); at += PIECE_BYTES) {
            willNeed.accept(column.asSlice(at, Math.min(PIECE_BYTES, column.byteSize() - at)));
        }
        return column.byteSize();
    }

    @Override
    public void close() {
        final Thread running;
        synchronized (this) {
            isClosed = true;
            running = thread;
            notifyAll();
        }
        boolean isInterrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (final InterruptedException e) {
                // It reads a store that is about to be closed
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
