package dev.kymo.perf.report;

import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Results as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.
public final class HtmlReport {
    private static final String STYLE = "report.css";
    private static final int HOT_PLACES = 3;

    private HtmlReport() {}

    public static String write(final List<SuiteResult> results) {
        final StringBuilder page = new StringBuilder("<!doctype html><html lang='en'><head><meta charset='utf-8'>"
                + "<meta name='viewport' content='width=device-width, initial-scale=1'><title>Kymo beside its peers"
                + "</title><style>");
        page.append(style()).append("</style></head><body><main>");
        writeHead(page, results);
        results.forEach(result -> writeSuite(page, result));
        page.append("<footer>Ratios are medians over rounds in which the sides took turns on this machine; figures "
                + "marked as references are not from this run. Percentiles of bursts are over batches of 16 calls with "
                + "the clock's cost taken off.</footer></main></body></html>\n");
        return page.toString();
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream(STYLE)) {
            if (css == null) {
                throw new IllegalStateException(STYLE + " is not beside " + HtmlReport.class.getName());
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeHead(final StringBuilder page, final List<SuiteResult> results) {
        page.append("<header><h1>Kymo beside its peers</h1>");
        if (!results.isEmpty()) {
            final SuiteResult first = results.getFirst();
            final Machine machine = first.machine();
            page.append("<dl class='machine'>");
            field(page, "Machine", machine.cpu() + ", " + machine.cores() + " cores, " + gib(machine));
            field(page, "System", machine.kernel() + ", " + machine.jdk());
            field(page, "Graphics", machine.driver());
            field(page, "Huge pages", machine.hugePages() + "; shared memory " + machine.shmHugePages());
            field(page, "When", first.began().toString().replaceAll("\\.[0-9]+Z", "Z"));
            field(
                    page,
                    "Form",
                    (first.isQuick() ? "quick: for daily use, not for claims" : "full") + ", seed " + first.seed());
            page.append("</dl>");
        }
        page.append("<nav>");
        for (final SuiteResult result : results) {
            final long met = result.goals().stream()
                    .filter(SuiteResult.GoalResult::isMet)
                    .count();
            page.append("<a href='#")
                    .append(result.suite().name())
                    .append("'><b>")
                    .append(result.suite().name())
                    .append("</b><span>")
                    .append(met)
                    .append(" of ")
                    .append(result.goals().size())
                    .append(" goals</span><i style='--met:")
                    .append(
                            result.goals().isEmpty()
                                    ? 0
                                    : 100 * met / result.goals().size())
                    .append("%'></i></a>");
        }
        page.append("</nav></header>");
    }

    private static String gib(final Machine machine) {
        return String.format(Locale.ROOT, "%.0f GiB", machine.memoryBytes() / 0x1p30);
    }

    private static void field(final StringBuilder page, final String name, final String value) {
        page.append("<div><dt>")
                .append(name)
                .append("</dt><dd>")
                .append(Html.escape(value))
                .append("</dd></div>");
    }

    private static void writeSuite(final StringBuilder page, final SuiteResult result) {
        final Suite suite = result.suite();
        final List<String> sides = suite.sides().stream().map(Suite.Peer::name).toList();
        page.append("<section id='")
                .append(suite.name())
                .append("'><h2>")
                .append(suite.name())
                .append("</h2><p class='lead'>");
        page.append(Html.escape(suite.title())).append("</p><p class='command'><code>");
        page.append(Html.escape(result.command())).append("</code> ");
        page.append(String.format(
                Locale.ROOT,
                "%.0f s, load %.2f when it began</p>",
                result.seconds(),
                result.machine().load()));
        writeGoals(page, result);
        for (final Suite.Case work : suite.cases()) {
            writeCase(page, result, work, sides);
        }
        writePeers(page, result, sides);
        page.append("</section>");
    }

    private static void writeGoals(final StringBuilder page, final SuiteResult result) {
        if (result.goals().isEmpty()) {
            return;
        }
        page.append("<ul class='goals'>");
        for (final SuiteResult.GoalResult goal : result.goals()) {
            final String state = goal.isMet() ? "met" : goal.value().isPresent() ? "missed" : "unknown";
            page.append("<li class='")
                    .append(state)
                    .append("'><em>")
                    .append(state)
                    .append("</em>");
            page.append(Html.escape(goal.goal().text())).append("<b>");
            page.append(Html.escape(GoalText.found(goal))).append("</b></li>");
        }
        page.append("</ul>");
        if (!result.suite().limits().isEmpty()) {
            page.append("<p class='limits'><b>What limits it:</b> ")
                    .append(Html.escape(result.suite().limits()))
                    .append("</p>");
        }
    }

    private static void writeCase(
            final StringBuilder page, final SuiteResult result, final Suite.Case work, final List<String> sides) {
        final List<CaseResult> found = result.cases().stream()
                .filter(one -> one.caseName().equals(work.name()))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        page.append("<article><h3>").append(work.name()).append("</h3><p class='what'>");
        page.append(Html.escape(work.what()))
                .append("; per ")
                .append(work.unit())
                .append("</p><div class='plots'><figure>");
        page.append(Plots.bars(found, sides)).append("</figure>");
        final List<CaseResult> withLatencies = found.stream()
                .filter(one -> one.latencies().getTotalCount() > 10)
                .toList();
        if (!withLatencies.isEmpty()) {
            page.append("<figure>")
                    .append(Plots.percentiles(withLatencies, sides))
                    .append("</figure>");
        }
        page.append("</div>");
        writeTable(page, result, found, sides);
        result.suite().references().stream()
                .filter(reference -> reference.caseName().equals(work.name()))
                .forEach(reference -> page.append("<p class='reference'><b>")
                        .append(Html.escape(reference.who()))
                        .append("</b>, not from this run: ")
                        .append(Html.escape(reference.text()))
                        .append("</p>"));
        result.missing().stream()
                .filter(missing -> missing.caseName().equals(work.name()))
                .forEach(missing -> writeMissing(page, missing));
        writeHot(page, result, work);
        page.append("</article>");
    }

    private static void writeMissing(final StringBuilder page, final SuiteResult.Missing missing) {
        page.append("<p class='missing'><b>")
                .append(Html.escape(missing.side()))
                .append("</b> is missing: ")
                .append(Html.escape(missing.reason()))
                .append("</p>");
    }

    private static void writeTable(
            final StringBuilder page,
            final SuiteResult result,
            final List<CaseResult> found,
            final List<String> sides) {
        final boolean hasTimes = found.stream().anyMatch(one -> one.ops() > 0);
        final boolean hasLatencies =
                found.stream().anyMatch(one -> one.latencies().getTotalCount() > 0);
        final boolean hasRate = found.stream().anyMatch(CaseResult::hasRate);
        page.append("<div class='wide'><table><thead><tr><th>side</th><th>")
                .append(label(found.getFirst().metric()))
                .append("</th>");
        if (hasLatencies) {
            page.append("<th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th>");
        }
        page.append(hasTimes ? "<th>ops</th><th>CPU</th><th>allocated</th>" : "")
                .append(hasRate ? "<th>rate</th>" : "");
        page.append("<th>kymo / side</th><th class='s'>also</th></tr></thead><tbody>");
        for (final CaseResult one : found) {
            page.append("<tr")
                    .append(one.side().equals(Suite.KYMO) ? " class='own'" : "")
                    .append("><th><i style='background:");
            page.append(Palette.of(one.side(), sides))
                    .append("'></i>")
                    .append(Html.escape(one.side()))
                    .append("</th>");
            cell(page, Figures.metric(one.metric(), one.median(one.metric())));
            if (hasLatencies) {
                for (final String percentile : List.of("p50", "p90", "p99", "p999", "max")) {
                    cell(page, one.latencies().getTotalCount() > 0 ? Figures.time(one.median(percentile)) : "");
                }
            }
            if (hasTimes) {
                cell(page, one.ops() > 0 ? String.format(Locale.ROOT, "%,d", one.ops()) : "");
                cell(page, one.median("cpu_ns_per_op") > 0 ? Figures.time(one.median("cpu_ns_per_op")) : "");
                cell(page, one.ops() > 0 ? Figures.digits(one.median("alloc_bytes_per_op")) + " B" : "");
            }
            if (hasRate) {
                cell(page, one.hasRate() ? Figures.rate(one.median("bytes_per_s")) : "");
            }
            ratio(page, ResultTable.ratioText(result, one));
            page.append("<td class='s'>").append(figures(one)).append("</td></tr>");
        }
        page.append("</tbody></table></div>");
    }

    private static String label(final String metric) {
        return metric.replace('_', ' ');
    }

    private static String figures(final CaseResult one) {
        final StringBuilder text = new StringBuilder();
        for (final Map.Entry<String, Double> figure : one.figures().entrySet()) {
            if (!figure.getKey().equals(one.metric())) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(label(figure.getKey()))
                        .append(' ')
                        .append(Figures.digits(figure.getValue()));
            }
        }
        return Html.escape(text.toString());
    }

    /// The ratio, and its range below it: side by side they make the table wider than a page.
    private static void ratio(final StringBuilder page, final String text) {
        final int range = text.indexOf(" (");
        page.append("<td>").append(Html.escape(range < 0 ? text : text.substring(0, range)));
        if (range >= 0) {
            page.append("<small>")
                    .append(Html.escape(text.substring(range + 1)))
                    .append("</small>");
        }
        page.append("</td>");
    }

    private static void cell(final StringBuilder page, final String text) {
        page.append("<td>").append(Html.escape(text)).append("</td>");
    }

    private static void writeHot(final StringBuilder page, final SuiteResult result, final Suite.Case work) {
        for (final String kind : List.of("hot", "alloc")) {
            final List<SuiteResult.Hot> places = result.hot().stream()
                    .filter(hot ->
                            hot.caseName().equals(work.name()) && hot.kind().equals(kind))
                    .limit(HOT_PLACES)
                    .toList();
            if (!places.isEmpty()) {
                page.append("<p class='hot'><b>")
                        .append(kind.equals("hot") ? "Kymo's time" : "Kymo's allocations")
                        .append("</b>");
                places.forEach(hot -> page.append(String.format(
                        Locale.ROOT,
                        " <span>%.0f %% <code>%s</code></span>",
                        100 * hot.share(),
                        Html.escape(hot.place()))));
                page.append("</p>");
            }
        }
    }

    private static void writePeers(final StringBuilder page, final SuiteResult result, final List<String> sides) {
        page.append(
                "<details open><summary>How each side was set up, and why that is its best reasonable use</summary><dl class='peers'>");
        for (final Suite.Peer side : result.suite().sides()) {
            page.append("<dt><i style='background:")
                    .append(Palette.of(side.name(), sides))
                    .append("'></i>");
            page.append(Html.escape(side.name()))
                    .append("</dt><dd>")
                    .append(Html.escape(side.setup()))
                    .append("<br>");
            page.append(Html.escape(side.why()));
            result.missing().stream()
                    .filter(missing ->
                            missing.caseName().isEmpty() && missing.side().equals(side.name()))
                    .forEach(missing -> writeMissing(page, missing));
            page.append("</dd>");
        }
        page.append("</dl></details>");
    }
}
