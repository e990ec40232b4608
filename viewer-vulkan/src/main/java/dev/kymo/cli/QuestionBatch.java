package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers lines of questions (`store`, `column`, `latest_at`, `range`) in the same form and order: each line
/// out is the line in, with its answer.
final class QuestionBatch {
    private static final JsonFactory JSON = new JsonFactory();

    private static final Set<String> ANSWER_FIELDS =
            Set.of("entities", "timelines", "archetypes", "types", "has_static", "result", "rows");

    private final Stores stores;

    /// A field's value as it was asked, so that it can be said back.
    private record Scalar(String text, JsonToken token) {
        void write(final JsonGenerator json) throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                json.writeString(text);
            } else {
                json.writeRawValue(text);
            }
        }
    }

    QuestionBatch(final Stores stores) {
        this.stores = stores;
    }

    /// @throws CommandException for a line that is no question, with its number
    void answerAll(final BufferedReader questions, final Appendable answers) throws IOException {
        int number = 0;
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                answers.append(answer(parse(line))).append('\n');
            } catch (final IllegalArgumentException | CommandException | IOException e) {
                throw new CommandException("questions, line " + number + ": " + firstLine(e), e);
            }
        }
    }

    private static String firstLine(final Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /// The flat fields of one JSON object; nested values (an answer that is there already) are dropped.
    private static Map<String, Scalar> parse(final String line) throws IOException {
        final Map<String, Scalar> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                final JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    parser.skipChildren();
                } else if (!ANSWER_FIELDS.contains(name)) {
                    fields.put(name, new Scalar(parser.getText(), value));
                }
            }
        }
        return fields;
    }

    private String answer(final Map<String, Scalar> question) throws IOException {
        final java.io.StringWriter line = new java.io.StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            for (final Map.Entry<String, Scalar> field : question.entrySet()) {
                json.writeFieldName(field.getKey());
                field.getValue().write(json);
            }
            final RecordingStore store = storeOf(question);
            final String kind = required(question, "kind");
            switch (kind) {
                case "store" -> answerStore(store, json);
                case "column" -> answerColumn(store, question, json);
                case "latest_at" -> answerLatestAt(store, question, json);
                case "range" -> answerRange(store, question, json);
                default ->
                    throw new IllegalArgumentException(
                            "kind \"" + kind + "\": expected store, column, latest_at or range");
            }
            json.writeEndObject();
        }
        return line.toString();
    }

    private RecordingStore storeOf(final Map<String, Scalar> question) {
        final StoreKind kind =
                "blueprint".equals(text(question, "store_kind")) ? StoreKind.BLUEPRINT : StoreKind.RECORDING;
        final StoreId id = new StoreId(kind, required(question, "app"), required(question, "recording"));
        final Optional<RecordingStore> store = stores.find(id);
        return store.orElseGet(() -> new RecordingStore(id));
    }

    private static @Nullable String text(final Map<String, Scalar> question, final String field) {
        final Scalar value = question.get(field);
        return value == null || value.token == JsonToken.VALUE_NULL ? null : value.text;
    }

    private static String required(final Map<String, Scalar> question, final String field) {
        final String value = text(question, field);
        if (value == null) {
            throw new IllegalArgumentException("no field \"" + field + "\"");
        }
        return value;
    }

    private static EntityPath entity(final Map<String, Scalar> question) {
        return EntityPath.parse(required(question, "entity"));
    }

    private static void answerStore(final RecordingStore store, final JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("entities");
        for (final EntityPath entity : store.entities()) {
            json.writeString(entity.toString());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("timelines");
        for (final var timeline : store.timelines().entrySet()) {
            json.writeStringField(timeline.getKey(), timeline.getValue().word());
        }
        json.writeEndObject();
    }

    private static void answerColumn(
            final RecordingStore store, final Map<String, Scalar> question, final JsonGenerator json)
            throws IOException {
        final String component = required(question, "component");
        StoreReader.ColumnInfo found = new StoreReader.ColumnInfo(component, Set.of(), Set.of(), false, Set.of());
        try (StoreReader reader = store.reader()) {
            for (final StoreReader.ColumnInfo column : reader.columns(entity(question))) {
                if (column.component().equals(component)) {
                    found = column;
                }
            }
        }
        writeStrings(json, "archetypes", found.archetypes());
        writeStrings(json, "types", found.componentTypes());
        json.writeBooleanField("has_static", found.hasStatic());
        writeStrings(json, "timelines", found.timelines());
    }

    private static void writeStrings(final JsonGenerator json, final String name, final Set<String> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (final String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void answerLatestAt(
            final RecordingStore store, final Map<String, Scalar> question, final JsonGenerator json)
            throws IOException {
        final String timeline = text(question, "timeline");
        final String component = required(question, "component");
        try (StoreReader reader = store.reader()) {
            final Optional<Cell> cell = timeline == null
                    ? reader.latestStatic(entity(question), component)
                    : reader.latestAt(entity(question), component, timeline, TimeText.parse(required(question, "at")));
            json.writeFieldName("result");
            new AnswerJson(json).writeCell(cell.orElse(null), AnswerJson.CellValues.AS_LOGGED);
        }
    }

    private static void answerRange(
            final RecordingStore store, final Map<String, Scalar> question, final JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart("rows");
        try (StoreReader reader = store.reader()) {
            final List<Cell> cells = reader.range(
                    entity(question),
                    required(question, "component"),
                    required(question, "timeline"),
                    TimeText.parse(required(question, "from")),
                    TimeText.parse(required(question, "to")));
            for (final Cell cell : cells) {
                new AnswerJson(json).writeCell(cell, AnswerJson.CellValues.AS_LOGGED);
            }
        }
        json.writeEndArray();
    }
}
