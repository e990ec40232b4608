package dev.kymo.rrd;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
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
    /// Heap memory can't be written as it lies: it is copied to native memory first, this much at a time.
    private static final int SCRATCH_BYTES = 256 << 10;

    private static final long MAX_PIECE_BYTES = 1L << 30;
    private static final int MAX_PIECES_PER_WRITE = 64;

    private final Path path;
    private final FileChannel channel;
    private final OffHeap.Block scratch = OffHeap.allocate(MemoryTag.SCRATCH, SCRATCH_BYTES);
    private final List<ByteBuffer> pending = new ArrayList<>();
    private long scratchUsed;
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
            for (final MemorySegment part : parts) {
                add(part);
            }
            flush();
            for (final MemorySegment part : parts) {
                sizeBytes += part.byteSize();
            }
        } catch (final IOException e) {
            pending.clear();
            scratchUsed = 0;
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

    private void add(final MemorySegment part) throws IOException {
        if (!part.isNative()) {
            addHeap(part);
            return;
        }
        for (long at = 0; at < part.byteSize(); at += MAX_PIECE_BYTES) {
            if (pending.size() == MAX_PIECES_PER_WRITE) {
                flush();
            }
            pending.add(part.asSlice(at, Math.min(MAX_PIECE_BYTES, part.byteSize() - at))
                    .asByteBuffer());
        }
    }

    private void addHeap(final MemorySegment part) throws IOException {
        long at = 0;
        while (at < part.byteSize()) {
            if (scratchUsed == SCRATCH_BYTES || pending.size() == MAX_PIECES_PER_WRITE) {
                flush();
            }
            final long count = Math.min(SCRATCH_BYTES - scratchUsed, part.byteSize() - at);
            final MemorySegment copy = scratch.segment().asSlice(scratchUsed, count);
            copy.copyFrom(part.asSlice(at, count));
            pending.add(copy.asByteBuffer());
            scratchUsed += count;
            at += count;
        }
    }

    private void flush() throws IOException {
        final ByteBuffer[] pieces = pending.toArray(new ByteBuffer[0]);
        int next = 0;
        while (next < pieces.length) {
            if (pieces[next].hasRemaining()) {
                channel.write(pieces, next, pieces.length - next);
            } else {
                next++;
            }
        }
        pending.clear();
        scratchUsed = 0;
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
        scratch.close();
        channel.close();
    }
}
