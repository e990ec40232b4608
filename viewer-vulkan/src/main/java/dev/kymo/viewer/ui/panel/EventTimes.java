package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When rows were logged, per entity: found out on a thread of its own, so that the window never waits for it. Of each
/// entity a bounded number of spans of time is kept, however many rows it has.
final class EventTimes implements AutoCloseable {
    private static final int QUEUE = 4096;
    /// A question covers at most so much of the timeline, so that what it makes on the heap is bounded.
    private static final int SLICES = 64;

    /// A recording that grows is asked so often at most.
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(700);
    /// So often it is only asked for what comes after what is known; then rows that came late are found too.
    private static final int STEPS_MAX = 12;

    private record Key(EntityPath entity, String timeline) {}

    /// @param foundNs when, [System#nanoTime]
    /// @param steps how often it has been continued since all of it was read
    private record Found(long changes, EventCounts events, long foundNs, int steps) {}

    private final Map<Key, Found> found = new ConcurrentHashMap<>();
    private final Map<Key, Long> askedFor = new HashMap<>();
    private final BackgroundReading reading = new BackgroundReading("kymo-event-times", QUEUE);

    /// When an entity's rows were, as far as that is known; null when it is not yet. Asks for it when it is missing or
    /// may
    /// be stale.
    @Nullable
    EventCounts of(final Session session, final EntityPath entity, final TimeState.Range range) {
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
        return known == null ? null : known.events;
    }

    private void find(final RecordingStore store, final Key key, final TimeState.Range all, final long changes) {
        final Found known = found.get(key);
        final boolean continues = known != null && known.events.size() > 0 && known.steps < STEPS_MAX;
        final long first = continues ? known.events.last() + 1 : all.from();
        final int slices = continues ? 1 : SLICES;
        final double step = (all.to() - (double) first + 1) / slices;
        EventCounts events = continues ? known.events : EventCounts.NONE;
        for (int slice = 0; slice < slices && step > 0 && !reading.isStopped(); slice++) {
            final long from = first + (long) (slice * step);
            final long to = slice == slices - 1 ? all.to() : first + (long) ((slice + 1) * step) - 1;
            events = from > to ? events : with(events, store, key, from, to);
        }
        if (!reading.isStopped()) {
            found.put(key, new Found(changes, events, System.nanoTime(), continues ? known.steps + 1 : 0));
            if (known == null) {
                Window.wake();
            }
        }
    }

    /// With a reader of its own, so that the chunks that it loads may go again.
    private static EventCounts with(
            final EventCounts before, final RecordingStore store, final Key key, final long from, final long to) {
        final EventTimeList times = new EventTimeList();
        try (StoreReader reader = store.reader()) {
            for (final StoreReader.ColumnInfo column : reader.columns(key.entity)) {
                if (column.timelines().contains(key.timeline) && !column.hasStatic()) {
                    reader.storedChunks(key.entity, column.component(), key.timeline, from, to)
                            .forEach(chunk -> times.add(chunk, from, to));
                }
            }
        }
        return times.addedTo(before);
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
