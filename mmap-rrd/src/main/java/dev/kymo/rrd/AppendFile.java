package dev.kymo.rrd;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that frames are appended to, each whole or not at all: what a failed write has left is cut off
/// again, and nothing is appended after it. Nobody else can have the file as an `AppendFile` meanwhile: it is
/// locked.
///
/// Disk is reserved ahead of what is written, without making the file longer, in steps that grow with it, and
/// always for what is to end the file; what was not used is given back by [#close]. Where that can't be done it
/// is done without.
final class AppendFile implements AutoCloseable {
    /// Heap memory can't be written as it lies: it is copied to native memory first, this much at a time.
    private static final int SCRATCH_BYTES = 256 << 10;

    private static final long MAX_PIECE_BYTES = 1L << 30;
    /// As the system says it.
    private static final String DISK_FULL = "No space left on device";

    private static final int MAX_PIECES_PER_WRITE = 64;
    private static final long MIN_RESERVE_BYTES = 1 << 20;
    private static final long MAX_RESERVE_BYTES = 64 << 20;
    private static final long WRITE_BACK_BYTES = 4 << 20;

    private final Path path;
    private final FileChannel channel;
    private final int descriptor;
    private final OffHeap.Block scratch = OffHeap.allocate(MemoryTag.SCRATCH, SCRATCH_BYTES);
    private final List<ByteBuffer> pending = new ArrayList<>();
    private long scratchUsed;
    private long sizeBytes;
    private long reservedBytes;
    /// Before it the kernel has been told to write.
    private long writingBackBytes;
    private boolean reserves = true;
    private @Nullable RrdException failure;
    /// Whether a failed write has left something that could not be cut off.
    private boolean torn;

    private boolean hasReserved;
    private long forceCount;

    private AppendFile(final Path path, final FileChannel channel, final int descriptor) throws IOException {
        this.path = path;
        this.channel = channel;
        this.descriptor = descriptor;
        sizeBytes = channel.size();
        reservedBytes = sizeBytes;
    }

    /// Begins a file.
    ///
    /// @throws FileAlreadyExistsException when one is there
    static AppendFile create(final Path path) throws IOException {
        try {
            FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
                    .close();
        } catch (final FileAlreadyExistsException e) {
            // The JDK's has nothing but the name.
            final FileAlreadyExistsException clear =
                    new FileAlreadyExistsException(path.toString(), null, "the file is there already");
            clear.initCause(e);
            throw clear;
        }
        return open(path);
    }

    /// Opens a file that is there, to append to it.
    ///
    /// @throws RrdException when somebody has it open for that already
    static AppendFile open(final Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        final int descriptor = openLocked(path);
        try {
            final FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            try {
                requireSame(path, descriptor);
                return new AppendFile(path, channel, descriptor);
            } catch (final IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        } catch (final IOException | RuntimeException | Error e) {
            NativeMemory.close(descriptor);
            throw e;
        }
    }

    /// A file may have taken the place of the one that was locked while that was being locked.
    private static void requireSame(final Path path, final int descriptor) throws IOException {
        final Path locked = Path.of("/proc/self/fd/" + descriptor);
        if (Files.exists(locked) && !Files.isSameFile(locked, path)) {
            throw new RrdException(path, 0, "another file has taken the place of this one just now; try again");
        }
    }

    private static int openLocked(final Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new RrdException(path, 0, "is no regular file, expected an .rrd file");
        }
        final int descriptor = NativeMemory.open(path);
        if (!NativeMemory.lock(descriptor)) {
            NativeMemory.close(descriptor);
            throw new RrdException(
                    path, 0, "the file is open for writing already, here or in another process; end that one first");
        }
        return descriptor;
    }

    /// Removes a file that is to be written anew.
    ///
    /// @throws RrdException when somebody has it open for writing
    static void delete(final Path path) throws IOException {
        final int descriptor = openLocked(path);
        try {
            Files.delete(path);
        } finally {
            NativeMemory.close(descriptor);
        }
    }

