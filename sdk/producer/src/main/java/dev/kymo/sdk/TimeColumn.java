package dev.kymo.sdk;

import dev.kymo.store.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the rows of [RecordingStream#sendColumns] have on one timeline.
///
/// @param timeline its name and kind
/// @param times one for each row; borrowed until the columns have been sent
public record TimeColumn(Timeline timeline, long[] times) {
    /// Plain numbers, such as frames.
    public static TimeColumn sequence(final String timeline, final long... values) {
        return new TimeColumn(Timeline.sequence(timeline), values);
    }

    /// @param durationsNs nanoseconds since whatever the timeline begins with
    public static TimeColumn duration(final String timeline, final long... durationsNs) {
        return new TimeColumn(Timeline.duration(timeline), durationsNs);
    }

    /// @throws IllegalArgumentException when a duration does not fit 64 bits of nanoseconds (292 years)
    public static TimeColumn duration(final String timeline, final List<Duration> durations) {
        final long[] ns = new long[durations.size()];
        for (int i = 0; i < ns.length; i++) {
            final Duration duration = durations.get(i);
            ns[i] = RecordingStream.nanos(duration.getSeconds(), duration.getNano(), duration);
        }
        return duration(timeline, ns);
    }

    /// @param seconds since whatever the timeline begins with, to the nearest nanosecond
    /// @throws IllegalArgumentException for NaN, and when one does not fit 64 bits of nanoseconds (292 years)
    public static TimeColumn durationSecs(final String timeline, final double... seconds) {
        return duration(timeline, nanos(timeline, seconds));
    }

    /// @param epochNs nanoseconds since the Unix epoch, UTC
    public static TimeColumn timestamp(final String timeline, final long... epochNs) {
        return new TimeColumn(Timeline.timestamp(timeline), epochNs);
    }

    /// @throws IllegalArgumentException when an instant does not fit 64 bits of nanoseconds (1677 to 2262)
    public static TimeColumn timestamp(final String timeline, final List<Instant> instants) {
        final long[] ns = new long[instants.size()];
        for (int i = 0; i < ns.length; i++) {
            final Instant instant = instants.get(i);
            ns[i] = RecordingStream.nanos(instant.getEpochSecond(), instant.getNano(), instant);
        }
        return timestamp(timeline, ns);
    }

    /// @param seconds since the Unix epoch, UTC; a double tells times of today apart to a quarter of a microsecond
    /// @throws IllegalArgumentException for NaN, and when one does not fit 64 bits of nanoseconds (1677 to 2262)
    public static TimeColumn timestampSecsSinceEpoch(final String timeline, final double... seconds) {
        return timestamp(timeline, nanos(timeline, seconds));
    }

    private static long[] nanos(final String timeline, final double... seconds) {
        final long[] ns = new long[seconds.length];
        for (int i = 0; i < ns.length; i++) {
            ns[i] = RecordingStream.nanos(timeline, seconds[i]);
        }
        return ns;
    }
}
