package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.TimeType;

/// Of how much time, up to the cursor, the 3D view shows clouds together, a slice of the state.
///
/// @param lastNs where the timeline is of time, nanoseconds; 0 for the clouds at the cursor alone
/// @param lastSteps where it is a sequence, steps of it; 0 likewise
public record CloudSpan(long lastNs, long lastSteps) {
    public static final CloudSpan NONE = new CloudSpan(0, 0);

    public CloudSpan {
        if (lastNs < 0 || lastSteps < 0) {
            throw new IllegalArgumentException(
                    "lastNs=" + lastNs + ", lastSteps=" + lastSteps + ", allowed: 0 or more");
        }
    }

    /// In the units of a timeline.
    public long on(final TimeType type) {
        return type == TimeType.SEQUENCE ? lastSteps : lastNs;
    }

    /// With another one on timelines of a type.
    public CloudSpan with(final TimeType type, final long span) {
        return type == TimeType.SEQUENCE ? new CloudSpan(lastNs, span) : new CloudSpan(span, lastSteps);
    }
}
