package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `query batch` against the answers of Rerun's own store.
final class SemanticCasesTest {
    private static final Set<String> ANSWERS =
            Set.of("entities", "archetypes", "types", "has_static", "timelines", "result", "rows");
    private static final Set<String> SETS = Set.of("entities", "archetypes", "types", "timelines");

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerEveryQuestionAsExpected() throws IOException {
        final List<Path> cases;
        try (Stream<Path> files = Files.list(SharedCases.file("semantics"))) {
            cases = files.filter(file -> file.toString().endsWith(".rrd"))
                    .sorted()
                    .toList();
        }
        assertTrue(cases.size() >= 25, "cases: " + cases);
        int questions = 0;
        try (Kymo kymo = Kymo.loop(folder)) {
            for (final Path rrd : cases) {
                questions += answers(kymo, rrd);
            }
        }
        assertTrue(questions > 1000, "questions: " + questions);
    }

    private int answers(final Kymo kymo, final Path rrd) throws IOException {
        final String name = String.valueOf(rrd.getFileName()).replace(".rrd", "");
        final List<Map<String, @Nullable Object>> expected =
                Files.readAllLines(rrd.resolveSibling(name + ".expected.jsonl")).stream()
                        .map(Json::object)
                        .toList();
        final Path questions = folder.resolve(name + ".jsonl");
        Files.write(
                questions,
                expected.stream()
                        .map(SemanticCasesTest::question)
                        .map(Json::line)
                        .toList());
        final Kymo.Outcome outcome = kymo.run("query", "batch", rrd, questions);
        assertEquals(0, outcome.exitCode(), name + ": " + outcome.stderr());
        assertEquals(expected.size(), outcome.lines().size(), name + ": lines");
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(
                    comparable(expected.get(i)),
                    comparable(Json.object(outcome.lines().get(i))),
                    name + ": line " + (i + 1));
        }
        return expected.size();
    }

    static Map<String, @Nullable Object> question(final Map<String, @Nullable Object> line) {
        final Map<String, @Nullable Object> question = new LinkedHashMap<>(line);
        question.keySet().removeAll(ANSWERS);
        return question;
    }

    static Map<String, @Nullable Object> comparable(final Map<String, @Nullable Object> line) {
        final Map<String, @Nullable Object> fields = new LinkedHashMap<>(line);
        fields.replaceAll((field, value) ->
                SETS.contains(field) && value instanceof final List<?> list ? new HashSet<>(list) : value);
        return fields;
    }
}
