package dev.kymo.rrd.lod;

import dev.kymo.rrd.FileHoles;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where points wait between being told apart by cells and being put into nodes: memory, or a file that has
/// lost its name
/// and so goes with the process. Any thread, each its own records.
final class PointSpill implements AutoCloseable {
    /// x, y, z (float bits), colour, number in the cloud.
    static final int RECORD_INTS = 5;

    static final int RECORD_BYTES = RECORD_INTS * Integer.BYTES;
    private static final int PIECE_BYTES = 1 << 20;
    private static final ThreadLocal<ByteBuffer> PIECE =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.nativeOrder()));

    private final OffHeap.@Nullable Block block;
    private final @Nullable MemorySegment memory;
    private final @Nullable FileChannel file;
    private final @Nullable FileHoles holes;

    private PointSpill(
            final OffHeap.@Nullable Block block, final @Nullable FileChannel file, final @Nullable FileHoles holes) {
        this.block = block;
        memory = block == null ? null : block.segment();
        this.file = file;
        this.holes = holes;
    }

    static PointSpill inMemory(final long records) {
        return new PointSpill(OffHeap.allocate(MemoryTag.SCRATCH, records * RECORD_BYTES), null, null);
    }

    /// @param name of the file for a moment; it must not exist
    static PointSpill inFile(final Path name) throws IOException {
        final FileChannel channel = FileChannel.open(
                name,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileHoles holes = null;
        try {
            holes = FileHoles.of(name);
            Files.delete(name);
            return new PointSpill(null, channel, holes);
        } catch (final IOException | RuntimeException | Error e) {
            if (holes != null) {
                holes.close();
            }
            channel.close();
            Files.deleteIfExists(name);
            throw e;
        }
    }

    void write(final long record, final int[] from, final int records) throws IOException {
        final int ints = records * RECORD_INTS;
        if (memory != null) {
            MemorySegment.copy(from, 0, memory, ValueLayout.JAVA_INT, record * RECORD_BYTES, ints);
            return;
        }
        final FileChannel channel = channel();
        final ByteBuffer piece = PIECE.get();
        long at = record * RECORD_BYTES;
        for (int done = 0; done < ints; ) {
            final int part = Math.min(ints - done, PIECE_BYTES / Integer.BYTES);
            piece.clear().asIntBuffer().put(from, done, part);
            piece.limit(part * Integer.BYTES);
            while (piece.hasRemaining()) {
                at += channel.write(piece, at);
            }
            done += part;
        }
    }

    void read(final long record, final int[] to, final int records) throws IOException {
        final int ints = records * RECORD_INTS;
        if (memory != null) {
            MemorySegment.copy(memory, ValueLayout.JAVA_INT, record * RECORD_BYTES, to, 0, ints);
            return;
        }
        final FileChannel channel = channel();
        final ByteBuffer piece = PIECE.get();
        long at = record * RECORD_BYTES;
        for (int done = 0; done < ints; ) {
            final int part = Math.min(ints - done, PIECE_BYTES / Integer.BYTES);
            piece.clear().limit(part * Integer.BYTES);
            while (piece.hasRemaining()) {
                final int got = channel.read(piece, at);
                if (got <= 0) {
                    throw new IOException("what was written for later can't be read back");
                }
                at += got;
            }
            piece.flip().asIntBuffer().get(to, done, part);
            done += part;
        }
    }

    /// Records that have been read and won't be again: their place on the disk is free from now on. The side file
    /// grows as they go, so a build never needs the disk for both of them whole.
    void free(final long record, final int records) {
        if (holes != null) {
            holes.punch(record * RECORD_BYTES, (long) records * RECORD_BYTES);
        }
    }

    private FileChannel channel() {
        return java.util.Objects.requireNonNull(file);
    }

    @Override
    public void close() throws IOException {
        if (block != null) {
            block.close();
        }
        if (holes != null) {
            holes.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
