package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as maps, lists, strings, booleans, nulls, and numbers as [Quantity] in the text they came in.
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /// A number; equal to one that reads as the same double, the sign of zero included.
    record Quantity(double value) {
        static Quantity of(final double value) {
            return new Quantity(value);
        }
    }

    /// @throws AssertionError when the text is not exactly one JSON value
    static @Nullable Object parse(final String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            final Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one JSON value: " + text);
            }
            return value;
        } catch (final IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(final String text) {
        final Object value = parse(text);
        if (value instanceof Map) {
            return (Map<String, @Nullable Object>) value;
        }
        throw new AssertionError("no JSON object: " + text);
    }

    private static @Nullable Object value(final JsonParser parser) throws IOException {
        final JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    final String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                final List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Quantity(Double.parseDouble(parser.getText()));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError("unexpected " + token);
        };
    }

    /// One object of strings and nulls on one line.
    static String line(final Map<String, @Nullable Object> fields) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (final Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), (String) field.getValue());
            }
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