    /// For mappings of the file; open until [#close].
    int descriptor() {
        return descriptor;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// Why nothing can be appended any more; null while it can.
    @Nullable
    RrdException failure() {
        return failure;
    }

    /// How often the file was forced to the disk.
    long forceCount() {
        return forceCount;
    }

    /// [#append(List, long)] without keeping room.
    void append(final List<MemorySegment> parts) throws RrdException {
        append(parts, 0);
    }

    /// Appends all parts as one run of bytes.
    ///
    /// @param endingBytes room that is kept behind them for [#appendLast]
    /// @throws RrdException when the disk is full or fails, or did at an earlier call: the file then ends
    ///     where it did before that, and the same is said at every later call
    void append(final List<MemorySegment> parts, final long endingBytes) throws RrdException {
        if (failure != null) {
            throw new RrdException(path, failure.offsetBytes(), failure.reason(), failure);
        }
        if (!reserve(sizeBytes + lengthOf(parts), endingBytes)) {
            failure = new RrdException(path, sizeBytes, "writing failed, the file ends here now: " + DISK_FULL);
            throw failure;
        }
        write(parts);
    }

    /// Appends what ends the file. Other than [#append] it is tried even after a failure, as little may fit
    /// where much did not, but not behind something torn.
    void appendLast(final List<MemorySegment> parts) throws RrdException {
        if (failure != null && torn) {
            throw new RrdException(path, failure.offsetBytes(), failure.reason(), failure);
        }
        write(parts);
    }

    private void write(final List<MemorySegment> parts) throws RrdException {
        final long from = sizeBytes;
        final long bytes = lengthOf(parts);
        try {
            channel.position(from);
            for (final MemorySegment part : parts) {
                add(part);
            }
            flush();
            sizeBytes = from + bytes;
        } catch (final IOException e) {
            pending.clear();
            scratchUsed = 0;
            final RrdException failed =
                    new RrdException(path, from, "writing failed, the file ends here now: " + reasonOf(e), e);
            try {
                truncate(from);
            } catch (final IOException suppressed) {
                torn = true;
                failed.addSuppressed(suppressed);
            }
            failure = failed;
            throw failed;
        }
    }

    private static long lengthOf(final List<MemorySegment> parts) {
        long bytes = 0;
        for (final MemorySegment part : parts) {
            bytes += part.byteSize();
        }
        return bytes;
    }

    private static String reasonOf(final IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /// @return false when the disk has no room for it, which is told before anything is written
    private boolean reserve(final long end, final long endingBytes) {
        final long least = end + endingBytes;
        if (!reserves || least <= reservedBytes) {
            return true;
        }
        final long ahead = least + Math.clamp(sizeBytes, MIN_RESERVE_BYTES, MAX_RESERVE_BYTES);
        return switch (reserveTo(ahead)) {
            case DONE -> true;
            case DISK_FULL -> reserveTo(least) != NativeMemory.Reservation.DISK_FULL;
            case UNSUPPORTED -> {
                reserves = false;
                yield true;
            }
        };
    }

    private NativeMemory.Reservation reserveTo(final long bytes) {
        // Even where it fails, part of it may be taken
        hasReserved = true;
        final NativeMemory.Reservation result = NativeMemory.reserve(descriptor, reservedBytes, bytes - reservedBytes);
        if (result == NativeMemory.Reservation.DONE) {
            reservedBytes = bytes;
        }
        return result;
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
        writingBackBytes = Math.min(writingBackBytes, size);
        NativeMemory.truncate(descriptor, path, size);
        reservedBytes = size;
    }

    /// For a file that will be forced: has the kernel begin to write what was appended, in pieces, so that the force
    /// does not find all of it to do.
    void beginWritingBack() {
        if (sizeBytes - writingBackBytes >= WRITE_BACK_BYTES) {
            NativeMemory.beginWritingBack(descriptor, writingBackBytes, sizeBytes - writingBackBytes);
            writingBackBytes = sizeBytes;
        }
    }

    /// @throws RrdException when the disk fails: nobody knows then what of the last writes is on it, so nothing
    ///     is appended after that
    void force() throws RrdException {
        try {
            channel.force(false);
            forceCount++;
        } catch (final IOException e) {
            failure = new RrdException(path, sizeBytes, "forcing to the disk failed: " + reasonOf(e), e);
            throw failure;
        }
    }

    /// Gives back what was reserved, and the lock.
    @Override
    public void close() throws IOException {
        scratch.close();
        try (channel) {
            if (hasReserved && !torn) {
                NativeMemory.truncate(descriptor, path, sizeBytes);
            }
        } finally {
            NativeMemory.close(descriptor);
        }
    }
}
