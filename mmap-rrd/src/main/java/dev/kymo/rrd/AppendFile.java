package dev.kymo.rrd;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A file that frames are appended to, each whole or not at all: what a failed write has left is cut off again.
final class AppendFile implements AutoCloseable {
    /// Heap memory is copied by the channel into memory of its own before it is written; small pieces keep that small.
    private static final long MAX_HEAP_PIECE_BYTES = 1L << 20;

    private static final long MAX_PIECE_BYTES = 1L << 30;
    private static final int MAX_PIECES_PER_WRITE = 16;

    private final Path path;
    private final FileChannel channel;
    private long sizeBytes;

    private AppendFile(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static AppendFile create(final Path path) throws IOException {
        return new AppendFile(path, FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// Appends all parts as one run of bytes.
    ///
    /// @throws RrdException when the disk is full or fails; the file then ends where it did before
    void append(final List<MemorySegment> parts) throws RrdException {
        final long from = sizeBytes;
        try {
            channel.position(from);
            final ByteBuffer[] pieces = pieces(parts);
            int next = 0;
            while (next < pieces.length) {
                if (pieces[next].hasRemaining()) {
                    channel.write(pieces, next, Math.min(MAX_PIECES_PER_WRITE, pieces.length - next));
                } else {
                    next++;
                }
            }
            for (final MemorySegment part : parts) {
                sizeBytes += part.byteSize();
            }
        } catch (final IOException e) {
            final RrdException failure =
                    new RrdException(path, from, "writing failed, the file ends here now: " + e.getMessage(), e);
            try {
                truncate(from);
            } catch (final IOException suppressed) {
                failure.addSuppressed(suppressed);
            }
            throw failure;
        }
    }

    private static ByteBuffer[] pieces(final List<MemorySegment> parts) {
        final List<ByteBuffer> pieces = new ArrayList<>();
        for (final MemorySegment part : parts) {
            final long limit = part.isNative() ? MAX_PIECE_BYTES : MAX_HEAP_PIECE_BYTES;
            for (long at = 0; at < part.byteSize(); at += limit) {
                pieces.add(
                        part.asSlice(at, Math.min(limit, part.byteSize() - at)).asByteBuffer());
            }
        }
        return pieces.toArray(new ByteBuffer[0]);
    }

    /// Cuts off what lies behind `size`. Works even when an interrupt has closed the channel.
    void truncate(final long size) throws IOException {
        sizeBytes = size;
        if (channel.isOpen()) {
            channel.truncate(size);
            return;
        }
        final boolean interrupted = Thread.interrupted();
        try (FileChannel another = FileChannel.open(path, StandardOpenOption.WRITE)) {
            another.truncate(size);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
