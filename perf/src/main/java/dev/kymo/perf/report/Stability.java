package dev.kymo.perf.report;

import dev.kymo.perf.run.MachineSpeed;
import dev.kymo.perf.run.Statistics;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suite;
import dev.kymo.perf.suite.Suites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Whether a suite says the same when it is run again: each ratio's medians of several runs, and how far they lie
/// apart.
///
/// A ratio can only be the same where the machine is: how fast its memory and, where a suite has two processes, the way
/// from core to core was in each run stands beside, and where that changed by more than a ratio may, those that
/// changed with it say nothing of the harness.
///
/// @param ratios in the order of the first run
/// @param speeds of the machine in each run, by suite
public record Stability(List<Repeated> ratios, Map<String, List<MachineSpeed>> speeds) {
    /// Medians of runs that lie further apart than this, the greatest over the least, are no ground for a claim.
    public static final double TOLERANCE = 0.15;

    /// One ratio in each run that has it.
    ///
    /// @param isJudged whether it is a claim ([#isClaim]); others are shown beside those
    public record Repeated(
            String suite, String caseName, String metric, String vs, List<Double> medians, boolean isJudged) {
        public double spread() {
            return Statistics.spread(
                    medians.stream().mapToDouble(Double::doubleValue).toArray());
        }

        public boolean isStable() {
            return spread() <= TOLERANCE;
        }
    }

    /// @param runs all suites of a run, in several runs
    public static Stability of(final List<List<SuiteResult>> runs) {
        final Map<String, Repeated> found = new LinkedHashMap<>();
        final Map<String, List<MachineSpeed>> speeds = new LinkedHashMap<>();
        for (final List<SuiteResult> run : runs) {
            for (final SuiteResult result : run) {
                speeds.computeIfAbsent(result.suite().name(), _ -> new ArrayList<>())
                        .add(result.machine().speed());
                for (final SuiteResult.Ratio ratio : result.ratios()) {
                    final String suite = result.suite().name();
                    found.computeIfAbsent(
                                    String.join("/", suite, ratio.caseName(), ratio.metric(), ratio.vs()),
                                    _ -> new Repeated(
                                            suite,
                                            ratio.caseName(),
                                            ratio.metric(),
                                            ratio.vs(),
                                            new ArrayList<>(),
                                            isClaim(result.suite(), ratio)))
                            .medians()
                            .add(ratio.range().median());
                }
            }
        }
        return new Stability(List.copyOf(found.values()), speeds);
    }

    /// A suite claims what its cases compare and what its goals name. CPU time is neither in most: of one thread that
    /// never waits it is the wall time again, and of a writer with a reader in another process it has what the
    /// reader spends on looking whether there is something, which the pauses between bursts decide.
    private static boolean isClaim(final Suite suite, final SuiteResult.Ratio ratio) {
        return suite.cases().stream()
                        .anyMatch(work -> work.name().equals(ratio.caseName())
                                && work.metric().equals(ratio.metric()))
                || suite.goals().stream()
                        .anyMatch(goal -> goal.caseName().equals(ratio.caseName())
                                && goal.metric().equals(ratio.metric())
                                && goal.peer().equals(ratio.vs()));
    }

    /// Whether all ratios that are judged are stable.
    public boolean isStable() {
        return ratios.stream().allMatch(ratio -> !ratio.isJudged() || ratio.isStable());
    }

    /// Whether the machine was as fast in all runs of a suite, as far as that suite goes.
    public boolean isSameMachine(final String suite) {
        final List<MachineSpeed> its = speeds.getOrDefault(suite, List.of());
        final boolean crosses = Suites.find(suite).map(Suite::crossesCores).orElse(false);
        return spread(its, MachineSpeed::memoryNs) <= TOLERANCE
                && spread(its, MachineSpeed::readBytesPerSecond) <= TOLERANCE
                && (!crosses || spread(its, MachineSpeed::coreHopNs) <= TOLERANCE);
    }

    private static double spread(final List<MachineSpeed> speeds, final ToDoubleFunction<MachineSpeed> figure) {
        return Statistics.spread(
                speeds.stream().mapToDouble(figure).filter(each -> each > 0).toArray());
    }

    private String verdict(final Repeated ratio) {
        if (ratio.isStable()) {
            return "stable";
        }
        if (!ratio.isJudged()) {
            return "(wide)";
        }
        return isSameMachine(ratio.suite()) ? "UNSTABLE" : "machine";
    }

    /// A line for each ratio.
    public String describe() {
        final StringBuilder text = new StringBuilder();
        for (final Repeated ratio : ratios) {
            final List<String> medians =
                    ratio.medians().stream().map(Figures::digits).toList();
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-10s %-28s %-14s %-16s %-26s %5.1f %%%n",
                    verdict(ratio),
                    ratio.suite(),
                    ratio.caseName(),
                    ratio.metric(),
                    ratio.vs(),
                    String.join(" ", medians),
                    100 * ratio.spread()));
        }
        final long judged = ratios.stream().filter(Repeated::isJudged).count();
        final long stable = ratios.stream()
                .filter(ratio -> ratio.isJudged() && ratio.isStable())
                .count();
        final long shown = ratios.size() - judged;
        text.append(String.format(Locale.ROOT, "%d of %d ratios within %.0f %%", stable, judged, 100 * TOLERANCE));
        if (shown > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "; of CPU time, which is shown and no claim, %d of %d",
                    ratios.stream()
                            .filter(ratio -> !ratio.isJudged() && ratio.isStable())
                            .count(),
                    shown));
        }
        text.append('\n');
        speeds.forEach((suite, its) -> {
            if (its.stream().allMatch(MachineSpeed::isKnown)) {
                text.append(suite)
                        .append(
                                isSameMachine(suite)
                                        ? ": the machine was the same: "
                                        : ": THE MACHINE WAS NOT THE SAME: ")
                        .append(String.join(
                                "; ", its.stream().map(MachineSpeed::describe).toList()))
                        .append('\n');
            }
        });
        return text.toString();
    }
}
