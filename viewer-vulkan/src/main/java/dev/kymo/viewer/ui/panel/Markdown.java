package dev.kymo.viewer.ui.panel;

import java.util.ArrayList;
import java.util.List;

/// The parts of Markdown that documents of recordings use: headings, paragraphs, lists, quotes, code, rules,
/// tables, and in them bold, emphasis, code and links. What is not known stays as it was written.
final class Markdown {
    /// How a run of text is written.
    enum Style {
        PLAIN,
        STRONG,
        EMPHASIS,
        CODE,
        LINK
    }

    enum Kind {
        HEADING,
        PARAGRAPH,
        ITEM,
        QUOTE,
        CODE,
        RULE,
        TABLE
    }

    record Run(Style style, String text) {}

    /// @param level of a heading, 1 to 6; of an item, how deep, from 0
    /// @param marker of an item: `•` or its number
    /// @param cells runs of each cell of a table's row; of everything else one
    record Block(Kind kind, int level, String marker, List<List<Run>> cells) {
        List<Run> runs() {
            return cells.isEmpty() ? List.of() : cells.getFirst();
        }
    }

    private static final int INDENT = 2;

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();

    private Markdown() {}

    static List<Block> parse(final String text) {
        final Markdown parser = new Markdown();
        boolean code = false;
        for (final String line : text.replace("\r\n", "\n").split("\n", -1)) {
            final String stripped = line.strip();
            if (stripped.startsWith("```") || stripped.startsWith("~~~")) {
                parser.endParagraph();
                code = !code;
            } else if (code) {
                parser.add(Kind.CODE, 0, "", List.of(List.of(new Run(Style.CODE, line))));
            } else {
                parser.line(line, stripped);
            }
        }
        parser.endParagraph();
        return parser.blocks;
    }

    private void line(final String line, final String stripped) {
        final int hashes = count(stripped, '#');
        if (stripped.isEmpty()) {
            endParagraph();
        } else if (hashes > 0 && hashes <= 6 && stripped.length() > hashes && stripped.charAt(hashes) == ' ') {
            one(Kind.HEADING, hashes, "", stripped.substring(hashes).replaceAll("\\s#+$", ""));
        } else if (stripped.matches("([-*_])(\\s*\\1){2,}")) {
            endParagraph();
            add(Kind.RULE, 0, "", List.of());
        } else if (stripped.startsWith(">")) {
            one(Kind.QUOTE, 0, "", stripped.substring(1));
        } else if (stripped.startsWith("|")) {
            row(stripped);
        } else if (stripped.matches("[-*+] .*")) {
            one(Kind.ITEM, depth(line), "•", stripped.substring(2));
        } else if (stripped.matches("\\d{1,9}[.)] .*")) {
            final int end = stripped.indexOf(' ');
            one(Kind.ITEM, depth(line), stripped.substring(0, end), stripped.substring(end));
        } else {
            // Lines of a paragraph or item belong together.
            paragraph.append(paragraph.isEmpty() ? "" : " ").append(stripped);
            if (line.endsWith("  ")) {
                endParagraph();
            }
        }
    }

    private void row(final String line) {
        endParagraph();
        if (line.matches("[|:\\- ]+")) {
            return;
        }
        final String inner =
                line.substring(1, line.endsWith("|") && line.length() > 1 ? line.length() - 1 : line.length());
        final List<List<Run>> cells = new ArrayList<>();
        for (final String cell : inner.split("\\|", -1)) {
            cells.add(runs(cell.strip()));
        }
        final boolean isHead = blocks.isEmpty() || blocks.getLast().kind() != Kind.TABLE;
        add(Kind.TABLE, isHead ? 1 : 0, "", cells);
    }

    private static int depth(final String line) {
        return Math.min(6, (line.length() - line.stripLeading().length()) / INDENT);
    }

    private static int count(final String text, final char wanted) {
        int count = 0;
        while (count < text.length() && text.charAt(count) == wanted) {
            count++;
        }
        return count;
    }

    private void one(final Kind kind, final int level, final String marker, final String text) {
        endParagraph();
        add(kind, level, marker, List.of(runs(text.strip())));
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) {
            add(Kind.PARAGRAPH, 0, "", List.of(runs(paragraph.toString())));
            paragraph.setLength(0);
        }
    }

    private void add(final Kind kind, final int level, final String marker, final List<List<Run>> cells) {
        blocks.add(new Block(kind, level, marker, cells));
    }

    /// Text with marks in it, as runs.
    static List<Run> runs(final String text) {
        final List<Run> runs = new ArrayList<>();
        final StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            final int end = marked(text, at, runs, plain);
            if (end > at) {
                at = end;
            } else {
                plain.append(text.charAt(at++));
            }
        }
        flush(runs, plain);
        return runs;
    }

    /// Takes a marked run that begins at `at`; gives where it ends, `at` when none begins there.
    private static int marked(final String text, final int at, final List<Run> runs, final StringBuilder plain) {
        final char mark = text.charAt(at);
        if (mark == '`') {
            return enclosed(text, at, "`", Style.CODE, runs, plain);
        }
        if (text.startsWith("**", at) || text.startsWith("__", at)) {
            return enclosed(text, at, text.substring(at, at + 2), Style.STRONG, runs, plain);
        }
        // Underscores inside of words are part of names.
        final boolean inWord = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
        if (mark == '*' || (mark == '_' && !inWord)) {
            return enclosed(text, at, String.valueOf(mark), Style.EMPHASIS, runs, plain);
        }
        if (mark == '[') {
            final int close = text.indexOf("](", at);
            final int end = close < 0 ? -1 : text.indexOf(')', close);
            if (end > 0) {
                flush(runs, plain);
                runs.add(new Run(Style.LINK, text.substring(at + 1, close)));
                return end + 1;
            }
        }
        return at;
    }

    private static int enclosed(
            final String text,
            final int at,
            final String mark,
            final Style style,
            final List<Run> runs,
            final StringBuilder plain) {
        final int from = at + mark.length();
        final int end = text.indexOf(mark, from);
        if (end <= from || (style != Style.CODE && Character.isWhitespace(text.charAt(from)))) {
            return at;
        }
        flush(runs, plain);
        runs.add(new Run(style, text.substring(from, end)));
        return end + mark.length();
    }

    private static void flush(final List<Run> runs, final StringBuilder plain) {
        if (!plain.isEmpty()) {
            runs.add(new Run(Style.PLAIN, plain.toString()));
            plain.setLength(0);
        }
    }
}
