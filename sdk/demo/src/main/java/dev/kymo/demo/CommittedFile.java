package dev.kymo.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The numbers of the rows that were committed, one a line, for whoever checks that none is missing. Each is
/// written before [#append] returns, so that a process that is killed leaves all that it was promised before; of
/// its last line there may be only the beginning then. Any thread may append.
final class CommittedFile implements AutoCloseable {
    private static final int LONGEST_LINE_BYTES = 20;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer line = ByteBuffer.allocateDirect(LONGEST_LINE_BYTES);

    private CommittedFile(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Begins anew when the file is there already.
    static CommittedFile create(final Path folder, final String name) {
        final Path path = folder.resolve("committed-" + name + ".txt");
        try {
            Files.createDirectories(folder.toAbsolutePath());
            return new CommittedFile(
                    path,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING));
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e, e);
        }
    }

    /// @param number not negative
    synchronized void append(final long number) {
        int at = LONGEST_LINE_BYTES;
        line.put(--at, (byte) '\n');
        long rest = number;
        do {
            line.put(--at, (byte) ('0' + rest % 10));
            rest /= 10;
        } while (rest != 0);
        line.limit(LONGEST_LINE_BYTES).position(at);
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be closed: " + e, e);
        }
    }
}
