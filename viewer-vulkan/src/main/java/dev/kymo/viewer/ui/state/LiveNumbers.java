package dev.kymo.viewer.ui.state;

/// Numbers of a running recording for the top bar; what is not known is left out there.
@FunctionalInterface
public interface LiveNumbers {
    /// Nothing is known.
    LiveNumbers NONE = () -> Sample.UNKNOWN;

    /// At one moment; NaN, and -1 for the count, where a number is not known.
    ///
    /// @param logCallP99Us what a log call costs the program, 99th percentile, microseconds
    /// @param commitToVisibleP99Us from the commit of a row to its being visible to queries
    /// @param dropped rows that were refused for want of room, since the recording began
    /// @param rowsPerSecond taken in at present
    record Sample(double logCallP99Us, double commitToVisibleP99Us, long dropped, double rowsPerSecond) {
        public static final Sample UNKNOWN = new Sample(Double.NaN, Double.NaN, -1, Double.NaN);
    }

    /// The newest sample. Asked at every frame, on the window's thread: must not wait.
    Sample sample();
}
