package dev.kymo.rrd.lod;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a tree was made of: it is good as long as all of this is the same.
///
/// @param sizeBytes of the recording
/// @param modifiedNs since the epoch
/// @param head checksum of its first 4 KiB
/// @param tail checksum of its last 4 KiB, where the footer has checksums of all it says
/// @param what of the recording the cloud is, as a number that its maker chooses
public record LodIdentity(long sizeBytes, long modifiedNs, long head, long tail, long what) {
    /// Of a recording as it is now.
    ///
    /// @param files all of them, in order
    public static LodIdentity of(final List<Path> files, final long what) throws IOException {
        LodIdentity all = of(files.getFirst(), what);
        for (final Path file : files.subList(1, files.size())) {
            all = all.with(of(file, what));
        }
        return all;
    }

    public static LodIdentity of(final Path recording, final long what) throws IOException {
        try (FileChannel channel = FileChannel.open(recording)) {
            final long size = channel.size();
            final int part = (int) Math.min(IndexDescriptor.IDENTITY_BYTES, size);
            return new LodIdentity(
                    size,
                    Files.getLastModifiedTime(recording).to(TimeUnit.NANOSECONDS),
                    checksum(channel, 0, part),
                    checksum(channel, size - part, part),
                    what);
        }
    }

    /// Of files that are one recording: sizes are added, the latest time counts, and checksums are those
    /// of both, and of what would else cancel out.
    private LodIdentity with(final LodIdentity next) {
        final long[] both = {head, next.head, sizeBytes, next.sizeBytes, modifiedNs, next.modifiedNs};
        final ByteBuffer bytes = ByteBuffer.allocate(both.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(both);
        return new LodIdentity(
                sizeBytes + next.sizeBytes,
                Math.max(modifiedNs, next.modifiedNs),
                Checksums.ofPayload(List.of(MemorySegment.ofArray(bytes.array()))),
                tail * 31 + next.tail,
                what);
    }

    private static long checksum(final FileChannel channel, final long offset, final int length) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) <= 0) {
                throw new IOException("the recording was cut while it was looked at");
            }
        }
        return Checksums.ofPayload(List.of(MemorySegment.ofArray(bytes.array())));
    }
}
