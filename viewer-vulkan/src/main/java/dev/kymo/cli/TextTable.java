package dev.kymo.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// A table with aligned columns: text to the left, numbers to the right. Characters that would steer a terminal are
/// shown as `?`, since some of the text comes from other programs.
final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] isNumber;

    /// @param titles one per column; those that begin with `>` are of numbers
    TextTable(final String... titles) {
        isNumber = new boolean[titles.length];
        final String[] shown = new String[titles.length];
        for (int i = 0; i < titles.length; i++) {
            isNumber[i] = titles[i].startsWith(">");
            shown[i] = isNumber[i] ? titles[i].substring(1) : titles[i];
        }
        rows.add(shown);
    }

    void add(final String... cells) {
        final String[] shown = new String[isNumber.length];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = plain(cells[i]);
        }
        rows.add(shown);
    }

    static String plain(final String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    void print(final PrintStream out) {
        final int[] widths = new int[isNumber.length];
        for (final String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                final String pad = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
                line.append(i == 0 ? "" : GAP)
                        .append(isNumber[i] ? pad : "")
                        .append(row[i])
                        .append(isNumber[i] ? "" : pad);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
