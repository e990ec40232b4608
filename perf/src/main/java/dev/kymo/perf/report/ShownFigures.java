package dev.kymo.perf.report;

import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suite;
import java.util.ArrayList;
import java.util.List;

/// The table of a suite's figures, those of all sides beside each other: a column for each case and side.
final class ShownFigures {
    private ShownFigures() {}

    /// The first one is the head.
    static List<List<String>> rows(final SuiteResult result) {
        final boolean isOneCase =
                result.cases().stream().map(CaseResult::caseName).distinct().count() <= 1;
        final List<List<String>> rows = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of("figure"));
        for (final CaseResult found : result.cases()) {
            head.add(isOneCase ? found.side() : found.caseName() + ", " + found.side());
        }
        rows.add(head);
        for (final Suite.Shown shown : result.suite().shown()) {
            final List<String> row = new ArrayList<>(List.of(shown.label()));
            for (final CaseResult found : result.cases()) {
                final Double value = found.figures().get(shown.figure());
                row.add(value == null ? "" : Figures.metric(shown.figure(), value));
            }
            rows.add(row);
        }
        return rows;
    }
}
