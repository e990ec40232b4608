package dev.kymo.demo.machine;

/// Tells when a number has been high for a while, and when it is low again: two thresholds, so that it does not
/// flutter. For one thread.
public final class Watch {
    /// What has changed with a reading.
    public enum Change {
        NONE,
        ROSE,
        FELL
    }

    private final double high;
    private final double low;
    private final int patience;
    private int above;
    private boolean isHigh;

    /// @param patience how many readings in a row must be high before it counts
    public Watch(final double high, final double low, final int patience) {
        this.high = high;
        this.low = low;
        this.patience = patience;
    }

    public Change check(final double value) {
        above = value >= high ? above + 1 : 0;
        if (!isHigh && above >= patience) {
            isHigh = true;
            return Change.ROSE;
        }
        if (isHigh && value <= low) {
            isHigh = false;
            return Change.FELL;
        }
        return Change.NONE;
    }
}
