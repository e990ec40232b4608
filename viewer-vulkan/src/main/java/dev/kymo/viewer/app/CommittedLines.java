package dev.kymo.viewer.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/// Reads a producer's file of committed numbers as it grows: one a line. A last line without its end is left for
/// later; of a producer that was killed it is left for good, since nobody knows what the whole number was.
///
/// For one thread.
final class CommittedLines {
    private static final int MAX_DIGITS = 18;
    private static final int READ_BYTES = 1 << 16;

    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    /// Of the next byte to read.
    private long position;
    private long number;
    private int digits;

    CommittedLines(final Path path) {
        this.path = path;
    }

    /// Hands out the numbers that have come since the last call. A file that is not there yet has none.
    ///
    /// @throws IOException when it can't be read, or for anything that is not a number on a line of its own
    void read(final LongConsumer numbers) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear(), position) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    take(buffer.get(), numbers);
                    position++;
                }
            }
        } catch (final NoSuchFileException notYet) {
            if (position > 0) {
                throw notYet;
            }
        }
    }

    private void take(final byte character, final LongConsumer numbers) throws IOException {
        if (character >= '0' && character <= '9' && digits < MAX_DIGITS) {
            number = number * 10 + character - '0';
            digits++;
        } else if (character == '\n' && digits > 0) {
            numbers.accept(number);
            number = 0;
            digits = 0;
        } else {
            throw new IOException(path + ": byte " + position + ": expected a number of at most " + MAX_DIGITS
                    + " digits on each line, found byte " + (character & 0xFF));
        }
    }
}
