package dev.kymo.viewer.view;

/// The ways to look at data.
public enum ViewKind {
    /// Everything that has a place in space.
    SPATIAL_3D,
    /// One camera's images, flat, with what is drawn on them.
    IMAGE_2D,
    /// Scalars over time.
    TIME_SERIES,
    /// Percentiles of distributions over time.
    HISTOGRAM,
    /// What threads spent their time on.
    SPANS,
    /// Lines of a log.
    TEXT_LOG,
    /// One text that replaces the one before.
    TEXT_DOCUMENT
}
