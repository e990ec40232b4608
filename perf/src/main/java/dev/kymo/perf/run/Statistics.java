package dev.kymo.perf.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /// Which rounds count: those that no other program disturbed; all of them where these are fewer than a quarter, or
    /// one.
    /// A few rounds scatter more than a busy machine does, and what disturbs one side disturbs the others too.
    static boolean[] counted(final boolean[] busyRounds) {
        final boolean[] counted = new boolean[busyRounds.length];
        int quiet = 0;
        for (int round = 0; round < counted.length; round++) {
            counted[round] = !busyRounds[round];
            quiet += counted[round] ? 1 : 0;
        }
        if (4 * quiet < counted.length || quiet < 2) {
            Arrays.fill(counted, true);
        }
        return counted;
    }

    private static void requireAlike(final int one, final int other) {
        if (one != other) {
            throw new IllegalArgumentException("rounds=" + one + " and " + other);
        }
    }

    /// The median over the forks of each fork's median over its rounds: a process that is slow as a whole counts once.
    ///
    /// @param forkOfRound the fork of each value, ascending
    /// @param counted which values count
    static double medianOfForks(final double[] values, final int[] forkOfRound, final boolean[] counted) {
        requireAlike(values.length, forkOfRound.length);
        requireAlike(values.length, counted.length);
        final Map<Integer, List<Double>> byFork = new TreeMap<>();
        for (int round = 0; round < values.length; round++) {
            if (counted[round]) {
                byFork.computeIfAbsent(forkOfRound[round], _ -> new ArrayList<>())
                        .add(values[round]);
            }
        }
        return median(byFork.values().stream()
                .mapToDouble(fork ->
                        median(fork.stream().mapToDouble(Double::doubleValue).toArray()))
                .toArray());
    }

    /// How far apart values are: the greatest over the least, less 1.
    public static double spread(final double[] values) {
        final double least = Arrays.stream(values).min().orElse(1);
        final double most = Arrays.stream(values).max().orElse(1);
        return most == least ? 0 : most / least - 1;
    }

    /// What `own` took of what `other` took where each was quick: of every process its quickest round, and of those the
    /// mean of the quicker half.
    ///
    /// Whatever disturbs a round makes it slower, and where memory lies and what the JIT decided can make a whole
    /// process several times slower, or not: a median or a quartile over a few processes says which kind there
    /// were more of this time, and their minimum which of them was lucky. A mean moves by as much as one of them
    /// does, and those that something went wrong in are in the other half. `docs/RESULTS.md` compares them.
    ///
    /// @param forkOfRound the fork of each round, ascending
    /// @param busyRounds which of them were disturbed
    /// @throws IllegalArgumentException when they differ in length, or are empty
    public static RatioRange ratioOfQuickest(
            final double[] own, final double[] other, final int[] forkOfRound, final boolean[] busyRounds) {
        final RatioRange range = ratio(own, other, forkOfRound, busyRounds);
        final boolean[] counted = counted(busyRounds);
        return new RatioRange(
                quick(own, forkOfRound, counted) / quick(other, forkOfRound, counted),
                range.min(),
                range.max(),
                range.rounds(),
                range.forks(),
                range.busyRounds());
    }

    /// The mean of the lower half of the forks' least values, of an odd number the middle one too.
    private static double quick(final double[] values, final int[] forkOfRound, final boolean[] counted) {
        final Map<Integer, Double> least = new TreeMap<>();
        for (int round = 0; round < values.length; round++) {
            // Nothing counts of forks that were disturbed all the time
            if (counted[round]) {
                least.merge(forkOfRound[round], values[round], Math::min);
            }
        }
        final double[] sorted = least.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return Arrays.stream(sorted, 0, (sorted.length + 1) / 2).average().orElseThrow();
    }

    /// Round by round, what `own` took of what `other` took.
    ///
    /// @param forkOfRound the fork of each round, ascending
    /// @param busyRounds which of them were disturbed
    /// @throws IllegalArgumentException when they differ in length, or are empty
    public static RatioRange ratio(
            final double[] own, final double[] other, final int[] forkOfRound, final boolean[] busyRounds) {
        requireAlike(own.length, other.length);
        final boolean[] counted = counted(busyRounds);
        final double[] ratios = new double[own.length];
        double least = Double.MAX_VALUE;
        double most = 0;
        int busy = 0;
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = own[round] / other[round];
            busy += busyRounds[round] ? 1 : 0;
            if (counted[round]) {
                least = Math.min(least, ratios[round]);
                most = Math.max(most, ratios[round]);
            }
        }
        return new RatioRange(
                medianOfForks(ratios, forkOfRound, counted),
                least,
                most,
                ratios.length,
                (int) Arrays.stream(forkOfRound).distinct().count(),
                busy);
    }

    /// A ratio's median ([#ratioOfQuickest], [#ratio]) with the range of the rounds, of those that count ([#counted]).
    ///
    /// @param rounds the busy ones too
    public record RatioRange(double median, double min, double max, int rounds, int forks, int busyRounds) {}
}
