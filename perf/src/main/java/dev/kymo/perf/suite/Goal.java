package dev.kymo.perf.suite;

/// A figure to reach.
///
/// @param text what is to hold
/// @param caseName the case it is read from
/// @param metric `mean`, `p50`, `p99`, `p999`, `max`, `cpu_ns_per_op`, `alloc_bytes_per_op`, `bytes_per_s`, or a figure
///     that the side reports
/// @param peer empty for Kymo's own figure; else the figure is the median ratio of Kymo's to this side's
/// @param target in the metric's unit
/// @param isAtMost whether the figure must not be above the target, or not below it
public record Goal(String text, String caseName, String metric, String peer, double target, boolean isAtMost) {
    /// Kymo's own figure is at most `target`.
    public static Goal atMost(final String text, final String caseName, final String metric, final double target) {
        return new Goal(text, caseName, metric, "", target, true);
    }

    public static Goal atLeast(final String text, final String caseName, final String metric, final double target) {
        return new Goal(text, caseName, metric, "", target, false);
    }

    /// Kymo's figure is at most `target` times the peer's.
    public static Goal timesPeer(
            final String text, final String caseName, final String metric, final String peer, final double target) {
        return new Goal(text, caseName, metric, peer, target, true);
    }

    /// How far a value is from the target, the worse over the better: 2 is half of it, or twice as much. Infinite when
    /// the
    /// target is 0 and missed.
    public double distance(final double value) {
        if (isMet(value)) {
            return 1;
        }
        return isAtMost ? value / target : target / value;
    }

    public boolean isMet(final double value) {
        return isAtMost ? value <= target : value >= target;
    }
}
