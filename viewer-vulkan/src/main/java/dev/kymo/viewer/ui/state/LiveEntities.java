package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The entities and timelines of a recording that may grow: at every change no more is asked anew than what a
/// frame must know, the rest a few times a second. The window's thread.
final class LiveEntities {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(400);

    private @Nullable EntityNode root;
    private Map<String, TimelineInfo> timelines = Map.of();
    private int entityCount;
    private long lookedAtNs;
    /// Something has changed since all was asked.
    private boolean isBehind;

    /// @param timeline the one that the cursor is on, whose range is always up to date
    void at(final StoreReader reader, final String timeline, final boolean isLive) {
        final int count = reader.store().entities().size();
        final boolean isDue = System.nanoTime() - lookedAtNs > INTERVAL_NS;
        if (root == null || !isLive || count != entityCount || isDue) {
            // Components come later than their entities: those are not worth a look at every row
            entityCount = count;
            lookedAtNs = System.nanoTime();
            isBehind = false;
            root = EntityNode.of(reader);
            final Map<String, TimelineInfo> found = new LinkedHashMap<>();
            reader.store()
                    .timelines()
                    .forEach((name, type) -> find(reader, name, type).ifPresent(info -> found.put(name, info)));
            timelines = found;
            return;
        }
        isBehind = true;
        final TimelineInfo known = timelines.get(timeline);
        if (known != null) {
            final Map<String, TimelineInfo> grown = new LinkedHashMap<>(timelines);
            find(reader, timeline, known.type()).ifPresent(info -> grown.put(timeline, info));
            timelines = grown;
        }
    }

    private static Optional<TimelineInfo> find(final StoreReader reader, final String timeline, final TimeType type) {
        TimeState.Range range = null;
        int count = 0;
        for (final EntityPath entity : reader.store().entities()) {
            final Optional<StoreReader.TimeRange> its = reader.timeRange(entity, timeline);
            if (its.isPresent()) {
                count++;
                range = range == null
                        ? new TimeState.Range(its.get().from(), its.get().to())
                        : new TimeState.Range(
                                Math.min(range.from(), its.get().from()),
                                Math.max(range.to(), its.get().to()));
            }
        }
        return range == null ? Optional.empty() : Optional.of(new TimelineInfo(timeline, type, range, count));
    }

    /// Whether all should be asked again although nothing changes any more: the last change came too soon for that.
    boolean isOverdue() {
        return isBehind && System.nanoTime() - lookedAtNs > INTERVAL_NS;
    }

    @Nullable
    EntityNode root() {
        return root;
    }

    Map<String, TimelineInfo> timelines() {
        return timelines;
    }

    void forget() {
        isBehind = false;
        root = null;
        timelines = Map.of();
    }
}
