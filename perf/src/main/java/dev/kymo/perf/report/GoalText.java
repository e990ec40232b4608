package dev.kymo.perf.report;

import dev.kymo.perf.run.SuiteResult;

/// What is said of a goal in a table, on a page, in RESULTS.md.
final class GoalText {
    private GoalText() {}

    /// What was found, in the metric's unit or as a ratio, and by how much it misses.
    static String found(final SuiteResult.GoalResult result) {
        return result.value()
                .map(value -> {
                    final String figure = result.goal().peer().isEmpty()
                            ? Figures.metric(result.goal().metric(), value)
                            : Figures.ratio(value);
                    return result.isMet()
                            ? figure
                            : figure + missedBy(result.goal().distance(value));
                })
                .orElse("not measured");
    }

    private static String missedBy(final double distance) {
        return Double.isFinite(distance) ? ", off by × " + Figures.digits(distance) : ", not 0";
    }
}
