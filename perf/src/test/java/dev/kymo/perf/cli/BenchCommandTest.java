package dev.kymo.perf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The harness with real processes and next to no work. No peer that would have to be fetched.
final class BenchCommandTest {
    @BeforeAll
    static void keepStandardOutput() {
        PerfMain.speakTo(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseFlightsThroughCloudsOfNoOrTooManyPoints() {
        for (final String points : List.of("0", "3G", "10X", "", "99999999999999999999", "9999999999G")) {
            assertEquals(2, PerfMain.run("bench", "flight", "--points", points), points);
        }
    }

    @Test
    void shouldMeasureLoggingBesideTheRawRing(@TempDir final Path folder) throws IOException {
        final Path json = folder.resolve("bench.json");
        final Path report = folder.resolve("bench.html");
        final int exitCode = PerfMain.run(
                "bench",
                "log",
                "--quick",
                "--scale",
                "0.05",
                "--rounds",
                "2",
                "--peer",
                "agrona-ring",
                "--case",
                "scalar-burst",
                "--case",
                "row-64b",
                "--json",
                json.toString(),
                "--report",
                report.toString());
        assertEquals(0, exitCode);
        final Set<String> fields = fieldNames(json);
        for (final String field : List.of(
                "suite",
                "machine",
                "cpu",
                "cores",
                "jdk",
                "driver",
                "quick",
                "seed",
                "cases",
                "case",
                "side",
                "unit",
                "ops",
                "p50",
                "p90",
                "p99",
                "p999",
                "max",
                "cpu_ns_per_op",
                "alloc_bytes_per_op",
                "bytes_per_s",
                "ratios",
                "metric",
                "vs",
                "median",
                "min",
                "rounds",
                "busy_rounds",
                "goals",
                "text",
                "value",
                "target",
                "met")) {
            assertTrue(fields.contains(field), field + " in " + fields);
        }
        final String text = Files.readString(json);
        // Those that something else disturbed are taken again.
        assertTrue(text.matches("(?s).*\"rounds\" : [234].*") && text.contains("\"vs\" : \"agrona-ring\""), text);
        assertTrue(!text.contains("answers differ"), text);
        final String page = Files.readString(report);
        assertTrue(page.contains("<polyline") && page.contains("agrona-ring"), page);
    }

    @Test
    void shouldAskEverySideTheSameQuestions(@TempDir final Path folder) throws IOException {
        final Path json = folder.resolve("bench.json");
        final int exitCode = PerfMain.run(
                "bench",
                "latest-at",
                "range",
                "--quick",
                "--scale",
                "0.02",
                "--rounds",
                "1",
                "--forks",
                "2",
                "--peer",
                "skip-list",
                "--peer",
                "raw-sum",
                "--case",
                "mono-jitter",
                "--case",
                "mono-rates",
                "--case",
                "window-10k",
                "--json",
                json.toString());
        assertEquals(0, exitCode);
        final String text = Files.readString(json);
        assertTrue(text.contains("\"vs\" : \"skip-list\"") && text.contains("\"vs\" : \"raw-sum\""), text);
        assertTrue(text.contains("\"forks\" : 2") && text.contains("mono-rates"), text);
        assertTrue(!text.contains("answers differ"), text);
    }

    @Test
    void shouldSayWhereTheTimeGoesWhenThereIsNoPeer(@TempDir final Path folder) throws IOException {
        final Path json = folder.resolve("bench.json");
        final int exitCode = PerfMain.run(
                "bench",
                "open",
                "ingest",
                "--quick",
                "--scale",
                "0.05",
                "--rounds",
                "1",
                "--no-peers",
                "--profile",
                "--case",
                "cold-footer",
                "--case",
                "20-times-no-footer",
                "--case",
                "commit-to-visible-1khz",
                "--json",
                json.toString());
        assertEquals(0, exitCode);
        final String text = Files.readString(json);
        assertTrue(text.contains("\"kind\" : \"hot\""), text);
        assertTrue(text.contains("commit-to-visible-1khz") && text.contains("cold-footer"), text);
        // The short recording's answers are the long one's.
        assertTrue(text.contains("\"large_over_small\""), text);
    }

    @Test
    void shouldRefuseSuitesThatItDoesNotKnow() {
        assertEquals(2, PerfMain.run("bench", "nothing"));
        assertEquals(2, PerfMain.run("bench"));
        assertEquals(2, PerfMain.run("bench", "scalars"));
        assertEquals(0, PerfMain.run("bench", "--list"));
    }

    private static Set<String> fieldNames(final Path json) throws IOException {
        final Set<String> names = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(Files.readString(json))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }
}
