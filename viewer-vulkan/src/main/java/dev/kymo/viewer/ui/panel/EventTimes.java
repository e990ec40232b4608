package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.window.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// When rows were logged, per entity: found out on a thread of its own, so that the window never waits for it.
final class EventTimes implements AutoCloseable {
    private static final int QUEUE = 4096;
    /// A question covers at most so much of the timeline, so that what it makes on the heap is bounded.
    private static final int SLICES = 64;

    private static final long CLOSE_TIMEOUT_S = 10;

    private record Key(EntityPath entity, String timeline) {}

    /// @param times ascending
    private record Found(long changes, long[] times) {}

    private final Map<Key, Found> found = new ConcurrentHashMap<>();
    private final Map<Key, Long> askedFor = new HashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private ThreadPoolExecutor worker = startWorker();

    private static ThreadPoolExecutor startWorker() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                work -> Thread.ofPlatform().name("kymo-event-times").daemon().unstarted(work));
    }

    /// Times of an entity's rows, ascending, as far as they are known; null when they are not yet. Asks for them
    /// when they are missing or may be stale.
    long @Nullable [] of(final Session session, final EntityPath entity, final TimeState.Range range) {
        final Key key = new Key(entity, session.state().time().timeline());
        final Found known = found.get(key);
        final long changes = session.changes();
        if ((known == null || known.changes != changes)
                && !Long.valueOf(changes).equals(askedFor.get(key))) {
            final RecordingStore store = session.reader().store();
            try {
                worker.execute(() -> find(store, key, range, changes));
                askedFor.put(key, changes);
            } catch (final RejectedExecutionException full) {
                // asked again with a later frame
                return known == null ? null : known.times;
            }
        }
        return known == null ? null : known.times;
    }

    private void find(final RecordingStore store, final Key key, final TimeState.Range range, final long changes) {
        long[] times = new long[256];
        int count = 0;
        try (StoreReader reader = store.reader()) {
            for (final StoreReader.ColumnInfo column : reader.columns(key.entity)) {
                if (!column.timelines().contains(key.timeline) || column.hasStatic()) {
                    continue;
                }
                final double step = (range.length() + 1) / SLICES;
                for (int slice = 0; slice < SLICES && !stop.get(); slice++) {
                    final long from = range.from() + (long) (slice * step);
                    final long to = slice == SLICES - 1 ? range.to() : range.from() + (long) ((slice + 1) * step) - 1;
                    final List<Cell> cells = from > to
                            ? List.of()
                            : reader.range(key.entity, column.component(), key.timeline, from, to);
                    if (count + cells.size() > times.length) {
                        times = Arrays.copyOf(times, Math.max(times.length * 2, count + cells.size()));
                    }
                    for (final Cell cell : cells) {
                        times[count++] = cell.time();
                    }
                }
            }
        }
        if (!stop.get()) {
            final long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            found.put(key, new Found(changes, distinct(sorted)));
            Window.wake();
        }
    }

    /// The components of a row have its time each: they count as one event.
    private static long[] distinct(final long[] sorted) {
        int kept = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }

    /// Whether something has been found since `before`, which [#foundCount] gave.
    int foundCount() {
        return found.size();
    }

    /// Waits until nobody reads the recording any more, and forgets it.
    void forget() {
        close();
        stop.set(false);
        worker = startWorker();
        found.clear();
        askedFor.clear();
    }

    @Override
    public void close() {
        stop.set(true);
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "still reading the recording", new TimeoutException(CLOSE_TIMEOUT_S + " s"));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
