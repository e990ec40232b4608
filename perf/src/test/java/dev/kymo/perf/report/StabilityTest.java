package dev.kymo.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.perf.run.Machine;
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
        return List.of(new SuiteResult(
                Suites.find(suite).orElseThrow(),
                new Machine("a cpu", 2, "a jdk", "a driver", "a kernel", 1L << 30, "never", "never", 0.5),
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
}
