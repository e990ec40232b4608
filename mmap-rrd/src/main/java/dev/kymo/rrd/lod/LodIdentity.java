package dev.kymo.rrd.lod;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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
