package dev.kymo.importer;

import java.io.IOException;
import java.nio.file.Path;

/// A source can't be imported. The message is one line: the file, the byte offset where there is one, what was
/// expected and what was found.
public final class ImportException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_VALUE = 120;

    /// @param file what was read
    /// @param problem what is wrong, and what the user can do
    public ImportException(final Path file, final String problem) {
        super(oneLine(file + ": " + problem));
    }

    /// @param file what was read
    /// @param problem what is wrong, and what the user can do
    public ImportException(final Path file, final String problem, final Throwable cause) {
        super(oneLine(file + ": " + problem), cause);
    }

    /// @param offsetBytes where in the file
    /// @param what the thing that is wrong, such as `point count`
    /// @param expected what would have been right
    /// @param found what is there instead
    public ImportException(
            final Path file, final long offsetBytes, final String what, final Object expected, final Object found) {
        super(oneLine(file + ": byte " + offsetBytes + ": " + what + ": expected " + expected + ", found "
                + shortened(String.valueOf(found))));
    }

    private static String shortened(final String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }

    /// File content ends up in messages, and must neither break the line nor control a terminal.
    static String oneLine(final String text) {
        final StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
