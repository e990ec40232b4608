package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `query` on [OwnCase], with answers worked out by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryCommandTest {
    private static final long WALL_NS = 1_795_176_000_000_000_000L;

    private Path folder = Path.of("");
    private Path file = Path.of("");
    private @Nullable Kymo kymo;

    @BeforeAll
    void open(@TempDir final Path temporary) throws IOException {
        folder = temporary;
        file = folder.resolve("own.rrd");
        OwnCase.write(file);
        kymo = Kymo.loop(folder);
    }

    @AfterAll
    void close() throws IOException {
        if (kymo != null) {
            kymo.close();
        }
    }

    private Kymo.Outcome run(final Object... args) throws IOException {
        return java.util.Objects.requireNonNull(kymo).run(args);
    }

    /// What was printed, when that is one JSON object, nothing was said beside it, and all went well.
    private Map<String, @Nullable Object> latestAt(final String entity, final String at, final String... more)
            throws IOException {
        final Object[] args = new Object[8 + more.length];
        System.arraycopy(
                new Object[] {"query", "latest-at", file, "--entity", entity, "--at", at, "--json"}, 0, args, 0, 8);
        System.arraycopy(more, 0, args, 8, more.length);
        final Kymo.Outcome outcome = run(args);
        assertEquals("", outcome.stderr(), outcome.command());
        assertEquals(0, outcome.exitCode(), outcome.command());
        assertEquals(1, outcome.lines().size(), outcome.stdout());
        return Json.object(outcome.stdout());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> child(final Map<String, @Nullable Object> object, final String name) {
        return (Map<String, @Nullable Object>)
                java.util.Objects.requireNonNull(object.get(name), name + " in " + object);
    }

    private @Nullable Object values(final String entity, final String at, final String component) throws IOException {
        final Map<String, @Nullable Object> components = child(latestAt(entity, at), "components");
        return components.containsKey(component) ? child(components, component).get("values") : "none";
    }

    private static List<Object> numbers(final double... values) {
        return java.util.Arrays.stream(values)
                .mapToObj(v -> (Object) Json.Quantity.of(v))
                .toList();
    }

    @Test
    void shouldAnswerLatestAtAsDocumented() throws IOException {
        final Map<String, @Nullable Object> answer = latestAt("/a", "frame=1");
        assertEquals(List.of("entity", "timeline", "at", "components"), List.copyOf(answer.keySet()));
        assertEquals("/a", answer.get("entity"));
        assertEquals("frame", answer.get("timeline"));
        assertEquals("1", answer.get("at"));
        final Map<String, @Nullable Object> cell = child(child(answer, "components"), "Scalars:scalars");
        assertEquals(List.of("time", "row", "count", "values"), List.copyOf(cell.keySet()));
        assertEquals("1", cell.get("time"));
        assertTrue(String.valueOf(cell.get("row")).matches("[0-9a-f]{32}"), cell.toString());
        assertEquals(Json.Quantity.of(1), cell.get("count"));
        assertEquals(numbers(1.5), cell.get("values"));
    }

    @Test
    void shouldKeepEmptyApartFromNothing() throws IOException {
        final String scalars = "Scalars:scalars";
        assertEquals("none", values("/a", "frame=0", scalars));
        assertEquals(List.of(), values("/a", "frame=2", scalars));
        assertEquals(numbers(3), values("/a", "frame=3", scalars));
        assertEquals(numbers(44), values("/a", "frame=4", scalars));
        assertEquals(numbers(44), values("/a", "frame=9223372036854775807", scalars));
        assertEquals("none", values("/a", "frame=-9223372036854775808", scalars));
        assertEquals("none", values("/a", "no_such_timeline=4", scalars));
    }

    @Test
    void shouldReadTimesAsPeopleWriteThem() throws IOException {
        final String scalars = "Scalars:scalars";
        assertEquals(numbers(1.5), values("/a", "t=0.5s", scalars));
        assertEquals(numbers(1.5), values("/a", "t=1499ms", scalars));
        assertEquals(List.of(), values("/a", "t=1.5s", scalars));
        assertEquals(List.of(), values("/a", "t=1500000000", scalars));
        assertEquals("none", values("/a", "t=-1s", scalars));
        assertEquals(
                List.of(Json.Quantity.of(4), Json.Quantity.of(-0.0), "NaN"),
                values("/a", "wall=2026-11-20T12:00:00Z", scalars));
        assertEquals(
                List.of(Json.Quantity.of(4), Json.Quantity.of(-0.0), "NaN"),
                values("/a", "wall=2026-11-20T13:00:00+01:00", scalars));
        assertEquals("none", values("/a", "wall=2026-11-20T11:59:59.999999999Z", scalars));
        assertEquals(
                Long.toString(WALL_NS),
                latestAt("/a", "wall=2026-11-20T12:00:00Z").get("at"));
    }

    @Test
    void shouldHonourClearsAndStatics() throws IOException {
        assertEquals(List.of("root"), values("/tree", "frame=2", "TextLog:text"));
        assertEquals(List.of("leaf"), values("/tree/leaf", "frame=2", "TextLog:text"));
        assertEquals("none", values("/tree", "frame=3", "TextLog:text"));
        assertEquals("none", values("/tree/leaf", "frame=4", "TextLog:text"));
        assertEquals(List.of("again"), values("/tree/leaf", "frame=5", "TextLog:text"));
        assertEquals(numbers(8), values("/fixed", "frame=9", "Scalars:scalars"));
        assertEquals(numbers(8), values("/fixed", "no_such_timeline=0", "Scalars:scalars"));
        final Map<String, @Nullable Object> cell =
                child(child(latestAt("/fixed", "frame=9"), "components"), "Scalars:scalars");
        assertEquals("static", cell.get("time"));
    }

    @Test
    void shouldWriteEachWidthWithoutLoss() throws IOException {
        final Map<String, @Nullable Object> components = child(latestAt("/any", "frame=1"), "components");
        final String text = components.toString();
        assertTrue(text.contains("[9007199254740993]"), text);
        assertTrue(text.contains("value=-7.0"), text);
        assertTrue(text.contains("value=0.1]"), text);
    }

    @Test
    void shouldAddTheOriginWhenAsked() throws IOException {
        final String positions = "Points3D:positions";
        final List<Object> logged = List.of(numbers(0.25, 0.5, -1), numbers(1, 2, 3));
        final List<Object> absolute = List.of(numbers(1000000.25, 2000000.5, 99), numbers(1000001, 2000002, 103));
        assertEquals(logged, values("/cloud", "frame=0", positions));
        final Map<String, @Nullable Object> answer =
                child(latestAt("/cloud", "frame=0", "--absolute", "--component", positions), "components");
        assertEquals(List.of(positions), List.copyOf(answer.keySet()));
        assertEquals(absolute, child(answer, positions).get("values"));
        final Kymo.Outcome range = run(
                "query",
                "range",
                file,
                "--entity",
                "/cloud",
                "--timeline",
                "frame",
                "--component",
                positions,
                "--absolute",
                "--json");
        assertEquals(
                absolute,
                child(child(Json.object(range.stdout()), "components"), positions)
                        .get("values"));
    }

    @Test
    void shouldAnswerRangesInOrderEachRowOnce() throws IOException {
        final Kymo.Outcome all = run("query", "range", file, "--entity", "a", "--timeline", "frame", "--json");
        assertEquals(0, all.exitCode());
        assertEquals("", all.stderr());
        final List<Map<String, @Nullable Object>> rows =
                all.lines().stream().map(Json::object).toList();
        assertEquals(
                List.of("1", "2", "3", "4", "4"),
                rows.stream().map(row -> row.get("time")).toList());
        for (final Map<String, @Nullable Object> row : rows) {
            assertEquals(List.of("time", "row", "components"), List.copyOf(row.keySet()));
            assertEquals(
                    List.of("count", "values"),
                    List.copyOf(
                            child(child(row, "components"), "Scalars:scalars").keySet()));
        }
        assertEquals(
                numbers(44),
                child(child(rows.get(4), "components"), "Scalars:scalars").get("values"));
        final Kymo.Outcome part = run(
                "query",
                "range",
                file,
                "--entity",
                "/a",
                "--timeline",
                "t",
                "--from",
                "0.6s",
                "--to",
                "1.5s",
                "--json");
        assertEquals(1, part.lines().size(), part.stdout());
        final Kymo.Outcome cleared = run(
                "query",
                "range",
                file,
                "--entity",
                "/tree/leaf",
                "--timeline",
                "frame",
                "--component",
                "TextLog:text",
                "--json");
        assertEquals(2, cleared.lines().size(), "clears hide nothing in a range: " + cleared.stdout());
        final Kymo.Outcome fixed =
                run("query", "range", file, "--entity", "/fixed", "--timeline", "frame", "--from", "3", "--json");
        assertEquals("static", Json.object(fixed.stdout()).get("time"));
        final Kymo.Outcome none =
                run("query", "range", file, "--entity", "/a", "--timeline", "frame", "--from", "5", "--json");
        assertEquals(0, none.exitCode());
        assertEquals("", none.stdout());
    }

    @Test
    void shouldAnswerBatchesInTheirOrder() throws IOException {
        final String store = "\"store_kind\":\"recording\",\"app\":\"own_case\",\"recording\":\"the-one\"";
        final String a = "\"entity\":\"/a\",\"component\":\"Scalars:scalars\"";
        final Path questions = folder.resolve("own.jsonl");
        Files.write(
                questions,
                List.of(
                        "{\"kind\":\"store\"," + store + "}",
                        "",
                        "{\"kind\":\"column\"," + store + "," + a + "}",
                        "{\"kind\":\"latest_at\"," + store + "," + a + ",\"timeline\":\"frame\",\"at\":\"2\"}",
                        "{\"kind\":\"latest_at\"," + store + "," + a + ",\"timeline\":null,\"at\":null}",
                        "{\"kind\":\"latest_at\"," + store + "," + a + ",\"timeline\":\"frame\",\"at\":2}",
                        "{\"kind\":\"range\"," + store + "," + a
                                + ",\"timeline\":\"frame\",\"from\":\"4\",\"to\":\"9\"}",
                        "{\"kind\":\"store\",\"store_kind\":\"blueprint\",\"app\":\"own_case\",\"recording\":\"the-one\"}"));
        final Kymo.Outcome outcome = run("query", "batch", file, questions);
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        final List<Map<String, @Nullable Object>> answers =
                outcome.lines().stream().map(Json::object).toList();
        assertEquals(7, answers.size(), outcome.stdout());
        assertEquals(
                List.of("/__properties", "/a", "/any", "/cloud", "/fixed", "/tree", "/tree/leaf"),
                answers.get(0).get("entities"));
        assertEquals(
                Map.of("frame", "sequence", "t", "duration", "wall", "timestamp"),
                answers.get(0).get("timelines"));
        assertEquals(List.of("rerun.archetypes.Scalars"), answers.get(1).get("archetypes"));
        assertEquals(List.of("rerun.components.Scalar"), answers.get(1).get("types"));
        assertEquals(false, answers.get(1).get("has_static"));
        assertEquals(List.of("frame", "t", "wall"), answers.get(1).get("timelines"));
        assertEquals(List.of(), child(answers.get(2), "result").get("values"));
        assertEquals(Json.Quantity.of(0), child(answers.get(2), "result").get("count"));
        assertTrue(answers.get(3).containsKey("result"));
        assertEquals(null, answers.get(3).get("result"));
        assertEquals(Json.Quantity.of(2), answers.get(4).get("at"), "a question comes back as it was asked");
        assertEquals(
                2, ((List<?>) java.util.Objects.requireNonNull(answers.get(5).get("rows"))).size());
        assertEquals(List.of(), answers.get(6).get("entities"));
    }

    @Test
    void shouldSayWhichLineIsNoQuestion() throws IOException {
        final String store = "\"app\":\"own_case\",\"recording\":\"the-one\"";
        for (final String bad : List.of(
                "hello",
                "{",
                "[]",
                "{\"kind\":\"store\"}",
                "{\"kind\":\"how\"," + store + "}",
                "{\"kind\":\"latest_at\"," + store + ",\"entity\":\"/a\",\"component\":\"c\",\"timeline\":\"frame\"}",
                "{\"kind\":\"latest_at\"," + store
                        + ",\"entity\":\"/a\",\"component\":\"c\",\"timeline\":\"frame\",\"at\":\"soon\"}")) {
            final Path questions =
                    Files.write(folder.resolve("bad.jsonl"), List.of("{\"kind\":\"store\"," + store + "}", bad));
            final Kymo.Outcome outcome = run("query", "batch", file, questions);
            assertEquals(1, outcome.exitCode(), bad);
            assertEquals(1, outcome.complaints().size(), outcome.stderr());
            assertTrue(outcome.stderr().contains("line 2"), outcome.stderr());
            assertEquals(1, outcome.lines().size(), "the answer before stays: " + outcome.stdout());
        }
    }

    @Test
    void shouldAskForTheRecordingWhenThereAreSeveral() throws IOException {
        final Path other = folder.resolve("other.rrd");
        OwnCase.write(other, "own_case", "the-other", out -> {
            out.setTimeSequence("frame", 1);
            out.log("a", dev.kymo.sdk.Scalars.of(99));
        });
        final Path both = folder.resolve("both.rrd");
        Files.write(both, Files.readAllBytes(file));
        Files.write(both, Files.readAllBytes(other), java.nio.file.StandardOpenOption.APPEND);
        final Kymo.Outcome unasked = run("query", "latest-at", both, "--entity", "/a", "--at", "frame=1", "--json");
        assertEquals(1, unasked.exitCode());
        assertEquals("", unasked.stdout());
        assertEquals(1, unasked.complaints().size(), unasked.stderr());
        assertTrue(
                unasked.stderr().contains("--recording")
                        && unasked.stderr().contains("the-one")
                        && unasked.stderr().contains("the-other"),
                unasked.stderr());
        final Kymo.Outcome asked = run(
                "query", "latest-at", both, "--entity", "/a", "--at", "frame=1", "--json", "--recording", "the-other");
        assertEquals(
                numbers(99),
                child(child(Json.object(asked.stdout()), "components"), "Scalars:scalars")
                        .get("values"));
        final Kymo.Outcome absent =
                run("query", "range", both, "--entity", "/a", "--timeline", "frame", "--recording", "no");
        assertEquals(1, absent.exitCode());
        assertEquals(1, absent.complaints().size(), absent.stderr());
    }

    @Test
    void shouldTellWrongUsageFromFailure() throws IOException {
        final List<List<Object>> usage = List.of(
                List.of("query"),
                List.of("query", "latest-at", file),
                List.of("query", "latest-at", file, "--entity", "/a"),
                List.of("query", "latest-at", file, "--entity", "/a", "--at", "frame"),
                List.of("query", "latest-at", file, "--entity", "/a", "--at", "frame=soon"),
                List.of("query", "latest-at", file, "--entity", "/a", "--at", "t=1.5parsecs"),
                List.of("query", "latest-at", file, "--entity", "/a", "--at", "frame=99999999999999999999"),
                List.of("query", "range", file, "--entity", "/a"),
                List.of("query", "range", file, "--entity", "/a", "--timeline", "t", "--from", "soon"),
                List.of("query", "range", file, "--entity", "/a", "--timeline", "t", "--to", "1e999999999s"),
                List.of("query", "what", file),
                List.of("rrd"),
                List.of("rrd", "stats"),
                List.of("rrd", "stats", file, "--jsn"),
                List.of("view", file, "--headless", "--screenshot", folder.resolve("x.png"), "--size", "1280"),
                List.of("view", file, "--headless", "--screenshot", folder.resolve("x.png"), "--size", "99999x10"),
                List.of("import", file),
                List.of("nonsense"));
        for (final List<Object> args : usage) {
            final Kymo.Outcome outcome = run(args.toArray());
            assertEquals(2, outcome.exitCode(), outcome.command() + ": " + outcome.stderr());
            assertEquals("", outcome.stdout(), outcome.command());
            assertEquals(1, outcome.stderr().lines().count(), outcome.command() + ": " + outcome.stderr());
        }
        final Kymo.Outcome failure = run("query", "latest-at", file, "--entity", "/nobody", "--at", "frame=1");
        assertEquals(1, failure.exitCode());
        assertEquals(1, failure.complaints().size(), failure.stderr());
        assertEquals("", failure.stdout());
    }

    @Test
    void shouldHelpWithTwoExamples() throws IOException {
        for (final List<Object> command : List.of(
                List.<Object>of("demo"),
                List.<Object>of("record"),
                List.<Object>of("view"),
                List.<Object>of("import"),
                List.<Object>of("query"),
                List.<Object>of("query", "latest-at"),
                List.<Object>of("query", "range"),
                List.<Object>of("query", "dataframe"),
                List.<Object>of("query", "batch"),
                List.<Object>of("export"),
                List.<Object>of("rrd"),
                List.<Object>of("rrd", "stats"),
                List.<Object>of("rrd", "print"),
                List.<Object>of("rrd", "verify"),
                List.<Object>of("doctor"))) {
            final java.util.ArrayList<Object> args = new java.util.ArrayList<>(command);
            args.add("--help");
            final Kymo.Outcome outcome = run(args.toArray());
            assertEquals(0, outcome.exitCode(), outcome.command());
            assertEquals("", outcome.stderr(), outcome.command());
            final String examples = outcome.stdout().substring(outcome.stdout().indexOf("Examples:"));
            assertTrue(examples.lines().filter(line -> line.contains("kymo ")).count() >= 2, outcome.stdout());
        }
    }

    @Test
    void shouldTakeQuestionsFromStandardInput() throws IOException, InterruptedException {
        final Kymo.Running batch = Kymo.start(folder, Map.of(), "query", "batch", file, "-");
        try (var questions = batch.process().getOutputStream()) {
            questions.write("{\"kind\":\"store\",\"app\":\"own_case\",\"recording\":\"the-one\"}\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        final Kymo.Outcome outcome = batch.end();
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals("", outcome.stderr());
        assertTrue(Json.object(outcome.stdout()).containsKey("entities"), outcome.stdout());
    }
}
