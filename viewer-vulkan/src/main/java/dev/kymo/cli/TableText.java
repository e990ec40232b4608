package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.query.Dataframe;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a table's rows as they go by: as JSON lines, or as CSV (https://www.rfc-editor.org/rfc/rfc4180).
final class TableText {
    private static final JsonFactory JSON = new JsonFactory();
    /// A look at the clock for each so many rows.
    private static final int ROWS_PER_LOOK = 64;

    private final Dataframe table;
    private final List<String> names;
    private final Map<EntityPath, AnswerJson.CellValues> values = new HashMap<>();
    private final boolean absolute;

    /// @param absolute whether positions get their entity's origin
    TableText(final Dataframe table, final boolean absolute) {
        this.table = table;
        this.absolute = absolute;
        names = table.columns().stream().map(Object::toString).toList();
    }

    private AnswerJson.CellValues valuesOf(final int column) {
        return !absolute
                ? AnswerJson.CellValues.AS_LOGGED
                : values.computeIfAbsent(
                        table.columns().get(column).entity(), entity -> AbsolutePositions.of(table.reader(), entity));
    }

    /// Is told how far a table is.
    private static final class Pace {
        private final StoreReader.TimeRange range;
        private final ProgressLine progress;
        private long rows;

        private Pace(final Dataframe table, final ProgressLine progress) {
            final StoreReader.TimeRange known = table.timeRange();
            range = known == null ? new StoreReader.TimeRange(0, 0) : known;
            this.progress = progress;
        }

        private void row(final long time) {
            rows++;
            if (rows % ROWS_PER_LOOK == 0) {
                // By the part of the time that has gone by: how many rows there are is not known before the end.
                final double part = ((double) time - range.from()) / Math.max(1, (double) range.to() - range.from());
                progress.update(rows, part <= 0 ? 0 : (long) (rows / Math.min(1, part)), "rows");
            }
        }
    }

    /// `{"time","cells":{"/entity:Component":{"time","row","count","values"}}}`, a line per row.
    ///
    /// @return how many rows there were
    long writeJson(final Writer out, final ProgressLine progress) throws IOException {
        final Pace pace = new Pace(table, progress);
        while (table.next()) {
            // One generator a line: one for all would put blanks between its values.
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
                final AnswerJson answers = new AnswerJson(json);
                json.writeStartObject();
                json.writeStringField("time", Long.toString(table.time()));
                json.writeObjectFieldStart("cells");
                for (int i = 0; i < names.size(); i++) {
                    final Cell cell = table.cell(i);
                    if (cell != null) {
                        json.writeFieldName(names.get(i));
                        answers.writeCell(cell, valuesOf(i));
                    }
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            out.write('\n');
            pace.row(table.time());
        }
        return pace.rows;
    }

    /// A line of titles, then one per row: a single number or text as it is, anything else as JSON, nothing where there
    /// is no cell.
    ///
    /// @return how many rows there were
    long writeCsv(final Writer out, final ProgressLine progress) throws IOException {
        final Pace pace = new Pace(table, progress);
        writeField(out, table.timeline());
        for (final String name : names) {
            out.write(',');
            writeField(out, name);
        }
        out.write('\n');
        while (table.next()) {
            writeField(out, TimeText.show(table.time(), table.timeType()));
            for (int i = 0; i < names.size(); i++) {
                out.write(',');
                final Cell cell = table.cell(i);
                if (cell != null) {
                    writeField(out, text(cell, valuesOf(i)));
                }
            }
            out.write('\n');
            pace.row(table.time());
        }
        return pace.rows;
    }

    private static String text(final Cell cell, final AnswerJson.CellValues values) throws IOException {
        if (cell.instances().length() == 1
                && cell.instances().type().isText()
                && !cell.instances().isNull(0)) {
            return cell.instances().string(0);
        }
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            values.write(new AnswerJson(json), cell);
        }
        final String all = text.toString();
        return cell.instances().length() == 1 && isPlain(cell) ? unquoted(all.substring(1, all.length() - 1)) : all;
    }

    /// Whether an instance is a number or a truth value, which needs no brackets.
    private static boolean isPlain(final Cell cell) {
        return switch (cell.instances().type().kind()) {
            case NULL, LIST, LARGE_LIST, FIXED_SIZE_LIST, STRUCT, DENSE_UNION -> false;
            default ->
                !cell.instances().type().isText() && !cell.instances().type().isBinary();
        };
    }

    /// 64-bit integers and NaN are strings in JSON.
    private static String unquoted(final String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private static void writeField(final Writer out, final String text) throws IOException {
        if (text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
            out.write('"');
            out.write(text.replace("\"", "\"\""));
            out.write('"');
        } else {
            out.write(text);
        }
    }
}
