package dev.kymo.store.model;

import java.util.Arrays;
import java.util.TreeMap;

/// A row's value on every timeline it carries, ordered by timeline name. No timeline at all means static.
public final class TimePoint {
    /// The time point of static data: it has none, and wins over all that have one.
    public static final TimePoint STATIC = new TimePoint(new Timeline[0], new long[0]);

    private final Timeline[] timelines;
    private final long[] times;

    /// @param timelines sorted and distinct by name; shared by time points, so nobody writes to it
    TimePoint(final Timeline[] timelines, final long[] times) {
        this.timelines = timelines;
        this.times = times;
    }

    /// @throws IllegalArgumentException for the reserved time `Long.MIN_VALUE`, or two timelines of one name
    public static TimePoint of(final java.util.Map<Timeline, Long> values) {
        final TreeMap<Timeline, Long> sorted = new TreeMap<>(values);
        final Timeline[] timelines = sorted.keySet().toArray(new Timeline[0]);
        final long[] times = sorted.values().stream().mapToLong(Long::longValue).toArray();
        for (int i = 0; i < times.length; i++) {
            checkTime(timelines[i], times[i]);
            if (i > 0 && timelines[i].name().equals(timelines[i - 1].name())) {
                throw new IllegalArgumentException("timeline " + timelines[i].name() + " is there twice");
            }
        }
        return times.length == 0 ? STATIC : new TimePoint(timelines, times);
    }

    public static TimePoint of(final Timeline timeline, final long time) {
        checkTime(timeline, time);
        return new TimePoint(new Timeline[] {timeline}, new long[] {time});
    }

    static void checkTime(final Timeline timeline, final long time) {
        if (time < Timeline.MIN_TIME) {
            throw new IllegalArgumentException("timeline " + timeline.name() + ": time " + time
                    + " is reserved; the smallest is " + Timeline.MIN_TIME);
        }
    }

    public boolean isStatic() {
        return times.length == 0;
    }

    public int size() {
        return times.length;
    }

    public Timeline timeline(final int index) {
        return timelines[index];
    }

    public long time(final int index) {
        return times[index];
    }

    /// Whether both carry the same timelines (and types), whatever their times.
    public boolean hasSameTimelinesAs(final TimePoint other) {
        return Arrays.equals(timelines, other.timelines);
    }

    @Override
    public boolean equals(final Object object) {
        return object instanceof final TimePoint other
                && Arrays.equals(timelines, other.timelines)
                && Arrays.equals(times, other.times);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(timelines) + Arrays.hashCode(times);
    }

    @Override
    public String toString() {
        if (isStatic()) {
            return "static";
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < times.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(timelines[i].name())
                    .append('=')
                    .append(times[i]);
        }
        return text.toString();
    }
}
