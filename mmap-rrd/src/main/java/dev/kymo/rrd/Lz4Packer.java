package dev.kymo.rrd;

import dev.kymo.rrd.format.Lz4Blocks;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packs payloads, one at a time, in off-heap memory that is kept for the next: up to twice the largest payload.
final class Lz4Packer implements AutoCloseable {
    /// A payload that is larger than this stays as it is: packing would need its size in memory.
    static final long MAX_PAYLOAD_BYTES = 192L << 20;

    /// Above this the memory is given back at once.
    private static final long KEPT_BYTES = 16L << 20;

    private final boolean isSmall;
    private OffHeap.@Nullable Block input;
    private OffHeap.@Nullable Block output;

    /// Packs as quickly as a recorder needs.
    Lz4Packer() {
        this(false);
    }

    private Lz4Packer(final boolean isSmall) {
        this.isSmall = isSmall;
    }

    /// Takes its time for smaller blocks, which are unpacked as quickly as others.
    static Lz4Packer small() {
        return new Lz4Packer(true);
    }

    /// @param parts the payload, in any memory
    /// @return the block, valid until the next call
    MemorySegment pack(final List<MemorySegment> parts, final long lengthBytes) {
        final MemorySegment source =
                parts.size() == 1 && parts.getFirst().isNative() ? parts.getFirst() : joined(parts, lengthBytes);
        output = room(output, Lz4Blocks.maxCompressedBytes(lengthBytes));
        final int bytes = isSmall
                ? Lz4Blocks.compressSmall(source, output.segment())
                : Lz4Blocks.compress(source, output.segment());
        return output.segment().asSlice(0, bytes);
    }

    private MemorySegment joined(final List<MemorySegment> parts, final long lengthBytes) {
        input = room(input, lengthBytes);
        long at = 0;
        for (final MemorySegment part : parts) {
            MemorySegment.copy(part, 0, input.segment(), at, part.byteSize());
            at += part.byteSize();
        }
        return input.segment().asSlice(0, lengthBytes);
    }

    private static OffHeap.Block room(final OffHeap.@Nullable Block known, final long bytes) {
        if (known != null) {
            if (known.segment().byteSize() >= bytes) {
                return known;
            }
            known.close();
        }
        return OffHeap.allocate(MemoryTag.SCRATCH, bytes);
    }

    /// Gives back what only a large payload needed; what [#pack] returned is gone.
    void trim() {
        if (input != null && input.segment().byteSize() > KEPT_BYTES) {
            input.close();
            input = null;
        }
        if (output != null && output.segment().byteSize() > KEPT_BYTES) {
            output.close();
            output = null;
        }
    }

    @Override
    public void close() {
        if (input != null) {
            input.close();
            input = null;
        }
        if (output != null) {
            output.close();
            output = null;
        }
    }
}
