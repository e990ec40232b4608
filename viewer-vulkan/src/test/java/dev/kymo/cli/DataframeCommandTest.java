package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `query dataframe` and `export` on [OwnCase], with answers worked out by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DataframeCommandTest {
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

    private Kymo.Outcome table(final String... more) throws IOException {
        final List<Object> args = new ArrayList<>(List.of("query", "dataframe", file));
        args.addAll(List.of(more));
        final Kymo.Outcome outcome = run(args.toArray());
        assertEquals("", outcome.stderr(), outcome.command());
        assertEquals(0, outcome.exitCode(), outcome.command());
        return outcome;
    }

    @Test
    void shouldPrintARowPerTimeAndAColumnPerComponent() throws IOException {
        assertEquals(
                List.of(
                        "frame,/a:Scalars:scalars,/tree:Clear:is_recursive,/tree:TextLog:text",
                        "1,1.5,,root",
                        "2,[],,",
                        "3,3.0,true,",
                        "4,44.0,,"),
                table("--timeline", "frame", "--entity", "/a", "--entity", "/tree")
                        .lines());
    }

    @Test
    void shouldFillWithWhatLatestAtAnswers() throws IOException {
        assertEquals(
                List.of(
                        "frame,/a:Scalars:scalars,/tree:Clear:is_recursive,/tree:TextLog:text,/tree/leaf:TextLog:text",
                        "1,1.5,,root,leaf",
                        "2,[],,root,leaf",
                        "3,3.0,true,,",
                        "4,44.0,true,,",
                        "5,44.0,true,,again"),
                table("--timeline", "frame", "--entity", "/a", "--entity", "/tree/**", "--fill", "latest-at")
                        .lines());
    }

    @Test
    void shouldHaveStaticDataInEveryRow() throws IOException {
        assertEquals(
                List.of("frame,/fixed:Scalars:scalars,/tree/leaf:TextLog:text", "1,8.0,leaf", "5,8.0,again"),
                table("--timeline", "frame", "--entity", "/fixed", "--entity", "/tree/leaf")
                        .lines());
        assertEquals(
                List.of("frame,/fixed:Scalars:scalars"),
                table("--timeline", "frame", "--entity", "/fixed").lines(),
                "static data alone makes no rows");
    }

    @Test
    void shouldTakeTimesComponentsAndAColumnThatMustHaveAValue() throws IOException {
        assertEquals(
                List.of(
                        "t,/a:Scalars:scalars,/cloud:Origin3D:origin,/fixed:Scalars:scalars",
                        "1.5s,[],\"[[1000000.0,2000000.0,100.0]]\",8.0"),
                table("--timeline", "t", "--from", "600ms", "--to", "1.5s").lines());
        assertEquals(
                List.of("frame,/tree:TextLog:text,/tree/leaf:TextLog:text", "1,root,leaf"),
                table("--timeline", "frame", "--component", "TextLog:text", "--has-value", "/tree:TextLog:text")
                        .lines());
        assertEquals(
                List.of("frame,/a:Scalars:scalars", "1,1.5", "5,44.0"),
                table(
                                "--timeline",
                                "frame",
                                "--entity",
                                "/a",
                                "--has-value",
                                "/tree/leaf:TextLog:text",
                                "--fill",
                                "latest-at")
                        .lines());
    }

    @Test
    @SuppressWarnings("unchecked")
    void shouldAnswerInTheDialectOfAllQueries() throws IOException {
        final List<String> lines = table(
                        "--timeline", "frame", "--entity", "/a", "--fill", "latest-at", "--from", "4", "--json")
                .lines();
        assertEquals(1, lines.size());
        final Map<String, @Nullable Object> row = Json.object(lines.getFirst());
        assertEquals(List.of("time", "cells"), List.copyOf(row.keySet()));
        assertEquals("4", row.get("time"));
        final Map<String, @Nullable Object> cells =
                (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(row.get("cells"));
        final Map<String, @Nullable Object> cell =
                (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(cells.get("/a:Scalars:scalars"));
        assertEquals(List.of("time", "row", "count", "values"), List.copyOf(cell.keySet()));
        assertEquals("4", cell.get("time"));
        assertEquals(List.of(Json.Quantity.of(44)), cell.get("values"));
    }

    @Test
    void shouldSayWhatThereIsWhenNothingFits() throws IOException {
        final Kymo.Outcome timeline = run("query", "dataframe", file, "--timeline", "fame");
        assertEquals(1, timeline.exitCode());
        assertTrue(timeline.stderr().contains("no timeline fame; there are frame, t, wall"), timeline.stderr());
        final Kymo.Outcome entity = run("query", "dataframe", file, "--timeline", "frame", "--entity", "/b/**");
        assertEquals(1, entity.exitCode());
        assertTrue(entity.stderr().contains("no entity matches /b/**"), entity.stderr());
        assertEquals(2, run("query", "dataframe", file).exitCode());
        assertEquals(
                2,
                run("query", "dataframe", file, "--timeline", "t", "--fill", "next")
                        .exitCode());
        assertEquals(
                2,
                run("query", "dataframe", file, "--timeline", "t", "--has-value", "/a")
                        .exitCode());
        assertEquals(
                1,
                run("query", "dataframe", file, "--timeline", "t", "--from", "2s", "--to", "1s")
                        .exitCode());
    }

    @Test
    void shouldExportTheSameTable() throws IOException {
        final Path csv = folder.resolve("out.csv");
        final Kymo.Outcome written = run("export", file, "-o", csv, "--timeline", "frame", "--entity", "/a");
        assertEquals(0, written.exitCode(), written.stderr());
        assertEquals(table("--timeline", "frame", "--entity", "/a").lines(), Files.readAllLines(csv));
        assertFalse(Files.exists(folder.resolve("out.csv.partial")));
        final Kymo.Outcome again = run("export", file, "-o", csv, "--timeline", "frame");
        assertEquals(1, again.exitCode());
        assertTrue(again.stderr().contains("--force"), again.stderr());
        assertEquals(
                0,
                run("export", file, "-o", csv, "--timeline", "frame", "--force").exitCode());
        assertEquals(1, run("export", file, "-o", csv, "--force").exitCode(), "three timelines, none of them log_time");
        assertEquals(
                2,
                run("export", file, "-o", folder.resolve("out.xlsx"), "--timeline", "frame")
                        .exitCode());
    }

    @Test
    void shouldSaveTheWholeRecordingAsOne() throws IOException {
        final Path saved = folder.resolve("saved.rrd");
        final Kymo.Outcome written = run("export", file, "-o", saved);
        assertEquals(0, written.exitCode(), written.stderr());
        assertTrue(written.stdout().startsWith(saved + ": "), written.stdout());
        for (final String timeline : List.of("frame", "log_time", "log_tick")) {
            final Kymo.Outcome before = run("query", "dataframe", file, "--timeline", timeline);
            assertEquals(
                    before.exitCode(),
                    run("query", "dataframe", saved, "--timeline", timeline).exitCode());
            assertEquals(
                    before.lines(),
                    run("query", "dataframe", saved, "--timeline", timeline).lines());
        }
        assertEquals(0, run("rrd", "verify", saved).exitCode());
        assertEquals(1, run("export", file, "-o", saved).exitCode(), "it is there already");
        assertEquals(0, run("export", file, "-o", saved, "--force").exitCode());
        assertEquals(
                2, run("export", file, "-o", saved, "--force", "--entity", "/a").exitCode());
        assertFalse(Files.exists(folder.resolve("saved.rrd.partial")));
    }

    @Test
    void shouldExportAnArrowFile() throws IOException {
        final Path arrow = folder.resolve("out.arrow");
        final Kymo.Outcome written = run("export", file, "-o", arrow, "--timeline", "frame");
        assertEquals(0, written.exitCode(), written.stderr());
        final byte[] bytes = Files.readAllBytes(arrow);
        assertEquals("ARROW1", new String(bytes, 0, 6, StandardCharsets.US_ASCII));
        assertEquals("ARROW1", new String(bytes, bytes.length - 6, 6, StandardCharsets.US_ASCII));
    }
}
