package dev.kymo.perf.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /// The median over the forks of each fork's median over its rounds: a process that is slow as a whole counts once.
    ///
    /// @param forkOfRound the fork of each value, ascending
    static double medianOfForks(final double[] values, final int[] forkOfRound) {
        if (values.length != forkOfRound.length) {
            throw new IllegalArgumentException("rounds=" + values.length + " and " + forkOfRound.length);
        }
        final List<Double> medians = new ArrayList<>();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + 1;
            while (to < values.length && forkOfRound[to] == forkOfRound[from]) {
                to++;
            }
            medians.add(median(Arrays.copyOfRange(values, from, to)));
        }
        return median(medians.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// How far apart values are: the greatest over the least, less 1.
    public static double spread(final double[] values) {
        final double least = Arrays.stream(values).min().orElse(1);
        final double most = Arrays.stream(values).max().orElse(1);
        return most == least ? 0 : most / least - 1;
    }

    /// Round by round, what `own` took of what `other` took.
    ///
    /// @param forkOfRound the fork of each round, ascending
    /// @param busyRounds how many of the rounds were disturbed
    /// @throws IllegalArgumentException when they differ in length, or are empty
    public static RatioRange ratio(
            final double[] own, final double[] other, final int[] forkOfRound, final int busyRounds) {
        if (own.length != other.length) {
            throw new IllegalArgumentException("rounds=" + own.length + " and " + other.length);
        }
        final double[] ratios = new double[own.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = own[round] / other[round];
        }
        return new RatioRange(
                medianOfForks(ratios, forkOfRound),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                ratios.length,
                (int) Arrays.stream(forkOfRound).distinct().count(),
                busyRounds);
    }

    /// The median over forks of the rounds' ratios, with the range over all rounds.
    public record RatioRange(double median, double min, double max, int rounds, int forks, int busyRounds) {}
}
