package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.TimeType;

/// A timeline of the recording and the times it has data for.
///
/// @param entities how many entities have rows on it
public record TimelineInfo(String name, TimeType type, TimeState.Range range, int entities) {
    private static final double NS_PER_S = 1e9;
    private static final double FRAMES_PER_S = 30;

    /// Units of the timeline that pass per second at speed 1.
    public double unitsPerSecond() {
        return type == TimeType.SEQUENCE ? FRAMES_PER_S : NS_PER_S;
    }
}
