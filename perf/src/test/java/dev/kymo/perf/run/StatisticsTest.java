package dev.kymo.perf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StatisticsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void shouldTakeTheMiddleValueOrTheMeanOfTheMiddleTwo() {
        assertEquals(2, Statistics.median(new double[] {3, 1, 2}));
        assertEquals(2.5, Statistics.median(new double[] {4, 1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> Statistics.median(new double[0]));
    }

    @Test
    void shouldDivideRoundByRoundAndNotMedianByMedian() {
        // A machine that gets slower slows both sides: the ratio of each round stays what it is.
        final Statistics.RatioRange ratio =
                Statistics.ratio(new double[] {10, 20, 40}, new double[] {20, 40, 40}, new int[3], new boolean[3]);
        assertEquals(0.5, ratio.median());
        assertEquals(0.5, ratio.min());
        assertEquals(1.0, ratio.max());
        assertEquals(3, ratio.rounds());
        assertEquals(0, ratio.busyRounds());
    }

    @Test
    void shouldCompareQuickProcessesOfEachSideByTheirQuickestRounds() {
        // Each side has one slow process, another in each; the other side has had luck once.
        final double[] own = {20, 22, 10, 11, 10, 12, 10, 14, 10, 10};
        final double[] other = {5, 5, 5, 6, 9, 8, 5, 7, 1, 2};
        final int[] forks = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
        final Statistics.RatioRange ratio = Statistics.ratioOfQuickest(own, other, forks, new boolean[10]);
        // The quicker three of 20, 10, 10, 10, 10 and of 5, 5, 8, 5, 1.
        assertEquals(10 / (11 / 3.0), ratio.median(), 1e-12);
        assertEquals(10 / 9.0, ratio.min());
        assertEquals(10, ratio.max());
        assertEquals(5, ratio.forks());
    }

    @Test
    void shouldTakeTheMeanOfTheQuickerHalf() {
        // Of three processes the quicker two: 2 and 4 of 1 and 1.
        final Statistics.RatioRange ratio = Statistics.ratioOfQuickest(
                new double[] {4, 9, 2, 80}, new double[] {1, 8, 1, 1}, new int[] {0, 0, 1, 2}, new boolean[4]);
        assertEquals(3, ratio.median());
    }

    @Test
    void shouldMoveAsMuchAsOneOfItsProcesses() {
        // Two kinds of process: with one more of the slow ones the mean moves by a quarter of their difference.
        final double[] own = {10, 10, 10, 10, 10, 10, 10, 10};
        final int[] forks = {0, 1, 2, 3, 4, 5, 6, 7};
        final double[] threeSlow = {4, 8, 4, 8, 4, 8, 9, 9};
        final double[] twoSlow = {4, 8, 4, 4, 4, 8, 9, 9};
        assertEquals(
                2.0,
                Statistics.ratioOfQuickest(own, threeSlow, forks, new boolean[8])
                        .median());
        assertEquals(
                2.5,
                Statistics.ratioOfQuickest(own, twoSlow, forks, new boolean[8]).median());
    }

    @Test
    void shouldPassOverAProcessThatWasDisturbedAllTheTime() {
        final Statistics.RatioRange ratio = Statistics.ratioOfQuickest(
                new double[] {1, 6, 6, 6}, new double[] {9, 2, 2, 2}, new int[] {0, 1, 2, 3}, new boolean[] {
                    true, false, false, false
                });
        assertEquals(3, ratio.median());
    }

    @Test
    void shouldTakeTheMedianOverForksOfTheirMedians() {
        // A slow process with most of the rounds counts once.
        final double[] rounds = {9, 9, 9, 9, 1, 2, 3, 2};
        final boolean[] all = Statistics.counted(new boolean[8]);
        assertEquals(2.5, Statistics.medianOfForks(rounds, new int[] {0, 0, 0, 0, 1, 1, 2, 2}, all));
        assertEquals(9, Statistics.medianOfForks(new double[] {9}, new int[] {0}, new boolean[] {true}));
        assertThrows(IllegalArgumentException.class, () -> Statistics.medianOfForks(rounds, new int[] {0}, all));
    }

    @Test
    void shouldLeaveOutRoundsThatOtherProgramsDisturbed() {
        // The second fork had no round in peace: it says nothing.
        final double[] own = {1, 8, 7, 2, 2};
        final double[] other = {1, 1, 1, 1, 1};
        final int[] forks = {0, 0, 1, 2, 2};
        final boolean[] busy = {false, true, true, false, false};
        final Statistics.RatioRange ratio = Statistics.ratio(own, other, forks, busy);
        assertEquals(1.5, ratio.median());
        assertEquals(1, ratio.min());
        assertEquals(2, ratio.max());
        assertEquals(5, ratio.rounds());
        assertEquals(2, ratio.busyRounds());
    }

    @Test
    void shouldCountAllRoundsWhenFewerThanHalfWereLeftInPeace() {
        final boolean[] busy = {true, false, true};
        final Statistics.RatioRange ratio =
                Statistics.ratio(new double[] {1, 2, 9}, new double[] {1, 1, 1}, new int[3], busy);
        assertEquals(2, ratio.median());
        assertEquals(9, ratio.max());
    }

    @Test
    void shouldRefuseSidesWithDifferentNumbersOfRounds() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Statistics.ratio(new double[] {1}, new double[] {1, 2}, new int[1], new boolean[1]));
    }

    @Test
    void shouldCallARoundBusyWhenOthersHadAFifthOfACore() {
        final MachineLoad before = new MachineLoad(1000, 10, 0);
        assertFalse(new MachineLoad(1015, 10, SECOND_NS).isBusySince(before));
        assertTrue(new MachineLoad(1025, 10, SECOND_NS).isBusySince(before));
    }

    @Test
    void shouldCallARoundBusyWhenTimeWasStolen() {
        final MachineLoad before = new MachineLoad(1000, 10, 0);
        assertFalse(new MachineLoad(1000, 14, SECOND_NS).isBusySince(before));
        assertTrue(new MachineLoad(1000, 20, SECOND_NS).isBusySince(before));
    }

    @Test
    void shouldForgiveAShortRoundTheCoarsenessOfTicks() {
        final MachineLoad before = new MachineLoad(1000, 10, 0);
        assertFalse(new MachineLoad(1002, 11, SECOND_NS / 100).isBusySince(before));
    }

    @Test
    void shouldReadTheMachineItRunsOn() {
        assertTrue(MachineLoad.now().busyTicks() > 0);
        assertTrue(Machine.here(false).memoryBytes() > 0);
    }
}
