package dev.kymo.rrd.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.StreamingXXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// The two checksums of the format.
public final class Checksums {
    private static final XXHashFactory FACTORY = XXHashFactory.fastestInstance();
    /// The library streams from heap arrays only; a block of this size stays in the first-level cache.
    private static final int BLOCK_BYTES = 16 << 10;

    private Checksums() {}

    /// xxh64 of a chunk's payload, which may lie in parts.
    public static long ofPayload(final List<MemorySegment> parts) {
        if (parts.size() == 1 && parts.getFirst().byteSize() <= BLOCK_BYTES) {
            final byte[] small = parts.getFirst().toArray(ValueLayout.JAVA_BYTE);
            return FACTORY.hash64().hash(small, 0, small.length, ArrowMessageDescriptor.CHECKSUM_SEED);
        }
        final byte[] block = new byte[BLOCK_BYTES];
        try (StreamingXXHash64 hash = FACTORY.newStreamingHash64(ArrowMessageDescriptor.CHECKSUM_SEED)) {
            for (final MemorySegment part : parts) {
                for (long at = 0; at < part.byteSize(); at += BLOCK_BYTES) {
                    final int count = (int) Math.min(BLOCK_BYTES, part.byteSize() - at);
                    MemorySegment.copy(part, ValueLayout.JAVA_BYTE, at, block, 0, count);
                    hash.update(block, 0, count);
                }
            }
            return hash.getValue();
        }
    }

    /// xxh64 of memory that is not a file's: a file that is cut would be a fault in the library, which
    /// nobody catches.
    ///
    /// @param memory off-heap; less than 2 GiB
    public static long ofOwnMemory(final MemorySegment memory) {
        final ByteBuffer bytes = memory.asByteBuffer();
        return FACTORY.hash64().hash(bytes, 0, bytes.capacity(), ArrowMessageDescriptor.CHECKSUM_SEED);
    }

    /// xxh32 of an end message's payload.
    public static int ofFooter(final MemorySegment payload) {
        final byte[] block = new byte[BLOCK_BYTES];
        try (StreamingXXHash32 hash = FACTORY.newStreamingHash32(StreamFooterDescriptor.CHECKSUM_SEED)) {
            for (long at = 0; at < payload.byteSize(); at += BLOCK_BYTES) {
                final int count = (int) Math.min(BLOCK_BYTES, payload.byteSize() - at);
                MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, at, block, 0, count);
                hash.update(block, 0, count);
            }
            return hash.getValue();
        }
    }
}
