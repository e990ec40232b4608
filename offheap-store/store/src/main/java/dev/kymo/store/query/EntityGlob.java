package dev.kymo.store.query;

import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A pattern of entity paths, part by part: `*` stands for any text within a part, `**` for any number of parts, none
/// among them. `/world/**` is `/world` and all below it, `/*/camera` is `/left/camera`. Text is escaped as in paths; an
/// escaped `\*` is a star. As with paths, extra slashes do not count. Immutable.
public final class EntityGlob {
    /// Every entity.
    public static final EntityGlob ALL = parse("/**");

    private static final String ANY_PARTS = "**";

    private final String text;
    private final List<Part> parts;

    /// @param pattern of a part; of any number of parts when it is [#ANY_PARTS]
    private record Part(boolean isAnyParts, Pattern pattern) {}

    private EntityGlob(final String text, final List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /// Never fails, as reading a path does not.
    public static EntityGlob parse(final String text) {
        final List<Part> parts = new ArrayList<>();
        for (final String part : split(text)) {
            if (part.equals(ANY_PARTS) && !parts.isEmpty() && parts.getLast().isAnyParts) {
                continue;
            }
            parts.add(new Part(part.equals(ANY_PARTS), Pattern.compile(regex(part), Pattern.DOTALL)));
        }
        return new EntityGlob(text, parts);
    }

    /// The parts as they are written, empty ones left out.
    private static List<String> split(final String text) {
        final List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                if (i > begin) {
                    parts.add(text.substring(begin, i));
                }
                begin = i + 1;
            } else if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
        }
        return parts;
    }

    private static String regex(final String part) {
        final StringBuilder regex = new StringBuilder();
        final StringBuilder literal = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            final char c = part.charAt(i);
            if (c == '*') {
                quote(literal, regex);
                regex.append(".*");
            } else {
                literal.append(c);
                if (c == '\\' && i + 1 < part.length()) {
                    literal.append(part.charAt(++i));
                }
            }
        }
        quote(literal, regex);
        return regex.toString();
    }

    /// Text between stars means what it means in a path.
    private static void quote(final StringBuilder literal, final StringBuilder regex) {
        if (!literal.isEmpty()) {
            regex.append(
                    Pattern.quote(EntityPath.parse(literal.toString()).parts().getFirst()));
            literal.setLength(0);
        }
    }

    public boolean matches(final EntityPath path) {
        return matches(path.parts(), 0, 0);
    }

    /// Tries `**` for no part and for more; without one, each part is looked at once.
    private boolean matches(final List<String> path, final int from, final int patternFrom) {
        int at = from;
        for (int i = patternFrom; i < parts.size(); i++) {
            final Part part = parts.get(i);
            if (part.isAnyParts) {
                if (i + 1 == parts.size()) {
                    return true;
                }
                for (int rest = at; rest <= path.size(); rest++) {
                    if (matches(path, rest, i + 1)) {
                        return true;
                    }
                }
                return false;
            }
            if (at == path.size() || !part.pattern.matcher(path.get(at)).matches()) {
                return false;
            }
            at++;
        }
        return at == path.size();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
