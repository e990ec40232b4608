package dev.kymo.perf.report;

import dev.kymo.perf.run.Statistics;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether a suite says the same when it is run again: each ratio's medians of several runs, and how far they lie
/// apart.
///
/// @param ratios in the order of the first run
public record Stability(List<Repeated> ratios) {
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
        for (final List<SuiteResult> run : runs) {
            for (final SuiteResult result : run) {
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
        return new Stability(List.copyOf(found.values()));
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

    /// A line for each ratio.
    public String describe() {
        final StringBuilder text = new StringBuilder();
        for (final Repeated ratio : ratios) {
            final List<String> medians =
                    ratio.medians().stream().map(Figures::digits).toList();
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-10s %-28s %-14s %-16s %-26s %5.1f %%%n",
                    ratio.isStable() ? "stable" : ratio.isJudged() ? "UNSTABLE" : "(wide)",
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
        return text.append('\n').toString();
    }
}
