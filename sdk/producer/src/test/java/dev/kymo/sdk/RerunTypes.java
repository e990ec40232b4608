package dev.kymo.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// The list of component types and archetypes that comes with the description of the file format. Reads just as
/// much JSON as it is written in: objects, arrays, strings.
final class RerunTypes {
    private final String text;
    private int at;

    private RerunTypes(final String text) {
        this.text = text;
    }

    /// Short names of component types, each with Arrow's text for its type, on one line.
    static Map<String, String> componentTypes() {
        final Map<String, String> types = new LinkedHashMap<>();
        object(root().get("comp")).forEach((name, type) -> types.put(name, onOneLine((String) type)));
        return types;
    }

    /// Short names of archetypes, each with its fields in order and their component types' full names.
    static Map<String, Map<String, String>> archetypes() {
        final Map<String, Map<String, String>> archetypes = new LinkedHashMap<>();
        object(root().get("arch")).forEach((name, fields) -> {
            final Map<String, String> types = new LinkedHashMap<>();
            for (final Object field : array(fields)) {
                types.put((String) array(field).get(0), (String) array(field).get(1));
            }
            archetypes.put(name, types);
        });
        return archetypes;
    }

    /// The list breaks structs and unions into lines, with the same words.
    private static String onOneLine(final String type) {
        return type.replaceAll("\\(\\s+", "(")
                .replaceAll("\\s+\\)", ")")
                .replaceAll("\\s*\\n\\s*", ", ")
                // Ids of unions count from 0, as ours do. A union has no validity, so the list calls each non-null;
                // Rerun's viewer, which compares types, wants the field to be nullable
                .replaceAll("non-null Union\\(Dense,, ", "DenseUnion(")
                .replaceAll("\\d+: \\((\"\\w+\": (?:non-null )?(?:Null|List\\([^()]*\\)))\\)", "$1");
    }

    private static Map<String, Object> root() {
        final String shared = System.getenv("KYMO_SHARED");
        final String root = System.getProperty("kymo.root");
        final Path folder = shared != null
                ? Path.of(shared)
                : Path.of(root == null ? "." : root).toAbsolutePath().resolveSibling("shared");
        final Path file = folder.resolve("rrd-types.json");
        if (!Files.isReadable(file)) {
            return Assumptions.abort("no " + file + " to compare with");
        }
        try {
            return object(new RerunTypes(Files.readString(file)).value());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(final Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> array(final Object value) {
        return (List<Object>) value;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> throw new IllegalStateException("offset " + at + ": " + text.charAt(at));
        };
    }

    private Map<String, Object> members() {
        final Map<String, Object> members = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            final String name = string();
            expect(':');
            members.put(name, value());
            skipComma();
        }
        at++;
        return members;
    }

    private List<Object> elements() {
        final List<Object> elements = new ArrayList<>();
        at++;
        while (peek() != ']') {
            elements.add(value());
            skipComma();
        }
        at++;
        return elements;
    }

    private String string() {
        expect('"');
        final StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            final char c = text.charAt(at++);
            if (c == '\\') {
                final char escaped = text.charAt(at++);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }

    private void skipComma() {
        if (peek() == ',') {
            at++;
        }
    }

    private void expect(final char c) {
        if (peek() != c) {
            throw new IllegalStateException("offset " + at + ": expected " + c + ", found " + text.charAt(at));
        }
        at++;
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }
}
