package dev.kymo.sdk;

final class BarChart {
    /// Heights of the bars, borrowed.
    public static BarChart of(final double... heights) {
        return update().values(TensorData.of(heights, heights.length));
    }

    /// Heights of the bars, borrowed.
    public static BarChart of(final long... heights) {
        return update().values(TensorData.of(heights, heights.length));
    }
}
