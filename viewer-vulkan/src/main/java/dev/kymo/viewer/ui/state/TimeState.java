package dev.kymo.viewer.ui.state;

import dev.kymo.viewer.view.TimeCursor;
import org.jspecify.annotations.Nullable;

/// The time cursor, and how it moves.
///
/// @param timeline by name
/// @param time on it, in its own unit
/// @param speed of playing: seconds of the recording per second
/// @param follow whether the cursor stays at the newest data
/// @param selection times on the timeline, or null
public record TimeState(
        String timeline,
        long time,
        boolean playing,
        Loop loop,
        double speed,
        boolean follow,
        @Nullable Range selection) {
    /// Nothing to move on.
    public static final TimeState NONE = new TimeState("log_time", Long.MAX_VALUE, false, Loop.OFF, 1, false, null);

    /// What playing repeats.
    public enum Loop {
        OFF,
        ALL,
        SELECTION
    }

    /// From a time to a later or equal one, both included.
    public record Range(long from, long to) {
        public Range {
            if (from > to) {
                final long first = to;
                to = from;
                from = first;
            }
        }

        public boolean contains(final long time) {
            return time >= from && time <= to;
        }

        public long clamp(final long time) {
            return Math.clamp(time, from, to);
        }

        /// In the timeline's unit, as a double: it may not fit 64 bits.
        public double length() {
            return (double) to - (double) from;
        }
    }

    public TimeCursor cursor() {
        return new TimeCursor(timeline, time);
    }

    /// On another timeline, at rest.
    public TimeState on(final String newTimeline, final long newTime) {
        return new TimeState(newTimeline, newTime, false, Loop.OFF, speed, false, null);
    }

    /// At another time; no longer following.
    public TimeState at(final long newTime) {
        return new TimeState(timeline, newTime, playing, loop, speed, false, selection);
    }

    /// At another time, moved by the clock or new data.
    public TimeState moved(final long newTime) {
        return new TimeState(timeline, newTime, playing, loop, speed, follow, selection);
    }

    public TimeState playing(final boolean on) {
        return new TimeState(timeline, time, on, loop, speed, follow && !on, selection);
    }

    public TimeState looping(final Loop newLoop) {
        return new TimeState(timeline, time, playing, newLoop, speed, follow && newLoop == Loop.OFF, selection);
    }

    public TimeState speed(final double newSpeed) {
        return new TimeState(timeline, time, playing, loop, newSpeed, follow, selection);
    }

    public TimeState following(final boolean on) {
        return new TimeState(timeline, time, playing && !on, on ? Loop.OFF : loop, speed, on, selection);
    }

    public TimeState selecting(final @Nullable Range range) {
        final Loop newLoop = range == null ? (loop == Loop.SELECTION ? Loop.OFF : loop) : Loop.SELECTION;
        return new TimeState(timeline, time, playing, newLoop, speed, follow && range == null, range);
    }
}
