package dev.kymo.viewer.ui.panel;

import java.util.Arrays;

/// How many events there were, and when: each time apart while they are few, and by spans of time, a power of two long,
/// when they are more than can be kept apart. Immutable.
final class EventCounts {
    static final int MAX_SPANS = 65_536;
    static final EventCounts NONE = new EventCounts(0, new long[0], new int[0], Long.MIN_VALUE);

    private final int shift;
    /// First times of the spans that have any, ascending.
    private final long[] times;
    /// Events of all spans up to and with this one.
    private final int[] upTo;
    private final long last;

    private EventCounts(final int shift, final long[] times, final int[] upTo, final long last) {
        this.shift = shift;
        this.times = times;
        this.upTo = upTo;
        this.last = last;
    }

    /// With more events, all after [#last].
    ///
    /// @param more of which the first `count` are times; they are put into order
    EventCounts with(final long[] more, final int count) {
        if (count == 0) {
            return this;
        }
        Arrays.sort(more, 0, count);
        final long[] spans = Arrays.copyOf(times, times.length + count);
        final int[] events = Arrays.copyOf(upTo, spans.length);
        int size = times.length;
        int total = size == 0 ? 0 : upTo[size - 1];
        for (int i = 0; i < count; i++) {
            // The components of a row have its time each: they count as one event
            if (i > 0 && more[i] == more[i - 1]) {
                continue;
            }
            total++;
            final long begin = more[i] >> shift << shift;
            if (size == 0 || spans[size - 1] != begin) {
                spans[size++] = begin;
            }
            events[size - 1] = total;
        }
        return bounded(shift, spans, events, size, more[count - 1]);
    }

    private static EventCounts bounded(
            final int shift, final long[] spans, final int[] events, final int count, final long last) {
        int size = count;
        int wider = shift;
        while (size > MAX_SPANS) {
            wider++;
            int kept = 0;
            for (int i = 0; i < size; i++) {
                final long begin = spans[i] >> wider << wider;
                if (kept == 0 || spans[kept - 1] != begin) {
                    spans[kept++] = begin;
                }
                events[kept - 1] = events[i];
            }
            size = kept;
        }
        return new EventCounts(wider, Arrays.copyOf(spans, size), Arrays.copyOf(events, size), last);
    }

    /// Of the last event.
    long last() {
        return last;
    }

    /// How many spans have events.
    int size() {
        return times.length;
    }

    /// The place of the first span that begins at or after `time`.
    int indexOf(final double time) {
        final int found = Arrays.binarySearch(times, (long) Math.ceil(time));
        return found >= 0 ? found : -found - 1;
    }

    /// When the events of a span were: its middle.
    double time(final int index) {
        return shift == 0 ? times[index] : times[index] + Math.scalb(0.5, shift);
    }

    /// Events of the spans from one place to before another.
    int between(final int from, final int to) {
        return to <= from ? 0 : upTo[to - 1] - (from == 0 ? 0 : upTo[from - 1]);
    }
}
