package dev.kymo.importer.mcap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages in JSON: objects, which say themselves what they have. The parser's own limits hold (depth, length of a
/// number or text).
final class JsonDecoder implements MessageDecoder {
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public Struct decode(final MemorySegment message) {
        if (message.byteSize() > Integer.MAX_VALUE - Long.BYTES) {
            throw new MalformedMcapException("a message of " + message.byteSize() + " bytes of JSON");
        }
        try (JsonParser parser = FACTORY.createParser(message.toArray(ValueLayout.JAVA_BYTE))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMcapException("expected a JSON object, found " + parser.currentToken());
            }
            return object(parser, new ValueBudget(), 0);
        } catch (final IOException e) {
            final String text = String.valueOf(e.getMessage());
            throw new MalformedMcapException(
                    "no JSON: " + text.lines().findFirst().orElse(""), e);
        }
    }

    private static Struct object(final JsonParser parser, final ValueBudget budget, final int depth)
            throws IOException {
        ValueBudget.checkDepth(depth);
        final Struct struct = new Struct();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            struct.put(name, value(parser, budget, depth));
        }
        return struct;
    }

    private static @Nullable Object value(final JsonParser parser, final ValueBudget budget, final int depth)
            throws IOException {
        budget.take(1);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, budget, depth + 1);
            case START_ARRAY -> array(parser, budget, depth + 1);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Object array(final JsonParser parser, final ValueBudget budget, final int depth) throws IOException {
        ValueBudget.checkDepth(depth);
        final List<Object> values = new ArrayList<>();
        boolean areNumbers = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new MalformedMcapException("the JSON ends inside an array");
            }
            final Object value = value(parser, budget, depth);
            if (value != null) {
                areNumbers &= value instanceof Number;
                values.add(value);
            }
        }
        if (!areNumbers) {
            return values;
        }
        return Numbers.of(values.stream()
                .mapToDouble(value -> ((Number) value).doubleValue())
                .toArray());
    }
}
