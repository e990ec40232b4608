package dev.kymo.perf.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kymo.perf.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ratios of an earlier run, to compare with. Ratios and not times: machines differ.
public final class Baseline {
    /// A ratio is worse when even its best round is this much above the baseline's worst.
    private static final double TOLERANCE = 1.15;

    private final Map<String, Double> worst;

    private Baseline(final Map<String, Double> worst) {
        this.worst = worst;
    }

    /// Reads what [BenchJson] wrote.
    ///
    /// @throws IOException when it is no such file
    public static Baseline read(final Path file) throws IOException {
        final Map<String, Double> worst = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(java.nio.file.Files.newInputStream(file))) {
            String suite = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("suite")) {
                    suite = json.nextTextValue();
                } else if (token == JsonToken.FIELD_NAME && json.currentName().equals("ratios")) {
                    json.nextToken();
                    readRatios(json, suite, worst);
                }
            }
        }
        if (worst.isEmpty()) {
            throw new IOException(file + ": expected the output of kymo bench --json, found no ratios");
        }
        return new Baseline(worst);
    }

    private static void readRatios(final JsonParser json, final String suite, final Map<String, Double> into)
            throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            final Map<String, String> fields = new HashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                final String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getText());
            }
            into.put(
                    key(suite, fields.get("case"), fields.get("metric"), fields.get("vs")),
                    Double.valueOf(fields.getOrDefault("max", "NaN")));
        }
    }

    private static String key(
            final String suite, final @Nullable String work, final @Nullable String metric, final @Nullable String vs) {
        return suite + "/" + work + "/" + metric + "/" + vs;
    }

    /// What has become worse, a line each.
    public List<String> worse(final List<SuiteResult> results) {
        final List<String> lines = new ArrayList<>();
        for (final SuiteResult result : results) {
            for (final SuiteResult.Ratio ratio : result.ratios()) {
                final Double before =
                        worst.get(key(result.suite().name(), ratio.caseName(), ratio.metric(), ratio.vs()));
                if (before != null && ratio.range().min() > before * TOLERANCE) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "%s, %s, %s: at least %.3f times %s, the baseline's most was %.3f",
                            result.suite().name(),
                            ratio.caseName(),
                            ratio.metric(),
                            ratio.range().min(),
                            ratio.vs(),
                            before));
                }
            }
        }
        return lines;
    }
}
