package dev.kymo.viewer.ui.state;

/// Moves the time cursor of a playing state by wall-clock time. Keeps the part of a unit that has not become a
/// whole one.
final class PlayClock {
    private double remainder;

    /// The state `seconds` later.
    TimeState advance(final TimeState time, final TimelineInfo timeline, final double seconds) {
        final TimeState.Range all = timeline.range();
        if (time.follow()) {
            return time.time() == all.to() ? time : time.moved(all.to());
        }
        if (!time.playing()) {
            remainder = 0;
            return time;
        }
        final TimeState.Range selection = time.selection();
        final TimeState.Range range = time.loop() == TimeState.Loop.SELECTION && selection != null ? selection : all;
        final double step = seconds * time.speed() * timeline.unitsPerSecond() + remainder;
        final long whole = (long) Math.floor(step);
        remainder = step - whole;
        final long next = range.clamp(time.time()) + whole;
        if (next <= range.to()) {
            return time.moved(next);
        }
        if (time.loop() == TimeState.Loop.OFF) {
            return time.moved(range.to()).playing(false);
        }
        remainder = 0;
        return time.moved(range.from());
    }
}
