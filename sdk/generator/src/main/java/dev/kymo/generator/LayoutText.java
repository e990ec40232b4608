package dev.kymo.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Reads a datatype: `f32*3`, `[u8]`, `{first: text, second: text?}`, `union{U8: [u8]}`.
final class LayoutText {
    private static final Set<String> PLAIN =
            Set.of("bool", "text", "null", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f16", "f32", "f64");

    private final String text;
    private int at;

    private LayoutText(final String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException that says what was expected and where
    static Layout parse(final String text) {
        final LayoutText reader = new LayoutText(text);
        final Layout layout = reader.layout();
        reader.skipSpace();
        if (reader.at != text.length()) {
            throw reader.wrong("the end");
        }
        return layout;
    }

    private Layout layout() {
        Layout layout = single();
        while (peek() == '*') {
            at++;
            final String size = word();
            if (!size.matches("[1-9]\\d{0,3}")) {
                throw wrong("how many there are");
            }
            layout = new Layout("vector", Integer.parseInt(size), List.of(new Layout.Part("item", layout, false)));
        }
        return layout;
    }

    private Layout single() {
        return switch (peek()) {
            case '[' -> {
                at++;
                final Layout item = layout();
                expect(']');
                yield new Layout("list", 0, List.of(new Layout.Part("item", item, false)));
            }
            case '{' -> new Layout("struct", 0, parts());
            default -> named();
        };
    }

    private Layout named() {
        final String name = word();
        if (name.equals("union")) {
            return new Layout("union", 0, parts());
        }
        if (!PLAIN.contains(name)) {
            throw new IllegalArgumentException("datatype " + name + " is none of " + new TreeSet<>(PLAIN) + ", union");
        }
        return new Layout(name, 0, List.of());
    }

    private List<Layout.Part> parts() {
        final List<Layout.Part> parts = new ArrayList<>();
        expect('{');
        while (peek() != '}') {
            final String name = word();
            expect(':');
            final Layout layout = layout();
            final boolean isNullable = peek() == '?';
            at += isNullable ? 1 : 0;
            parts.add(new Layout.Part(name, layout, isNullable));
            if (peek() != '}') {
                expect(',');
            }
        }
        expect('}');
        return parts;
    }

    private String word() {
        skipSpace();
        final int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        if (from == at) {
            throw wrong("a name");
        }
        return text.substring(from, at);
    }

    private void expect(final char c) {
        if (peek() != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException wrong(final String expected) {
        return new IllegalArgumentException("datatype " + text + ", column " + (at + 1) + ": expected " + expected);
    }
}
