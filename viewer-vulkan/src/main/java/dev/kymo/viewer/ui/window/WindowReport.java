package dev.kymo.viewer.ui.window;

/// What a window can say of itself once it has been closed.
public record WindowReport(FrameTimes times, MemoryTrend memory) {
    /// Tables for people to read.
    public String text() {
        return times.report() + memory.report();
    }
}
