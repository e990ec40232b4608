package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// By what a recording is known again: an index made for it is good as long as all of this is the same.
///
/// @param modifiedNs since the epoch
/// @param head checksum of its first bytes
/// @param tail checksum of its last bytes, where the footer has a checksum of all it says
record RecordingIdentity(long sizeBytes, long modifiedNs, long head, long tail) {
    /// @param file mapped
    static RecordingIdentity of(final Path path, final MemorySegment file) throws IOException {
        final long part = Math.min(IndexDescriptor.IDENTITY_BYTES, file.byteSize());
        return new RecordingIdentity(
                file.byteSize(),
                Files.getLastModifiedTime(path).to(TimeUnit.NANOSECONDS),
                Checksums.ofPayload(List.of(file.asSlice(0, part))),
                Checksums.ofPayload(List.of(file.asSlice(file.byteSize() - part, part))));
    }
}
