package dev.kymo.perf.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.perf.run.CaseResult;
import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.SuiteResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// Results as JSON: an object for one suite, an array of them for several.
///
/// `{"suite","machine":{"cpu","cores","jdk","driver"…},"quick","seed","command","date","seconds",
/// "cases":[{"case","side","unit","ops","typical","mean","p50","p90","p99","p999","max","cpu_ns_per_op",
/// "alloc_bytes_per_op","per_round":{"fork":[],"busy":[],"typical":[],"mean":[],"cpu_ns_per_op":[]},
/// "bytes_per_s","figures":{}}],
/// "ratios":[{"case","metric","side":"kymo","vs","median","min","max","rounds","forks","busy_rounds"}],
/// "goals":[{"text","value","target","met"}],"missing":[{"case","side","reason"}],
/// "hot":[{"case","kind","share","place"}]}`. Fields that do not apply are left out.
public final class BenchJson {
    private BenchJson() {}

    public static String write(final List<SuiteResult> results) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            if (results.size() == 1) {
                writeSuite(json, results.getFirst());
            } else {
                json.writeStartArray();
                for (final SuiteResult result : results) {
                    writeSuite(json, result);
                }
                json.writeEndArray();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void writeSuite(final JsonGenerator json, final SuiteResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("suite", result.suite().name());
        writeMachine(json, result.machine());
        json.writeBooleanField("quick", result.isQuick());
        json.writeNumberField("seed", result.seed());
        json.writeStringField("command", result.command());
        json.writeStringField("date", result.began().toString());
        json.writeNumberField("seconds", result.seconds());
        json.writeArrayFieldStart("cases");
        for (final CaseResult found : result.cases()) {
            writeCase(json, found);
        }
        json.writeEndArray();
        writeRatios(json, result);
        writeGoals(json, result);
        writeRest(json, result);
        json.writeEndObject();
    }

    private static void writeMachine(final JsonGenerator json, final Machine machine) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeStringField("cpu", machine.cpu());
        json.writeNumberField("cores", machine.cores());
        json.writeStringField("jdk", machine.jdk());
        json.writeStringField("driver", machine.driver());
        json.writeStringField("kernel", machine.kernel());
        json.writeNumberField("memory_bytes", machine.memoryBytes());
        json.writeStringField("huge_pages", machine.hugePages());
        json.writeStringField("shm_huge_pages", machine.shmHugePages());
        json.writeNumberField("load", machine.load());
        if (machine.speed().isKnown()) {
            json.writeNumberField("core_hop_ns", machine.speed().coreHopNs());
            json.writeNumberField("memory_ns", machine.speed().memoryNs());
            json.writeNumberField("read_bytes_per_s", machine.speed().readBytesPerSecond());
        }
        json.writeEndObject();
    }

    private static void writeCase(final JsonGenerator json, final CaseResult found) throws IOException {
        json.writeStartObject();
        json.writeStringField("case", found.caseName());
        json.writeStringField("side", found.side());
        json.writeStringField("unit", found.unit());
        json.writeNumberField("ops", found.ops());
        if (found.ops() > 0) {
            json.writeNumberField("typical", found.median("typical"));
            json.writeNumberField("mean", found.median("mean"));
            if (found.latencies().getTotalCount() > 0) {
                for (final String percentile : List.of("p50", "p90", "p99", "p999", "max")) {
                    json.writeNumberField(percentile, found.median(percentile));
                }
            }
            json.writeNumberField("cpu_ns_per_op", found.median("cpu_ns_per_op"));
            json.writeNumberField("alloc_bytes_per_op", found.median("alloc_bytes_per_op"));
            writeRounds(json, found);
        }
        if (found.hasRate()) {
            json.writeNumberField("bytes_per_s", found.median("bytes_per_s"));
        }
        if (!found.figures().isEmpty()) {
            json.writeObjectFieldStart("figures");
            for (final Map.Entry<String, Double> figure : found.figures().entrySet()) {
                json.writeNumberField(figure.getKey(), figure.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /// What each round gave, so that others can judge how rounds and forks scatter.
    private static void writeRounds(final JsonGenerator json, final CaseResult found) throws IOException {
        json.writeObjectFieldStart("per_round");
        json.writeArrayFieldStart("fork");
        for (final int fork : found.forkOfRound()) {
            json.writeNumber(fork);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("busy");
        for (final boolean isBusy : found.busyRounds()) {
            json.writeBoolean(isBusy);
        }
        json.writeEndArray();
        for (final String metric : List.of("typical", "mean", "cpu_ns_per_op")) {
            json.writeArrayFieldStart(metric);
            for (final double value : found.perRound(metric)) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeRatios(final JsonGenerator json, final SuiteResult result) throws IOException {
        json.writeArrayFieldStart("ratios");
        for (final SuiteResult.Ratio ratio : result.ratios()) {
            json.writeStartObject();
            json.writeStringField("case", ratio.caseName());
            json.writeStringField("metric", ratio.metric());
            json.writeStringField("side", "kymo");
            json.writeStringField("vs", ratio.vs());
            json.writeNumberField("median", ratio.range().median());
            json.writeNumberField("min", ratio.range().min());
            json.writeNumberField("max", ratio.range().max());
            json.writeNumberField("rounds", ratio.range().rounds());
            json.writeNumberField("forks", ratio.range().forks());
            json.writeNumberField("busy_rounds", ratio.range().busyRounds());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeGoals(final JsonGenerator json, final SuiteResult result) throws IOException {
        json.writeArrayFieldStart("goals");
        for (final SuiteResult.GoalResult goal : result.goals()) {
            json.writeStartObject();
            json.writeStringField("text", goal.goal().text());
            if (goal.value().isPresent()) {
                json.writeNumberField("value", goal.value().get());
            }
            json.writeNumberField("target", goal.goal().target());
            json.writeBooleanField("met", goal.isMet());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeRest(final JsonGenerator json, final SuiteResult result) throws IOException {
        json.writeArrayFieldStart("missing");
        for (final SuiteResult.Missing missing : result.missing()) {
            json.writeStartObject();
            if (!missing.caseName().isEmpty()) {
                json.writeStringField("case", missing.caseName());
            }
            json.writeStringField("side", missing.side());
            json.writeStringField("reason", missing.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("hot");
        for (final SuiteResult.Hot hot : result.hot()) {
            json.writeStartObject();
            json.writeStringField("case", hot.caseName());
            json.writeStringField("kind", hot.kind());
            json.writeNumberField("share", hot.share());
            json.writeStringField("place", hot.place());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
