package dev.kymo.perf.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.perf.latency.ControlLoop;
import dev.kymo.perf.latency.ControlLoop.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// A control loop with and without logging, in turns: A B B A and so on, and what differs.
final class ControlReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "max"};
    private static final double TOLD = 99.9;

    private final List<Round> plain = new ArrayList<>();
    private final List<Round> logging = new ArrayList<>();

    /// @param pairs rounds of each kind
    /// @param roundNs how long each is
    static ControlReport run(final ControlLoop loop, final int pairs, final long roundNs) {
        final ControlReport report = new ControlReport();
        for (int pair = 0; pair < pairs; pair++) {
            final boolean isLoggingFirst = pair % 2 == 1;
            report.add(isLoggingFirst, loop.run(isLoggingFirst, roundNs));
            report.add(!isLoggingFirst, loop.run(!isLoggingFirst, roundNs));
        }
        return report;
    }

    private void add(final boolean logs, final Round round) {
        (logs ? logging : plain).add(round);
    }

    private static Histogram sum(final List<Round> rounds, final boolean isLateness) {
        final Histogram sum = new Histogram(3);
        rounds.forEach(round -> sum.add(isLateness ? round.lateness() : round.turns()));
        return sum;
    }

    /// What logging adds to the lateness that 99.9 % of the turns do not exceed, in each pair of rounds; ns, ascending.
    private long[] differences() {
        final long[] differences = new long[plain.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = logging.get(i).lateness().getValueAtPercentile(TOLD)
                    - plain.get(i).lateness().getValueAtPercentile(TOLD);
        }
        Arrays.sort(differences);
        return differences;
    }

    private long count(final boolean isDropped) {
        return logging.stream()
                .mapToLong(round -> isDropped ? round.dropped() : round.rows())
                .sum();
    }

    String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-26s%16s%16s%16s%n", "", "no logging", "logging", "difference"));
        for (final boolean isLateness : new boolean[] {true, false}) {
            final Histogram without = sum(plain, isLateness);
            final Histogram with = sum(logging, isLateness);
            for (int i = 0; i < PERCENTILES.length; i++) {
                final long a = without.getValueAtPercentile(PERCENTILES[i]);
                final long b = with.getValueAtPercentile(PERCENTILES[i]);
                text.append(String.format(
                        Locale.ROOT,
                        "%-26s%16s%16s%16s%n",
                        (isLateness ? "turn begins late by, " : "turn takes, ") + NAMES[i],
                        micros(a),
                        micros(b),
                        micros(b - a)));
            }
        }
        final long[] differences = differences();
        text.append(String.format(
                Locale.ROOT,
                "late p99.9, logging − not, of %d pairs of rounds: median %s, %s to %s%n",
                differences.length,
                micros(differences[differences.length / 2]),
                micros(differences[0]),
                micros(differences[differences.length - 1])));
        text.append(String.format(Locale.ROOT, "%,d rows logged, %,d dropped%n", count(false), count(true)));
        return text.toString();
    }

    private static String micros(final long ns) {
        return String.format(Locale.ROOT, "%.1f µs", ns / 1000.0);
    }

    /// `{"late_ns":{"plain":{"p50",…},"logging":{…}},"turn_ns":{…},"late_p999_difference_ns":[…],"rows","dropped"}`
    void writeJson(final java.io.PrintStream to) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(to).useDefaultPrettyPrinter()) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            for (final boolean isLateness : new boolean[] {true, false}) {
                out.writeObjectFieldStart(isLateness ? "late_ns" : "turn_ns");
                write(out, "plain", sum(plain, isLateness));
                write(out, "logging", sum(logging, isLateness));
                out.writeEndObject();
            }
            out.writeFieldName("late_p999_difference_ns");
            final long[] differences = differences();
            out.writeArray(differences, 0, differences.length);
            out.writeNumberField("rows", count(false));
            out.writeNumberField("dropped", count(true));
            out.writeEndObject();
        }
        to.println();
    }

    private static void write(final JsonGenerator out, final String name, final Histogram histogram)
            throws IOException {
        out.writeObjectFieldStart(name);
        for (int i = 0; i < PERCENTILES.length; i++) {
            out.writeNumberField(NAMES[i].replace(".", ""), histogram.getValueAtPercentile(PERCENTILES[i]));
        }
        out.writeEndObject();
    }
}
