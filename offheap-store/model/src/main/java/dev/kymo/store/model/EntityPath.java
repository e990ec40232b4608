package dev.kymo.store.model;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where something is in the tree of things: `/world/lidar`. Parts may be any text; in the path's text
/// everything but letters, digits, `_`, `-` and `.` is escaped with a backslash, and what cannot be printed as
/// a `u{XXXX}` escape.
///
/// Parsing forgives: extra slashes, missing or needless escapes. The root is `/`. Case counts. Ordered part by
/// part, so that a parent comes directly before its descendants.
public final class EntityPath implements Comparable<EntityPath> {
    public static final EntityPath ROOT = new EntityPath(List.of());

    private final List<String> parts;
    private final String text;

    private EntityPath(final List<String> parts) {
        this.parts = parts;
        final StringBuilder path = new StringBuilder();
        for (final String part : parts) {
            path.append('/');
            escape(part, path);
        }
        text = parts.isEmpty() ? "/" : path.toString();
    }

    /// From unescaped parts.
    public static EntityPath of(final String... parts) {
        return of(List.of(parts));
    }

    /// From unescaped parts.
    ///
    /// @throws IllegalArgumentException for an empty part
    public static EntityPath of(final List<String> parts) {
        for (final String part : parts) {
            if (part.isEmpty()) {
                throw new IllegalArgumentException("an entity path has no empty parts: " + parts);
            }
        }
        return parts.isEmpty() ? ROOT : new EntityPath(List.copyOf(parts));
    }

    /// From text, with or without escapes. Never fails: what is no escape is taken as it is.
    public static EntityPath parse(final String text) {
        final List<String> parts = new ArrayList<>();
        final StringBuilder part = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            final char c = text.charAt(i);
            if (c == '/') {
                if (!part.isEmpty()) {
                    parts.add(part.toString());
                    part.setLength(0);
                }
                i++;
            } else if (c == '\\' && i + 1 < text.length()) {
                i = unescape(text, i + 1, part);
            } else {
                part.append(c);
                i++;
            }
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts.isEmpty() ? ROOT : new EntityPath(List.copyOf(parts));
    }

    private static int unescape(final String text, final int at, final StringBuilder part) {
        final char c = text.charAt(at);
        switch (c) {
            case 'n' -> part.append('\n');
            case 'r' -> part.append('\r');
            case 't' -> part.append('\t');
            case 'u' -> {
                final int close = text.indexOf('}', at);
                if (at + 1 < text.length() && text.charAt(at + 1) == '{' && close > at + 2 && close <= at + 8) {
                    final int codePoint = hexOrNegative(text.substring(at + 2, close));
                    if (Character.isValidCodePoint(codePoint)) {
                        part.appendCodePoint(codePoint);
                        return close + 1;
                    }
                }
                part.append('u');
            }
            default -> part.append(c);
        }
        return at + 1;
    }

    private static int hexOrNegative(final String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (!HexFormat.isHexDigit(digits.charAt(i))) {
                return -1;
            }
            value = value * 16 + HexFormat.fromHexDigit(digits.charAt(i));
        }
        return value;
    }

    /// A letter, digit or sign of ASCII that needs no escape.
    private static boolean isPlain(final char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }

    private static boolean isPlain(final String part) {
        for (int i = 0; i < part.length(); i++) {
            if (!isPlain(part.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void escape(final String part, final StringBuilder path) {
        if (isPlain(part)) {
            path.append(part);
            return;
        }
        part.codePoints().forEach(c -> {
            if (isAlphanumeric(c) || c == '_' || c == '-' || c == '.') {
                path.appendCodePoint(c);
            } else if (c == '\n') {
                path.append("\\n");
            } else if (c == '\r') {
                path.append("\\r");
            } else if (c == '\t') {
                path.append("\\t");
            } else if (c >= ' ' && c < 127) {
                path.append('\\').appendCodePoint(c);
            } else {
                path.append("\\")
                        .append("u{")
                        .append(String.format(java.util.Locale.ROOT, "%04X", c))
                        .append('}');
            }
        });
    }

    private static boolean isAlphanumeric(final int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> Character.isAlphabetic(c);
        };
    }

    /// The unescaped parts; empty for the root.
    public List<String> parts() {
        return parts;
    }

    public boolean isRoot() {
        return parts.isEmpty();
    }

    /// One step towards the root; null at the root.
    public @Nullable EntityPath parent() {
        return parts.isEmpty() ? null : of(parts.subList(0, parts.size() - 1));
    }

    /// This path and one unescaped part more.
    public EntityPath child(final String part) {
        final List<String> longer = new ArrayList<>(parts);
        longer.add(part);
        return of(longer);
    }

    /// Whether `other` is this path or below it.
    public boolean contains(final EntityPath other) {
        return other.parts.size() >= parts.size()
                && other.parts.subList(0, parts.size()).equals(parts);
    }

    @Override
    public int compareTo(final EntityPath other) {
        final int shared = Math.min(parts.size(), other.parts.size());
        for (int i = 0; i < shared; i++) {
            final int byPart = parts.get(i).compareTo(other.parts.get(i));
            if (byPart != 0) {
                return byPart;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    @Override
    public boolean equals(final Object object) {
        return this == object || (object instanceof final EntityPath other && text.equals(other.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// The escaped text, beginning with `/`.
    @Override
    public String toString() {
        return text;
    }
}
