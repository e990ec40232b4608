package dev.kymo.ingest;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.CountersDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Maps the files of another process after checking that they are what they claim to be.
final class ProducerMapping {
    private ProducerMapping() {}

    /// @throws IOException that says what was expected and what was found
    static ProducerFiles map(final Path folder, final Arena arena) throws IOException {
        return map(folder, FileChannel.MapMode.READ_WRITE, arena);
    }

    /// For who only looks: no byte of a producer's files can be written.
    static ProducerFiles mapReadOnly(final Path folder, final Arena arena) throws IOException {
        return map(folder, FileChannel.MapMode.READ_ONLY, arena);
    }

    /// @param mode whether anything is to be written
    /// @throws IOException that says what was expected and what was found
    static ProducerFiles map(final Path folder, final FileChannel.MapMode mode, final Arena arena) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + ": expected a folder, found a link or a file");
        }
        final Path ringPath = folder.resolve(ProducerFiles.RING);
        final MemorySegment ringFile = mapRegular(ringPath, mode, arena);
        if (ringFile.byteSize() < ControlDescriptor.RING_OFFSET + (long) RingDescriptor.TRAILER_LENGTH) {
            throw new IOException(ringPath + ": a ring is longer than " + ringFile.byteSize() + " bytes");
        }
        final long magic = ringFile.get(Layouts.LONG, ControlDescriptor.MAGIC_OFFSET);
        final int version = ringFile.get(Layouts.INT, ControlDescriptor.VERSION_OFFSET);
        final int ringOffset = ringFile.get(Layouts.INT, ControlDescriptor.RING_OFFSET_OFFSET);
        if (magic != ControlDescriptor.MAGIC
                || version != ControlDescriptor.VERSION
                || ringOffset != ControlDescriptor.RING_OFFSET) {
            throw new IOException(ringPath + ": expected a ring of version " + ControlDescriptor.VERSION + " at byte "
                    + ControlDescriptor.RING_OFFSET + ", found magic " + Long.toHexString(magic) + ", version "
                    + version + ", byte " + ringOffset);
        }
        final long capacity = ringFile.get(Layouts.LONG, ControlDescriptor.RING_CAPACITY_OFFSET);
        final long room = ringFile.byteSize() - ControlDescriptor.RING_OFFSET - RingDescriptor.TRAILER_LENGTH;
        if (capacity < RingConfig.MIN_RING_BYTES
                || capacity > RingConfig.MAX_RING_BYTES
                || Long.bitCount(capacity) != 1
                || capacity > room) {
            throw new IOException(ringPath + ": ring of " + capacity + " bytes, the file has room for " + room);
        }
        final Path payloadPath = folder.resolve(ProducerFiles.PAYLOAD);
        final MemorySegment payload = mapRegular(payloadPath, mode, arena);
        final long payloadBytes = ringFile.get(Layouts.LONG, ControlDescriptor.PAYLOAD_CAPACITY_OFFSET);
        if (payloadBytes != payload.byteSize()
                || payloadBytes < RingConfig.MIN_PAYLOAD_BYTES
                || payloadBytes % ControlDescriptor.RING_OFFSET != 0) {
            throw new IOException(payloadPath + ": expected " + payloadBytes + " bytes, found " + payload.byteSize());
        }
        final Path countersPath = folder.resolve(ProducerFiles.COUNTERS);
        final MemorySegment counters = mapRegular(countersPath, mode, arena);
        checkCounters(countersPath, counters);
        return new ProducerFiles(
                folder,
                ringFile.asSlice(0, ControlDescriptor.RING_OFFSET),
                ringFile.asSlice(ControlDescriptor.RING_OFFSET, capacity + RingDescriptor.TRAILER_LENGTH),
                payload,
                counters.asSlice(0, CountersDescriptor.LENGTH));
    }

    private static void checkCounters(final Path path, final MemorySegment counters) throws IOException {
        if (counters.byteSize() < CountersDescriptor.LENGTH
                || counters.get(Layouts.LONG, CountersDescriptor.MAGIC_OFFSET) != CountersDescriptor.MAGIC
                || counters.get(Layouts.INT, CountersDescriptor.VERSION_OFFSET) != CountersDescriptor.VERSION
                || counters.get(Layouts.INT, CountersDescriptor.ANSWER_SLOTS_OFFSET) != CountersDescriptor.ANSWER_SLOTS
                || counters.get(Layouts.INT, CountersDescriptor.STREAM_SLOTS_OFFSET)
                        != CountersDescriptor.STREAM_SLOTS) {
            throw new IOException(path + ": expected counters of version " + CountersDescriptor.VERSION + " with "
                    + CountersDescriptor.LENGTH + " bytes, found " + counters.byteSize() + " bytes or other words");
        }
    }

    private static MemorySegment mapRegular(final Path file, final FileChannel.MapMode mode, final Arena arena)
            throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (file.endsWith(ProducerFiles.RING) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString(), null, "its producer is being removed");
            }
            throw new IOException(file + ": expected a file");
        }
        return ProducerFiles.map(file, mode, arena);
    }

    /// Whether a file is shorter than what was mapped of it, so that reading ends in an `InternalError`. The JVM may
    /// throw that late, in code that read nothing of the file: only this tells whose fault it was. A file that was
    /// removed is as long as ever.
    static boolean isTruncated(final ProducerFiles files) {
        final Path folder = files.folder();
        return isShorter(
                        folder.resolve(ProducerFiles.RING),
                        files.control().byteSize() + files.ring().byteSize())
                || isShorter(
                        folder.resolve(ProducerFiles.PAYLOAD), files.payload().byteSize())
                || isShorter(
                        folder.resolve(ProducerFiles.COUNTERS), files.counters().byteSize());
    }

    /// See [#isTruncated].
    static boolean isShorter(final Path file, final long mappedBytes) {
        try {
            return Files.size(file) < mappedBytes;
        } catch (final IOException isGone) {
            return false;
        }
    }

    static long pid(final MemorySegment control) {
        return control.get(Layouts.LONG, ControlDescriptor.PID_OFFSET);
    }

    static long startNs(final MemorySegment control) {
        return control.get(Layouts.LONG, ControlDescriptor.START_NS_OFFSET);
    }

    /// Private memory for the longest record of a ring.
    static MemorySegment recordCopy(final MemorySegment ring, final Arena arena) {
        return arena.allocate(
                RingDescriptor.maxRecordLength(ring.byteSize() - RingDescriptor.TRAILER_LENGTH),
                RingDescriptor.ALIGNMENT);
    }
}
