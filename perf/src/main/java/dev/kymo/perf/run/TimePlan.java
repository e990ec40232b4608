package dev.kymo.perf.run;

import java.util.concurrent.TimeUnit;

/// How a suite's time is spent: how long rounds are, and how often all processes are started anew (forks). Processes
/// differ: memory lies elsewhere, the JIT decided otherwise; so figures are medians over forks, and many forks with few
/// short rounds say more than few with many. The first fork is always run; another when the time that the last one took
/// says that it fits.
///
/// @param suiteNs what a suite may take, its data and its processes' starts included
/// @param profileNs what of it is for the profile
/// @param roundNs how long a round of a side should take
/// @param leastWarmNs how long a side warms up at least
/// @param mostWarmNs how long at most, even when it is not steady yet
/// @param forks at most
/// @param firstRounds of each side in the first fork
/// @param laterRounds of each side in a later fork, at most
/// @param leastRounds over all forks; more time is taken rather than less
/// @param leastForks as `leastRounds`
public record TimePlan(
        long suiteNs,
        long profileNs,
        long roundNs,
        long leastWarmNs,
        long mostWarmNs,
        int forks,
        int firstRounds,
        int laterRounds,
        int leastRounds,
        int leastForks) {
    /// Of a later fork, when its time is short: fewer would not pay for its start.
    private static final int FEW_ROUNDS = 2;
    /// Of a fork that is made however late it is: rounds for a fifth of what its start takes, at most thrice as many as
    /// another gets. Once all data lie ready, they cost little.
    private static final int START_PER_ROUNDS = 5;

    private static final int MORE_ROUNDS = 3;
    private static final long FOR_EVER_NS = Long.MAX_VALUE / 4;

    /// What PERFORMANCE asks of daily use: 45 s a suite.
    static TimePlan quick(final boolean withProfile) {
        return new TimePlan(
                seconds(42), withProfile ? seconds(7) : 0, millis(40), millis(80), millis(250), 5, 3, 4, 3, 1);
    }

    /// For claims: 11 suites in 25 minutes. Rounds as short as the quick form's, so that there are more forks: sides
    /// differ far more from process to process than from round to round.
    static TimePlan full(final boolean withProfile) {
        return new TimePlan(
                seconds(115), withProfile ? seconds(15) : 0, millis(40), millis(100), millis(350), 12, 3, 3, 7, 1);
    }

    /// @param newForks and no others, however long they take
    /// @param rounds of each of them
    TimePlan exactly(final int newForks, final int rounds) {
        return new TimePlan(
                FOR_EVER_NS,
                profileNs,
                roundNs,
                leastWarmNs,
                mostWarmNs,
                newForks,
                rounds,
                rounds,
                newForks * rounds,
                newForks);
    }

    /// The same with a suite's own limit on forks.
    TimePlan withForksAtMost(final int most) {
        return forks <= most
                ? this
                : new TimePlan(
                        suiteNs,
                        profileNs,
                        roundNs,
                        leastWarmNs,
                        mostWarmNs,
                        most,
                        most == 1 ? Math.max(firstRounds, leastRounds) : firstRounds,
                        laterRounds,
                        leastRounds,
                        Math.min(leastForks, most));
    }

    /// The same with so many forks, even when they take longer than a suite should.
    TimePlan withForksAtLeast(final int least) {
        return new TimePlan(
                suiteNs,
                profileNs,
                roundNs,
                leastWarmNs,
                mostWarmNs,
                forks,
                firstRounds,
                laterRounds,
                leastRounds,
                Math.clamp(least, leastForks, forks));
    }

    /// Rounds of the next fork; 0 when there should be none.
    ///
    /// @param done forks so far, at least one
    /// @param doneRounds in all of them
    /// @param spentNs since the suite began
    /// @param overheadNs what the last fork took beside its rounds: starts, data, warming up
    /// @param perRoundNs one round of all sides and cases, in the last fork
    int nextRounds(
            final int done, final int doneRounds, final long spentNs, final long overheadNs, final long perRoundNs) {
        final int left = forks - done;
        if (left <= 0) {
            return 0;
        }
        final int missing = Math.max(0, leastRounds - doneRounds);
        final long leftNs = suiteNs - profileNs - spentNs;
        final long roundsNs = Math.max(1, perRoundNs);
        final int few = Math.min(FEW_ROUNDS, laterRounds);
        final long fitting = Math.min(left, leftNs / (overheadNs + few * roundsNs));
        if (fitting < 1) {
            final long cheap = Math.clamp(overheadNs / START_PER_ROUNDS / roundsNs, few, MORE_ROUNDS * laterRounds);
            return done < leastForks ? (int) Math.max(cheap, Math.ceilDiv(missing, left)) : missing;
        }
        final long rounds = (leftNs / fitting - overheadNs) / roundsNs;
        return Math.max(Math.clamp(rounds, few, laterRounds), Math.ceilDiv(missing, left));
    }

    private static long seconds(final long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    private static long millis(final long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }
}
