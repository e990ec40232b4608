package dev.kymo.store.model;

import java.util.Arrays;

/// The timelines that many rows carry, sorted and checked once: a time point of one more row is then its times
/// and nothing else. Immutable; any thread.
public final class TimelineSet {
    private final Timeline[] sorted;
    /// Where in `sorted` each stands, in the order in which they were given.
    private final int[] places;

    private TimelineSet(final Timeline[] sorted, final int[] places) {
        this.sorted = sorted;
        this.places = places;
    }

    /// @param timelines at least one, in any order
    /// @throws IllegalArgumentException for none, and for two of one name
    public static TimelineSet of(final Timeline... timelines) {
        if (timelines.length == 0) {
            throw new IllegalArgumentException("no timelines: such a row is static");
        }
        final Timeline[] sorted = timelines.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i].name().equals(sorted[i - 1].name())) {
                throw new IllegalArgumentException("timeline " + sorted[i].name() + " is there twice");
            }
        }
        final int[] places = new int[timelines.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Arrays.binarySearch(sorted, timelines[i]);
        }
        return new TimelineSet(sorted, places);
    }

    public int size() {
        return sorted.length;
    }

    /// Whether these are the timelines of a time point.
    public boolean hasSameTimelinesAs(final TimePoint other) {
        if (other.size() != sorted.length) {
            return false;
        }
        for (int i = 0; i < sorted.length; i++) {
            if (!sorted[i].equals(other.timeline(i))) {
                return false;
            }
        }
        return true;
    }

    /// Where among the times of [#at] that of a timeline stands.
    ///
    /// @param index of the timeline, in the order in which [#of] got them
    public int place(final int index) {
        return places[index];
    }

    /// @param times one for each timeline, at its [#place]; the time point's from now on
    /// @throws IllegalArgumentException as [TimePoint#of]
    public TimePoint at(final long... times) {
        if (times.length != sorted.length) {
            throw new IllegalArgumentException("times=" + times.length + ", timelines=" + sorted.length);
        }
        for (int i = 0; i < times.length; i++) {
            TimePoint.checkTime(sorted[i], times[i]);
        }
        return new TimePoint(sorted, times);
    }
}
