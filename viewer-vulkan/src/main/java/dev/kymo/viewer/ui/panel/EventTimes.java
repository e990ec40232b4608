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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When rows were logged, per entity: found out on a thread of its own, so that the window never waits for it.
final class EventTimes implements AutoCloseable {
    private static final int QUEUE = 4096;
    /// A question covers at most so much of the timeline, so that what it makes on the heap is bounded.
    private static final int SLICES = 64;

    /// A recording that grows is asked so often at most.
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(700);
    /// So often it is only asked for what comes after what is known; then rows that came late are found too.
    private static final int STEPS_MAX = 12;

    private record Key(EntityPath entity, String timeline) {}

    /// @param times ascending
    /// @param foundNs when, [System#nanoTime]
    /// @param steps how often it has been continued since all of it was read
    private record Found(long changes, long[] times, long foundNs, int steps) {}

    private final Map<Key, Found> found = new ConcurrentHashMap<>();
    private final Map<Key, Long> askedFor = new HashMap<>();
    private final BackgroundReading reading = new BackgroundReading("kymo-event-times", QUEUE);

    /// Times of an entity's rows, ascending, as far as they are known; null when they are not yet. Asks for them
    /// when they are missing or may be stale.
    long @Nullable [] of(final Session session, final EntityPath entity, final TimeState.Range range) {
        final Key key = new Key(entity, session.state().time().timeline());
        final Found known = found.get(key);
        final long changes = session.changes();
        final boolean isDue =
                known == null || (known.changes != changes && System.nanoTime() - known.foundNs > INTERVAL_NS);
        final Long askedAt = askedFor.get(key);
        // Until it has been answered, a question is not asked again
        final boolean isAsked = askedAt != null && (known == null || known.changes < askedAt);
        if (isDue && !isAsked) {
            final RecordingStore store = session.reader().store();
            if (reading.tryRun(() -> find(store, key, range, changes))) {
                askedFor.put(key, changes);
            }
        }
        return known == null ? null : known.times;
    }

    private void find(final RecordingStore store, final Key key, final TimeState.Range all, final long changes) {
        final Found known = found.get(key);
        final boolean continues = known != null && known.times.length > 0 && known.steps < STEPS_MAX;
        final long last = continues ? known.times[known.times.length - 1] : all.from();
        final TimeState.Range range = new TimeState.Range(Math.min(last, all.to()), all.to());
        long[] times = continues ? Arrays.copyOf(known.times, known.times.length + 256) : new long[256];
        int count = continues ? known.times.length : 0;
        try (StoreReader reader = store.reader()) {
            for (final StoreReader.ColumnInfo column : reader.columns(key.entity)) {
                if (!column.timelines().contains(key.timeline) || column.hasStatic()) {
                    continue;
                }
                final int slices = continues ? 1 : SLICES;
                final double step = (range.length() + 1) / slices;
                for (int slice = 0; slice < slices && !reading.isStopped(); slice++) {
                    final long from = range.from() + (long) (slice * step);
                    final long to = slice == slices - 1 ? range.to() : range.from() + (long) ((slice + 1) * step) - 1;
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
        if (!reading.isStopped()) {
            final long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            found.put(key, new Found(changes, distinct(sorted), System.nanoTime(), continues ? known.steps + 1 : 0));
            if (known == null) {
                Window.wake();
            }
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
        reading.stop();
        found.clear();
        askedFor.clear();
    }

    @Override
    public void close() {
        reading.close();
    }
}
