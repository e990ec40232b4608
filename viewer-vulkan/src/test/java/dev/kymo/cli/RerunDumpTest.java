package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of files that Rerun's programs wrote, as we read them and as scripts do that share no line with us:
/// `-Dkymo.rerun.rig=DIR` says where those are (`dump.mjs`); without it the test is skipped.
@Tag("long")
final class RerunDumpTest {
    private static final String RIG = "kymo.rerun.rig";

    @TempDir
    private Path folder;

    @Test
    void shouldReadEveryRowAsOthersDo() throws IOException, InterruptedException {
        final String rig = System.getProperty(RIG);
        Assumptions.assumeTrue(rig != null, "needs the scripts that read .rrd files: -D" + RIG + "=DIR");
        final List<Path> files;
        try (Stream<Path> found = Files.walk(SharedCases.file("data/rrd"))) {
            files = found.filter(file -> file.toString().endsWith(".rrd"))
                    .sorted()
                    .toList();
        }
        int rows = 0;
        for (final Path file : files) {
            final boolean hasOldNames = file.endsWith("so100.rrd");
            final List<String> expected = dump(Path.of(String.valueOf(rig)), file).stream()
                    .map(line -> comparable(Json.object(line), hasOldNames))
                    // Rows that only marked an archetype have no cell today
                    .filter(line -> !hasOldNames || !line.endsWith(" []"))
                    .sorted()
                    .toList();
            assertEquals(expected, own(file, hasOldNames), file.toString());
            rows += expected.size();
        }
        Files.writeString(Path.of("target", "dump.txt"), rows + " rows of " + files.size() + " files\n");
        assertTrue(rows > 50, "rows: " + rows);
    }

    private List<String> dump(final Path rig, final Path file) throws IOException, InterruptedException {
        final Path out = folder.resolve("rows.jsonl");
        final Process process = new ProcessBuilder("node", "dump.mjs", file.toString())
                .directory(rig.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "hangs");
        assertEquals(0, process.exitValue(), file.toString());
        return Files.readAllLines(out);
    }

    /// What both say of a row. Before 0.24 columns have other names in the file than for whoever reads it: those are
    /// left out then, and what only marks an archetype.
    private static String comparable(final Map<String, @Nullable Object> row, final boolean hasOldNames) {
        final Map<String, @Nullable Object> part = new LinkedHashMap<>();
        for (final String field : List.of("recording", "entity", "row", "times")) {
            final Object value = row.get(field);
            part.put(field, value instanceof final Map<?, ?> times ? new TreeMap<>(times) : value);
        }
        final List<String> cells = new ArrayList<>();
        if (row.get("components") instanceof final Map<?, ?> components) {
            components.forEach((name, cell) -> {
                if (!String.valueOf(name).endsWith("Indicator")) {
                    cells.add((hasOldNames ? "" : name + "=") + asOneWidth(cell));
                }
            });
        }
        cells.sort(null);
        if (hasOldNames) {
            part.replace("entity", "/__properties/recording", "/__properties");
        }
        return part + " " + cells;
    }

    /// Scripts write a float's digits as those of a double, we the fewest that read back as the float; and they have no
    /// negative zero.
    private static @Nullable Object asOneWidth(final @Nullable Object value) {
        return switch (value) {
            case final Json.Quantity number -> {
                final float narrow = (float) number.value();
                final boolean isFloat = Double.parseDouble(Float.toString(narrow)) == number.value();
                yield (isFloat ? narrow : number.value()) + 0.0;
            }
            case final List<?> items ->
                items.stream().map(each -> String.valueOf(asOneWidth(each))).toList();
            case final Map<?, ?> fields -> {
                final Map<String, @Nullable Object> mapped = new TreeMap<>();
                fields.forEach((name, each) -> mapped.put(String.valueOf(name), asOneWidth(each)));
                yield mapped;
            }
            case null, default -> value;
        };
    }

    private static List<String> own(final Path path, final boolean hasOldNames) throws IOException {
        final List<String> rows = new ArrayList<>();
        try (RrdFile file = RrdFile.open(path)) {
            for (final StoredChunk stored : file.chunks()) {
                for (int row = 0; row < stored.chunk().rowCount(); row++) {
                    rows.add(comparable(
                            Json.object(line(stored.store().recordingId(), stored.chunk(), row)), hasOldNames));
                }
            }
            assertEquals(List.of(), file.problems(), path.toString());
        }
        rows.sort(null);
        return rows;
    }

    private static String line(final String recording, final Chunk chunk, final int row) throws IOException {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("recording", recording);
            json.writeStringField("entity", chunk.entity().toString());
            json.writeStringField("row", chunk.rowId(row).toString());
            if (chunk.isStatic()) {
                json.writeStringField("times", "static");
            } else {
                json.writeObjectFieldStart("times");
                for (final TimeColumn times : chunk.timelines()) {
                    json.writeStringField(times.timeline().name(), Long.toString(times.time(row)));
                }
                json.writeEndObject();
            }
            json.writeObjectFieldStart("components");
            for (final ComponentColumn column : chunk.components()) {
                if (column.has(row)) {
                    json.writeFieldName(column.descriptor().component());
                    writeCell(json, column, row);
                }
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeCell(final JsonGenerator json, final ComponentColumn column, final int row)
            throws IOException {
        final var values = column.instances(row);
        json.writeStartObject();
        if (values.type().kind() == Datatype.Kind.UINT8) {
            // A column of bytes looks like a blob to whoever knows no components
            json.writeNumberField("count", 1);
            json.writeArrayFieldStart("values");
            json.writeStartObject();
            json.writeNumberField("blob", values.length());
            json.writeEndObject();
            json.writeEndArray();
        } else {
            json.writeNumberField("count", values.length());
            json.writeFieldName("values");
            new AnswerJson(json).writeValues(values);
        }
        json.writeEndObject();
    }
}
