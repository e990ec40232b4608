package dev.kymo.store.sweep;

import dev.kymo.store.model.EntityPath;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a sweep takes first, and what it may not take. Static data always stays.
///
/// @param furthestFrom chunks whose nearest row is furthest from there go first, those that are not on the timeline
///     last; null for the order in which rows were logged, by the least row id of a chunk
/// @param protectedLatest how many of the newest cells of each (entity, timeline, component) stay. The newest of what
///     goes stays in any case, so that latest-at answers as before from the cut on ([Sweep])
/// @param protectedRanges rows that lie there stay, and what latest-at answers where each begins
public record SweepPolicy(@Nullable Cursor furthestFrom, int protectedLatest, List<ProtectedRange> protectedRanges) {
    /// In the order in which rows were logged, all but what answers depend on.
    public static final SweepPolicy OLDEST_FIRST = new SweepPolicy(null, 0, List.of());

    /// A time on a timeline.
    public record Cursor(String timeline, long time) {}

    /// Times on a timeline, both included.
    ///
    /// @param entities whose rows they are; null for all
    public record ProtectedRange(
            String timeline, long from, long to, @Nullable Set<EntityPath> entities) {
        /// Of all entities.
        public ProtectedRange(final String timeline, final long from, final long to) {
            this(timeline, from, to, null);
        }

        public ProtectedRange {
            entities = entities == null ? null : Set.copyOf(entities);
            if (from > to) {
                throw new IllegalArgumentException("range on " + timeline + " from " + from + " to " + to);
            }
        }
    }

    /// Those that concern an entity.
    List<ProtectedRange> rangesOf(final EntityPath entity) {
        if (protectedRanges.isEmpty()) {
            return protectedRanges;
        }
        return protectedRanges.stream()
                .filter(range -> range.entities == null || range.entities.contains(entity))
                .toList();
    }

    public SweepPolicy {
        Objects.checkIndex(protectedLatest, Integer.MAX_VALUE);
        protectedRanges = List.copyOf(protectedRanges);
    }

    public SweepPolicy withFurthestFrom(final String timeline, final long time) {
        return new SweepPolicy(new Cursor(timeline, time), protectedLatest, protectedRanges);
    }

    public SweepPolicy withProtectedLatest(final int cells) {
        return new SweepPolicy(furthestFrom, cells, protectedRanges);
    }

    public SweepPolicy withProtectedRanges(final List<ProtectedRange> ranges) {
        return new SweepPolicy(furthestFrom, protectedLatest, ranges);
    }
}
