package dev.kymo.viewer.ui.state;

/// Numbers of a running recording for the top bar; what is not known is left out there.
@FunctionalInterface
public interface LiveNumbers {
    /// Nothing is known.
    LiveNumbers NONE = () -> Sample.UNKNOWN;

    /// At one moment; NaN, and -1 for the count, where a number is not known.
    ///
    /// @param logCallP99Us what a log call costs the program, 99th percentile, microseconds
    /// @param visibleP50Us from the making of a row to its being visible to queries, median of the last second,
    ///     microseconds; `visibleP99Us` the 99th percentile
    /// @param dropped rows that the programs that log now could not commit for want of room, since they began
    /// @param rowsPerSecond that programs log at present
    record Sample(double logCallP99Us, double visibleP50Us, double visibleP99Us, long dropped, double rowsPerSecond) {
        public static final Sample UNKNOWN = new Sample(Double.NaN, Double.NaN, Double.NaN, -1, Double.NaN);
    }

    /// The newest sample. Asked at every frame, on the window's thread: must not wait.
    Sample sample();
}
