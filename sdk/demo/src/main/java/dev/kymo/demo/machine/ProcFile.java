package dev.kymo.demo.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file of `/proc`, read again and again into the same memory, and its words. One that is missing or cannot
/// be read has no lines. For one thread.
public final class ProcFile implements AutoCloseable {
    /// What [#number] answers where there is no number.
    public static final long NO_NUMBER = -1;

    private static final int FIRST_BYTES = 1 << 14;
    /// Whatever is longer is cut: machines with thousands of interrupts have lines that long.
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private @Nullable FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
    private byte[] bytes = buffer.array();
    private int length;
    private int nextLine;
    private int at;
    private int end;

    public ProcFile(final Path path) {
        this.path = path;
    }

    /// Reads the file as it is now.
    ///
    /// @return whether there is something in it
    public boolean read() {
        nextLine = 0;
        at = 0;
        end = 0;
        length = 0;
        try {
            if (channel == null) {
                channel = FileChannel.open(path, StandardOpenOption.READ);
            }
            length = fill(channel);
        } catch (final IOException absent) {
            // Not every kernel and container shows every file; what is not there is not logged
            length = 0;
        }
        return length > 0;
    }

    private int fill(final FileChannel from) throws IOException {
        buffer.clear();
        while (true) {
            final int read = from.read(buffer, buffer.position());
            if (read < 0) {
                return buffer.position();
            }
            if (!buffer.hasRemaining()) {
                if (bytes.length == MAX_BYTES) {
                    return MAX_BYTES;
                }
                final ByteBuffer larger = ByteBuffer.allocate(2 * bytes.length);
                buffer.flip();
                larger.put(buffer);
                buffer = larger;
                bytes = larger.array();
            }
        }
    }

    /// Goes to the next line.
    ///
    /// @return false when there is none
    public boolean nextLine() {
        if (nextLine >= length) {
            return false;
        }
        at = nextLine;
        end = at;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        nextLine = end + 1;
        return true;
    }

    /// Whether what is left of the line begins with `text`; goes past it then.
    public boolean skip(final String text) {
        if (end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        at += text.length();
        return true;
    }

    /// The next word of the line, up to a blank or a colon; empty at its end.
    public String word() {
        skipBlanks();
        final int start = at;
        while (at < end && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != ':') {
            at++;
        }
        return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    }

    /// The next whole number of the line.
    ///
    /// @return [#NO_NUMBER] when what comes next is no number, or too great a one
    public long number() {
        skipBlanks();
        final int start = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            if (value > (Long.MAX_VALUE - 9) / 10) {
                return NO_NUMBER;
            }
            value = 10 * value + (bytes[at] - '0');
            at++;
        }
        return at == start ? NO_NUMBER : value;
    }

    /// The next number of the line with a fraction.
    ///
    /// @return `NaN` when what comes next is no number
    public double decimal() {
        skipBlanks();
        final int start = at;
        while (at < end && (bytes[at] == '.' || (bytes[at] >= '0' && bytes[at] <= '9'))) {
            at++;
        }
        try {
            return Double.parseDouble(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
        } catch (final NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    /// What is left of the line.
    public String rest() {
        skipBlanks();
        return new String(bytes, at, end - at, StandardCharsets.UTF_8).strip();
    }

    private void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == ':')) {
            at++;
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (final IOException ignored) {
                // It was only read from
                length = 0;
            }
        }
    }
}
