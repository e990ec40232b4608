package dev.kymo.perf.report;

import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The part of `docs/RESULTS.md` that the harness writes: between a pair of markers per suite. Everything else in the
/// file is kept as it is.
public final class ResultsPage {
    private static final int HOT_PLACES = 3;
    private static final String HEADING = "## Beside its peers";

    private ResultsPage() {}

    /// Puts each suite's result in the place of its former one; new suites come to the end.
    ///
    /// @throws IOException when the file can't be read or written, or has a begin marker without its end
    public static void update(final Path file, final List<SuiteResult> results) throws IOException {
        Files.writeString(file, updated(Files.readString(file), results));
    }

    static String updated(final String page, final List<SuiteResult> results) throws IOException {
        String text = page;
        if (!text.contains(HEADING)) {
            text = text.stripTrailing() + "\n\n" + HEADING + "\n\n"
                    + "Written by `kymo bench`, a suite at a time; a ratio below 1 means that Kymo takes less. Rounds "
                    + "alternate between the sides; the ratio is the median over forks and rounds, with the least and the most.\n";
        }
        for (final SuiteResult result : results) {
            final String begin = "<!-- bench " + result.suite().name() + " -->";
            final String end = "<!-- end of bench " + result.suite().name() + " -->";
            final String section = begin + "\n" + section(result) + end + "\n";
            final int from = text.indexOf(begin);
            if (from < 0) {
                text = text.stripTrailing() + "\n\n" + section;
                continue;
            }
            final int to = text.indexOf(end, from);
            if (to < 0) {
                throw new IOException("docs/RESULTS.md: expected '" + end + "' after '" + begin + "', found none");
            }
            text = text.substring(0, from) + section.stripTrailing() + text.substring(to + end.length());
        }
        return text;
    }

    private static String section(final SuiteResult result) {
        final StringBuilder text = new StringBuilder(
                "### " + result.suite().name() + "\n\n" + result.suite().title());
        text.append(".\n\n    ").append(result.command()).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%s; load %.2f; %s; %s; %s form, %.0f s.%n%n",
                result.machine().describe(),
                result.machine().load(),
                result.machine().speed().describe(),
                result.began().toString().substring(0, 10),
                result.isQuick() ? "quick" : "full",
                result.seconds()));
        text.append(
                "| case | side | ops | typical | mean | p50 | p99 | p99.9 | CPU | allocated | rate | kymo / side |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (final CaseResult one : result.cases()) {
            text.append("| ")
                    .append(one.caseName())
                    .append(" | ")
                    .append(one.side())
                    .append(" | ")
                    .append(one.ops() > 0 ? String.format(Locale.ROOT, "%,d", one.ops()) : "")
                    .append(" | ");
            text.append(Figures.metric(one.metric(), one.median(one.metric())));
            text.append(" | ").append(one.ops() > 0 ? Figures.time(one.median("mean")) : "");
            for (final String percentile : List.of("p50", "p99", "p999")) {
                text.append(" | ")
                        .append(one.latencies().getTotalCount() > 0 ? Figures.time(one.median(percentile)) : "");
            }
            text.append(" | ").append(one.median("cpu_ns_per_op") > 0 ? Figures.time(one.median("cpu_ns_per_op")) : "");
            text.append(" | ").append(one.ops() > 0 ? Figures.digits(one.median("alloc_bytes_per_op")) + " B" : "");
            text.append(" | ").append(one.hasRate() ? Figures.rate(one.median("bytes_per_s")) : "");
            text.append(" | ").append(ResultTable.ratioText(result, one)).append(" |\n");
        }
        text.append('\n');
        writeShown(text, result);
        for (final SuiteResult.GoalResult goal : result.goals()) {
            text.append("- ").append(goal.isMet() ? "met" : goal.value().isPresent() ? "**missed**" : "not measured");
            text.append(": ").append(goal.goal().text());
            if (goal.value().isPresent()) {
                text.append("; found ").append(GoalText.found(goal));
            }
            text.append('\n');
        }
        if (!result.suite().limits().isEmpty()) {
            text.append("\nWhat limits it: ").append(result.suite().limits()).append('\n');
        }
        writeWhere(text, result);
        writeRest(text, result);
        return text.toString();
    }

    private static void writeShown(final StringBuilder text, final SuiteResult result) {
        if (result.suite().shown().isEmpty()) {
            return;
        }
        final List<List<String>> rows = ShownFigures.rows(result);
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---".repeat(rows.getFirst().size())).append("|\n");
            }
        }
        text.append('\n');
    }

    /// The top places by samples, a line per case.
    private static void writeWhere(final StringBuilder text, final SuiteResult result) {
        final List<String> sampled = result.suite().cases().stream()
                .map(Suite.Case::name)
                .filter(name -> !result.hot(name, "hot").isEmpty())
                .toList();
        if (sampled.isEmpty()) {
            return;
        }
        text.append(
                "\nWhere Kymo's time goes (Flight Recorder, rounds of their own, the frames most often on top; after the "
                        + "semicolon where it allocates):\n\n");
        for (final String name : sampled) {
            text.append("- ").append(name).append(": ").append(places(result.hot(name, "hot")));
            if (!result.hot(name, "alloc").isEmpty()) {
                text.append("; ").append(places(result.hot(name, "alloc")));
            }
            text.append('\n');
        }
    }

    private static String places(final List<SuiteResult.Hot> hot) {
        return String.join(
                ", ",
                hot.stream()
                        .limit(HOT_PLACES)
                        .map(one -> String.format(Locale.ROOT, "%.0f %% `%s`", 100 * one.share(), one.place()))
                        .toList());
    }

    private static void writeRest(final StringBuilder text, final SuiteResult result) {
        if (!result.suite().references().isEmpty() || !result.missing().isEmpty()) {
            text.append('\n');
        }
        result.suite()
                .references()
                .forEach(reference -> text.append("- ")
                        .append(reference.caseName())
                        .append(", ")
                        .append(reference.who())
                        .append(", not from this run: ")
                        .append(reference.text())
                        .append('\n'));
        result.missing()
                .forEach(missing -> text.append("- ")
                        .append(missing.caseName().isEmpty() ? "" : missing.caseName() + ", ")
                        .append(missing.side())
                        .append(" is missing: ")
                        .append(missing.reason())
                        .append('\n'));
        text.append('\n');
        for (final Suite.Planned planned : result.suite().planned()) {
            text.append("- not there yet: ")
                    .append(planned.caseName())
                    .append(": ")
                    .append(planned.reason())
                    .append('\n');
        }
        for (final Suite.Peer side : result.suite().sides()) {
            text.append("- **")
                    .append(side.name())
                    .append("**: ")
                    .append(side.setup())
                    .append("\n  ");
            text.append(side.why()).append('\n');
        }
    }
}
