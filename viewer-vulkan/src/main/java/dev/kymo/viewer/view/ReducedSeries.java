package dev.kymo.viewer.view;

/// A line to draw: points by time.
///
/// @param x times relative to the origin that was asked for, in the timeline's unit
/// @param y values, as many: finite, or NaN where the line is interrupted
public record ReducedSeries(double[] x, double[] y) {
    static final ReducedSeries EMPTY = new ReducedSeries(new double[0], new double[0]);

    public int count() {
        return x.length;
    }
}
