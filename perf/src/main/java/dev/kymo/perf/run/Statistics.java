package dev.kymo.perf.run;

import java.util.Arrays;

/// Medians and ranges of rounds.
public final class Statistics {
    private Statistics() {}

    /// Of an even number of values the mean of the middle two.
    ///
    /// @throws IllegalArgumentException without any value
    public static double median(final double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Round by round, what `own` took of what `other` took.
    ///
    /// @param busyRounds how many of the rounds were disturbed
    /// @throws IllegalArgumentException when they differ in length, or are empty
    public static RatioRange ratio(final double[] own, final double[] other, final int busyRounds) {
        if (own.length != other.length) {
            throw new IllegalArgumentException("rounds=" + own.length + " and " + other.length);
        }
        final double[] ratios = new double[own.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = own[round] / other[round];
        }
        return new RatioRange(
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                ratios.length,
                busyRounds);
    }

    /// The median of the rounds' ratios with its range.
    public record RatioRange(double median, double min, double max, int rounds, int busyRounds) {}
}
