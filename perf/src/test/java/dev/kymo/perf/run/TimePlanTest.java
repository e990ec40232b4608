package dev.kymo.perf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TimePlanTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    private static TimePlan plan(final long suiteSeconds, final int firstRounds, final int leastRounds) {
        return new TimePlan(
                suiteSeconds * SECOND_NS, 0, 100 * MS, 100 * MS, 350 * MS, 3, firstRounds, 3, leastRounds, 1);
    }

    @Test
    void shouldStartNoForkThatDoesNotFit() {
        // 30 s of 42 are spent; another fork would take 25 s before its first round.
        assertEquals(0, plan(42, 3, 3).nextRounds(1, 3, 30 * SECOND_NS, 25 * SECOND_NS, SECOND_NS));
    }

    @Test
    void shouldShareWhatIsLeftAmongTheForksThatFit() {
        // 32 s are left: two forks of 10 s and as many rounds of 1 s as fit, at most three.
        assertEquals(3, plan(42, 3, 3).nextRounds(1, 3, 10 * SECOND_NS, 10 * SECOND_NS, SECOND_NS));
        assertEquals(2, plan(42, 3, 3).nextRounds(1, 3, 18 * SECOND_NS, 10 * SECOND_NS, SECOND_NS));
        // 13 s are left: one fork of two rounds; one of a single round would not pay for its start.
        assertEquals(3, plan(42, 3, 3).nextRounds(1, 3, 29 * SECOND_NS, 10 * SECOND_NS, SECOND_NS));
        assertEquals(0, plan(42, 3, 3).nextRounds(1, 3, 31 * SECOND_NS, 10 * SECOND_NS, SECOND_NS));
        assertEquals(0, plan(42, 3, 3).nextRounds(3, 9, 10 * SECOND_NS, SECOND_NS, SECOND_NS));
    }

    @Test
    void shouldTakeMoreTimeRatherThanTooFewRounds() {
        assertEquals(3, plan(42, 4, 7).nextRounds(1, 4, 60 * SECOND_NS, 30 * SECOND_NS, SECOND_NS));
        assertEquals(0, plan(42, 4, 7).nextRounds(2, 7, 90 * SECOND_NS, 30 * SECOND_NS, SECOND_NS));
    }

    @Test
    void shouldTakeMoreTimeRatherThanTooFewForks() {
        final TimePlan plan = plan(42, 3, 3).withForksAtLeast(2);
        // Rounds for a fifth of the 30 s, when they fit in; two at least, and at most thrice the three of other forks.
        assertEquals(6, plan.nextRounds(1, 3, 60 * SECOND_NS, 30 * SECOND_NS, SECOND_NS));
        assertEquals(2, plan.nextRounds(1, 3, 60 * SECOND_NS, 30 * SECOND_NS, 20 * SECOND_NS));
        assertEquals(9, plan.nextRounds(1, 3, 60 * SECOND_NS, 90 * SECOND_NS, SECOND_NS));
        assertEquals(0, plan.nextRounds(2, 5, 60 * SECOND_NS, 30 * SECOND_NS, SECOND_NS));
        assertEquals(1, plan(42, 3, 3).withForksAtMost(1).withForksAtLeast(6).leastForks());
    }

    @Test
    void shouldKeepTheNumbersOfRoundsAndForksThatWereAskedFor() {
        final TimePlan exact = plan(42, 3, 3).exactly(2, 5);
        assertEquals(5, exact.firstRounds());
        assertEquals(5, exact.nextRounds(1, 5, 1000 * SECOND_NS, SECOND_NS, SECOND_NS));
        assertEquals(1, plan(42, 3, 3).exactly(9, 1).nextRounds(3, 3, 1000 * SECOND_NS, SECOND_NS, SECOND_NS));
        assertEquals(0, exact.nextRounds(2, 10, 1000 * SECOND_NS, SECOND_NS, SECOND_NS));
    }

    @Test
    void shouldGiveASuiteOfOneForkAllOfItsRoundsThere() {
        assertEquals(7, plan(42, 4, 7).withForksAtMost(1).firstRounds());
        assertEquals(0, plan(42, 4, 7).withForksAtMost(1).nextRounds(1, 7, 0, 1, 1));
    }

    @Test
    void shouldKeepTheWholeOfTheSuitesInTenMinutesAndInTwentyFive() {
        final int suites = 11;
        assertTrue(suites * TimePlan.quick(true).suiteNs() < 10 * 60 * SECOND_NS);
        assertTrue(suites * TimePlan.full(true).suiteNs() < 25 * 60 * SECOND_NS);
    }

    @Test
    void shouldWarmUpUntilThreeTrialsTakeTheSame() {
        final WarmUp warmUp = new WarmUp(100 * MS, 100 * MS, 10_000 * MS, 1, 1, Integer.MAX_VALUE);
        long perUnitNs = 8 * MS;
        int trials = 0;
        while (!warmUp.isDone()) {
            warmUp.add(warmUp.units() * perUnitNs);
            perUnitNs = Math.max(MS, perUnitNs / 2);
            trials++;
        }
        // Four trials get faster, then three alike are asked for.
        assertTrue(trials >= 6, "trials=" + trials);
        assertEquals(100, warmUp.units());
    }

    @Test
    void shouldEndWarmUpWhenPatienceDoes() {
        final WarmUp warmUp = new WarmUp(100 * MS, 100 * MS, 350 * MS, 1, 1, Integer.MAX_VALUE);
        int trials = 0;
        while (!warmUp.isDone()) {
            warmUp.add(trials % 2 == 0 ? 100 * MS : 150 * MS);
            trials++;
        }
        assertTrue(trials >= 3, "trials=" + trials);
    }

    @Test
    void shouldWarmUpWithAsManyPiecesAsTheSideAsksFor() {
        // A cold reader makes pieces slow; time alone would end this after seven of them.
        final WarmUp warmUp = new WarmUp(60 * MS, 80 * MS, 250 * MS, 6, 20, Integer.MAX_VALUE);
        int pieces = 0;
        while (!warmUp.isDone()) {
            pieces += warmUp.units();
            warmUp.add(40 * MS * warmUp.units());
        }
        assertTrue(pieces >= 20, "pieces=" + pieces);
        assertEquals(6, warmUp.units(), "a round of one piece has no middle one");
    }

    @Test
    void shouldNotWaitForPiecesForEver() {
        final WarmUp warmUp = new WarmUp(60 * MS, 80 * MS, 250 * MS, 1, 1_000_000, Integer.MAX_VALUE);
        int trials = 0;
        while (!warmUp.isDone() && trials < 1000) {
            warmUp.add(100 * MS);
            trials++;
        }
        assertTrue(trials < 20, "trials=" + trials);
    }

    @Test
    void shouldGiveSlowSidesFewerPiecesOfWorkButOne() {
        final WarmUp slow = new WarmUp(100 * MS, 100 * MS, 350 * MS, 1, 1, Integer.MAX_VALUE);
        slow.add(2000 * MS);
        assertTrue(slow.isDone());
        assertEquals(1, slow.units());
        final WarmUp bounded = new WarmUp(100 * MS, 100 * MS, 350 * MS, 1, 1, 12);
        for (int i = 0; i < 5; i++) {
            bounded.add(MS);
        }
        assertEquals(12, bounded.units());
        assertThrows(IllegalArgumentException.class, () -> new WarmUp(0, 1, 1, 1, 1, 1));
    }
}
