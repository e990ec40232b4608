package dev.kymo.perf.report;

import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A suite's result for a terminal.
public final class ResultTable {
    private static final int HOT_PLACES = 3;
    private static final List<String> HEAD = List.of(
            "case",
            "side",
            "typical",
            "mean",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "CPU/op",
            "alloc",
            "rate",
            "kymo / side");

    private ResultTable() {}

    public static String of(final SuiteResult result) {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %s%n%s%n%s form, seed %d, load %.2f when it began, %s, %.0f s%n%n",
                result.suite().name(),
                result.suite().title(),
                result.machine().describe(),
                result.isQuick() ? "quick" : "full",
                result.seed(),
                result.machine().load(),
                result.machine().speed().describe(),
                result.seconds()));
        final List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        result.cases().forEach(found -> rows.add(row(result, found)));
        appendAligned(text, rows, 2);
        if (!result.suite().shown().isEmpty()) {
            text.append('\n');
            appendAligned(text, ShownFigures.rows(result), 1);
            text.append('\n');
        }
        for (final CaseResult found : result.cases()) {
            if (result.suite().shown().isEmpty()
                    && found.side().equals("kymo")
                    && !found.figures().isEmpty()) {
                text.append(found.caseName()).append(", kymo:");
                found.figures()
                        .forEach((name, value) ->
                                text.append("  ").append(name).append(' ').append(Figures.metric(name, value)));
                text.append('\n');
            }
        }
        result.missing()
                .forEach(missing -> text.append(missing.caseName().isEmpty() ? "" : missing.caseName() + ": ")
                        .append(missing.side())
                        .append(" is missing: ")
                        .append(missing.reason())
                        .append('\n'));
        result.suite()
                .references()
                .forEach(reference -> text.append(reference.caseName())
                        .append(", ")
                        .append(reference.who())
                        .append(", not from this run: ")
                        .append(reference.text())
                        .append('\n'));
        text.append('\n');
        appendGoals(text, result);
        appendHot(text, result);
        return text.toString();
    }

    private static List<String> row(final SuiteResult result, final CaseResult found) {
        final List<String> row = new ArrayList<>();
        row.add(found.caseName());
        row.add(found.side());
        row.add(Figures.metric(found.metric(), found.median(found.metric())));
        row.add(found.ops() > 0 ? Figures.time(found.median("mean")) : "");
        for (final String percentile : List.of("p50", "p90", "p99", "p999", "max")) {
            row.add(found.latencies().getTotalCount() > 0 ? Figures.time(found.median(percentile)) : "");
        }
        row.add(found.median("cpu_ns_per_op") > 0 ? Figures.time(found.median("cpu_ns_per_op")) : "");
        row.add(Figures.digits(found.median("alloc_bytes_per_op")) + " B");
        row.add(found.hasRate() ? Figures.rate(found.median("bytes_per_s")) : "");
        row.add(ratioText(result, found));
        return row;
    }

    /// Kymo's figure over this side's: the median over the rounds, the range, and how many rounds were disturbed.
    static String ratioText(final SuiteResult result, final CaseResult found) {
        return result.ratios().stream()
                .filter(ratio -> ratio.caseName().equals(found.caseName())
                        && ratio.vs().equals(found.side())
                        && ratio.metric().equals(found.metric()))
                .findFirst()
                .map(ratio -> Figures.digits(ratio.range().median()) + " ("
                        + Figures.digits(ratio.range().min()) + " to "
                        + Figures.digits(ratio.range().max()) + ")"
                        + (ratio.range().busyRounds() > 0
                                ? " busy " + ratio.range().busyRounds() + "/"
                                        + ratio.range().rounds()
                                : ""))
                .orElse("");
    }

    /// @param names of so many columns what is in them is text, and of the case table's last one
    private static void appendAligned(final StringBuilder text, final List<List<String>> rows, final int names) {
        final int[] widths = new int[rows.getFirst().size()];
        for (final List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                final String cell = row.get(column);
                final String padding = " ".repeat(widths[column] - cell.length());
                final boolean isText = column < names || column == HEAD.size() - 1;
                line.append(isText ? cell + padding : padding + cell).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static void appendGoals(final StringBuilder text, final SuiteResult result) {
        for (final SuiteResult.GoalResult goal : result.goals()) {
            text.append(goal.isMet() ? "met     " : goal.value().isPresent() ? "MISSED  " : "unknown ")
                    .append(goal.goal().text())
                    .append("; found ")
                    .append(GoalText.found(goal))
                    .append('\n');
        }
    }

    private static void appendHot(final StringBuilder text, final SuiteResult result) {
        for (final CaseResult found : result.cases()) {
            for (final String kind : List.of("hot", "alloc")) {
                final List<SuiteResult.Hot> places = result.hot().stream()
                        .filter(hot -> found.side().equals("kymo")
                                && hot.caseName().equals(found.caseName())
                                && hot.kind().equals(kind))
                        .limit(HOT_PLACES)
                        .toList();
                if (!places.isEmpty()) {
                    text.append(kind.equals("hot") ? "time of " : "allocations of ")
                            .append(found.caseName())
                            .append(':');
                    places.forEach(hot ->
                            text.append(String.format(Locale.ROOT, "  %.0f %% %s", 100 * hot.share(), hot.place())));
                    text.append('\n');
                }
            }
        }
    }
}
