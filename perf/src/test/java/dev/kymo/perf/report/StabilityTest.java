package dev.kymo.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.MachineSpeed;
import dev.kymo.perf.run.Statistics;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suites;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StabilityTest {
    private static List<SuiteResult> run(final String metric, final double median) {
        return run("log", "scalar-burst", metric, "agrona-ring", median);
    }

    private static List<SuiteResult> run(
            final String suite, final String work, final String metric, final String vs, final double median) {
        return run(suite, work, metric, vs, median, MachineSpeed.UNKNOWN);
    }

    private static List<SuiteResult> run(
            final String suite,
            final String work,
            final String metric,
            final String vs,
            final double median,
            final MachineSpeed speed) {
        return List.of(new SuiteResult(
                Suites.find(suite).orElseThrow(),
                new Machine("a cpu", 2, "a jdk", "a driver", "a kernel", 1L << 30, "never", "never", 0.5, speed),
                true,
                7,
                "kymo bench log",
                Instant.EPOCH,
                1.5,
                List.of(),
                List.of(new SuiteResult.Ratio(
                        work, metric, vs, new Statistics.RatioRange(median, median / 2, median * 2, 6, 2, 0))),
                List.of(),
                List.of(),
                List.of()));
    }

    @Test
    void shouldAcceptMediansWithinFifteenPercentOfEachOther() {
        final Stability found = Stability.of(List.of(run("typical", 1.0), run("typical", 1.14), run("typical", 1.07)));
        assertTrue(found.isStable());
        assertEquals(0.14, found.ratios().getFirst().spread(), 1e-9);
        assertEquals(List.of(1.0, 1.14, 1.07), found.ratios().getFirst().medians());
        assertTrue(found.describe().contains("1 of 1 ratios"), found.describe());
    }

    @Test
    void shouldRefuseMediansThatLieFurtherApart() {
        final Stability found = Stability.of(List.of(run("typical", 1.0), run("typical", 1.16), run("typical", 1.07)));
        assertFalse(found.isStable());
        assertTrue(found.describe().contains("UNSTABLE"), found.describe());
    }

    @Test
    void shouldShowCpuTimeWithoutJudgingIt() {
        final Stability found = Stability.of(List.of(run("cpu_ns_per_op", 1.0), run("cpu_ns_per_op", 2.0)));
        assertTrue(found.isStable());
        assertTrue(found.describe().contains("100.0 %"), found.describe());
        assertTrue(found.describe().contains("no claim, 0 of 1"), found.describe());
    }

    @Test
    void shouldJudgeCpuTimeThatAGoalNames() {
        final Stability found = Stability.of(List.of(
                run("points", "dots-full-hd", "cpu_ns_per_op", "point-list", 1.0),
                run("points", "dots-full-hd", "cpu_ns_per_op", "point-list", 2.0)));
        assertFalse(found.isStable());
    }

    @Test
    void shouldSayWhenTheMachineWasNotTheSame() {
        final Stability found = Stability.of(List.of(
                run("log", "scalar-burst", "typical", "agrona-ring", 1.0, new MachineSpeed(20, 90, 9e9)),
                run("log", "scalar-burst", "typical", "agrona-ring", 2.0, new MachineSpeed(200, 90, 9e9))));
        assertFalse(found.isSameMachine("log"));
        assertTrue(found.describe().startsWith("machine "), found.describe());
        assertTrue(found.describe().contains("THE MACHINE WAS NOT THE SAME"), found.describe());
        assertFalse(found.isStable(), "what can't be judged is not stable");
    }

    @Test
    void shouldNotExcuseARatioWithWhatItsSuiteDoesNotUse() {
        final Stability found = Stability.of(List.of(
                run("range", "full-1m", "typical", "raw-sum", 1.0, new MachineSpeed(20, 90, 9e9)),
                run("range", "full-1m", "typical", "raw-sum", 2.0, new MachineSpeed(200, 92, 9e9))));
        assertTrue(found.isSameMachine("range"));
        assertTrue(found.describe().startsWith("UNSTABLE"), found.describe());
    }
}
