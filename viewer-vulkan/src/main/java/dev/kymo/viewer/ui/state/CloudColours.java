package dev.kymo.viewer.ui.state;

import org.jspecify.annotations.Nullable;

/// What the 3D view colours clouds by, a slice of the state.
///
/// @param component such as `PointAttributes:intensity`, for clouds that have a number of it for each point;
///     null for their own colours
public record CloudColours(@Nullable String component) {
    public static final CloudColours OWN = new CloudColours(null);
}
