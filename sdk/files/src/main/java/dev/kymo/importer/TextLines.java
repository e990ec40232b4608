package dev.kymo.importer;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines of a mapped file, one after the other, ended by `\n`, `\r\n` or `\r`.
final class TextLines {
    /// No header has longer lines; without a limit a binary file would be taken for one.
    private static final int LONGEST_LINE_BYTES = 1 << 16;

    private final SourceFile file;
    private long next;
    private long start;

    TextLines(final SourceFile file, final long offset) {
        this.file = file;
        next = offset;
        start = offset;
    }

    /// The next line without its end, or null at the end of the file. Bytes are taken as ISO 8859-1.
    @Nullable
    String next() throws ImportException {
        start = next;
        if (start >= file.sizeBytes()) {
            return null;
        }
        final long limit = Math.min(file.sizeBytes(), start + LONGEST_LINE_BYTES);
        long end = start;
        while (end < limit && file.u8(end) != '\n' && file.u8(end) != '\r') {
            end++;
        }
        if (end == limit && limit < file.sizeBytes()) {
            throw file.error(start, "line", "at most " + LONGEST_LINE_BYTES + " bytes", "a longer one");
        }
        next = end;
        if (next < file.sizeBytes() && file.u8(next) == '\r') {
            next++;
            if (next < file.sizeBytes() && file.u8(next) == '\n') {
                next++;
            }
        } else if (next < file.sizeBytes()) {
            next++;
        }
        return new String(
                file.bytes().asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /// Where the line that [#next] answered begins.
    long lineOffset() {
        return start;
    }

    /// Where the next line begins.
    long offset() {
        return next;
    }

    /// The whole number `text`, within bounds.
    ///
    /// @param what for the message
    long integer(final String text, final String what, final long least, final long most) throws ImportException {
        try {
            final long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // said below
        }
        throw file.error(start, what, "a whole number from " + least + " to " + most, text);
    }

    /// The finite number `text`.
    double number(final String text, final String what) throws ImportException {
        try {
            final double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // said below
        }
        throw file.error(start, what, "a finite number", text);
    }
}
