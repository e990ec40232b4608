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
                Statistics.ratio(new double[] {10, 20, 40}, new double[] {20, 40, 40}, new int[3], 1);
        assertEquals(0.5, ratio.median());
        assertEquals(0.5, ratio.min());
        assertEquals(1.0, ratio.max());
        assertEquals(3, ratio.rounds());
        assertEquals(1, ratio.busyRounds());
    }

    @Test
    void shouldTakeTheMedianOverForksOfTheirMedians() {
        // A slow process with most of the rounds counts once.
        final double[] rounds = {9, 9, 9, 9, 1, 2, 3, 2};
        assertEquals(2.5, Statistics.medianOfForks(rounds, new int[] {0, 0, 0, 0, 1, 1, 2, 2}));
        assertEquals(9, Statistics.medianOfForks(new double[] {9}, new int[] {0}));
        assertThrows(IllegalArgumentException.class, () -> Statistics.medianOfForks(rounds, new int[] {0}));
    }

    @Test
    void shouldRefuseSidesWithDifferentNumbersOfRounds() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Statistics.ratio(new double[] {1}, new double[] {1, 2}, new int[1], 0));
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
