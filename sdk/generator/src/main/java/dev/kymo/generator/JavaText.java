package dev.kymo.generator;

import java.util.ArrayList;
import java.util.List;

/// Java being written: documentation and code, broken into lines that are not too long.
final class JavaText {
    static final String STEP = "    ";
    private static final int DOC_COLUMNS = 110;
    private static final int CODE_COLUMNS = 120;

    private final StringBuilder text = new StringBuilder();

    JavaText line(final String line) {
        text.append(line).append('\n');
        return this;
    }

    JavaText blank() {
        return line("");
    }

    /// A documentation comment; each line of `doc` is a paragraph of its own, `@` ones follow each other.
    JavaText doc(final String indent, final String doc) {
        boolean isFirst = true;
        for (final String paragraph : doc.split("\n")) {
            if (paragraph.isBlank()) {
                line(indent + "///");
                continue;
            }
            final List<String> lines = new ArrayList<>();
            wrap(indent + "/// ", paragraph, lines);
            if (!isFirst && paragraph.startsWith("@") && !lastLine().strip().startsWith("/// @")) {
                line(indent + "///");
            }
            lines.forEach(this::line);
            isFirst = false;
        }
        return this;
    }

    private String lastLine() {
        final int end = text.length() - 1;
        return text.substring(text.lastIndexOf("\n", end - 1) + 1, end);
    }

    private static void wrap(final String prefix, final String paragraph, final List<String> lines) {
        final String further = paragraph.startsWith("@") ? prefix + STEP : prefix;
        StringBuilder line = new StringBuilder(prefix);
        int words = 0;
        for (final String word : paragraph.split(" ")) {
            if (words > 0 && line.length() + 1 + word.length() > DOC_COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(further);
                words = 0;
            }
            line.append(words++ == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }

    /// `head(a, b, c)tail`, on as many lines as it needs.
    JavaText call(final String indent, final String head, final List<String> arguments, final String tail) {
        final String inner = String.join(", ", arguments);
        final String whole = indent + head + "(" + inner + ")" + tail;
        if (whole.length() <= CODE_COLUMNS) {
            return line(whole);
        }
        final String deeper = indent + STEP + STEP;
        line(indent + head + "(");
        if (deeper.length() + inner.length() + 1 + tail.length() <= CODE_COLUMNS) {
            return line(deeper + inner + ")" + tail);
        }
        for (int i = 0; i < arguments.size(); i++) {
            line(deeper + arguments.get(i) + (i + 1 < arguments.size() ? "," : ")" + tail));
        }
        return this;
    }

    /// `left = right;`, on as many lines as it needs.
    JavaText assign(final String indent, final String left, final String right) {
        final String whole = indent + left + " = " + right + ";";
        if (whole.length() <= CODE_COLUMNS) {
            return line(whole);
        }
        return line(indent + left + " =").line(indent + STEP + STEP + right + ";");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
