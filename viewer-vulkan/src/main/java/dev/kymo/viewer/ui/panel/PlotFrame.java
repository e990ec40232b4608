package dev.kymo.viewer.ui.panel;

/// Where a plot is in the window and what its axes reach over.
///
/// @param left edge of the plotted area in pixels; `top`, `width` and `height` likewise
/// @param origin time that `from` and `to` are relative to
/// @param from time at the left edge, `to` at the right
/// @param low value at the lower edge, `high` at the upper
record PlotFrame(
        float left,
        float top,
        float width,
        float height,
        long origin,
        double from,
        double to,
        double low,
        double high) {
    float right() {
        return left + width;
    }

    float bottom() {
        return top + height;
    }

    /// Relative to the origin.
    double timeAt(final float x) {
        return from + (x - left) / width * (to - from);
    }

    double valueAt(final float y) {
        return high - (y - top) / height * (high - low);
    }

    /// @param time relative to the origin
    float x(final double time) {
        return (float) (left + (time - from) / (to - from) * width);
    }

    float y(final double value) {
        return (float) (top + (high - value) / (high - low) * height);
    }

    boolean contains(final float x, final float y) {
        return x >= left && x < right() && y >= top && y < bottom();
    }

    /// A time of the timeline relative to the origin: exact near it, and without overflow far from it.
    double relative(final long time) {
        final long difference = time - origin;
        final boolean overflows = ((time ^ origin) & (time ^ difference)) < 0;
        return overflows ? (double) time - (double) origin : difference;
    }

    /// The time that a place means, on the timeline.
    long absoluteTimeAt(final float x) {
        return origin + Math.round(timeAt(x));
    }
}
