package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Positions, colours and radii of many items on the device, in chunks that fit one allocation and one dispatch.
final class InstanceBuffers implements AutoCloseable {
    private static final int CHUNK_ITEMS_MAX = 4 << 20;
    private static final int WORD_BYTES = 4;

    record Chunk(
            int count,
            GpuBuffer positions,
            @Nullable GpuBuffer colours,
            @Nullable GpuBuffer radii) {
        long coloursAddress() {
            return colours == null ? 0 : colours.address();
        }

        long radiiAddress() {
            return radii == null ? 0 : radii.address();
        }
    }

    private final GpuDevice device;
    private final int positionBytes;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<GpuBuffer> owned = new ArrayList<>();
    private final long count;

    /// @param positionBytes bytes of `positions` per item
    /// @throws IllegalArgumentException when the lengths do not agree
    InstanceBuffers(
            final GpuDevice device,
            final GpuMemoryTag tag,
            final MemorySegment positions,
            final int positionBytes,
            final @Nullable MemorySegment colours,
            final @Nullable MemorySegment radii) {
        this.device = device;
        this.positionBytes = positionBytes;
        count = positions.byteSize() / positionBytes;
        if (positions.byteSize() % positionBytes != 0) {
            throw new IllegalArgumentException(
                    tag + ": positions of " + positions.byteSize() + " bytes, expected a multiple of " + positionBytes);
        }
        requireWords(tag, "colours", colours);
        requireWords(tag, "radii", radii);
        try {
            for (long first = 0; first < count; first += CHUNK_ITEMS_MAX) {
                final int items = (int) Math.min(CHUNK_ITEMS_MAX, count - first);
                chunks.add(new Chunk(
                        items,
                        slice(device, tag, positions, first, items, positionBytes),
                        colours == null ? null : slice(device, tag, colours, first, items, WORD_BYTES),
                        radii == null ? null : slice(device, tag, radii, first, items, WORD_BYTES)));
            }
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void requireWords(final GpuMemoryTag tag, final String what, final @Nullable MemorySegment words) {
        if (words != null && words.byteSize() != count * WORD_BYTES) {
            throw new IllegalArgumentException(tag + ": " + what + " of " + words.byteSize() + " bytes, expected "
                    + count * WORD_BYTES + " for " + count + " items");
        }
    }

    private GpuBuffer slice(
            final GpuDevice device,
            final GpuMemoryTag tag,
            final MemorySegment source,
            final long first,
            final int items,
            final int itemBytes) {
        final long bytes = (long) items * itemBytes;
        final GpuBuffer buffer = device.createBuffer(tag, GpuBuffer.Kind.DEVICE, bytes);
        owned.add(buffer);
        device.staging().upload(source.asSlice(first * itemBytes, bytes), buffer, 0);
        return buffer;
    }

    /// Puts others in the place of items from `from` on, in order with what is submitted.
    ///
    /// @param colours as many words; `radii` likewise
    void update(
            final long from, final MemorySegment positions, final MemorySegment colours, final MemorySegment radii) {
        final long items = positions.byteSize() / positionBytes;
        java.util.Objects.checkFromIndexSize(from, items, count);
        long done = 0;
        while (done < items) {
            final Chunk chunk = chunks.get((int) ((from + done) / CHUNK_ITEMS_MAX));
            final long at = (from + done) % CHUNK_ITEMS_MAX;
            final long part = Math.min(items - done, chunk.count - at);
            send(positions, done, chunk.positions, at, part, positionBytes);
            if (chunk.colours != null) {
                send(colours, done, chunk.colours, at, part, WORD_BYTES);
            }
            if (chunk.radii != null) {
                send(radii, done, chunk.radii, at, part, WORD_BYTES);
            }
            done += part;
        }
    }

    private void send(
            final MemorySegment source,
            final long from,
            final GpuBuffer target,
            final long at,
            final long items,
            final int itemBytes) {
        device.staging().upload(source.asSlice(from * itemBytes, items * itemBytes), target, at * itemBytes);
    }

    long count() {
        return count;
    }

    long sizeBytes() {
        long bytes = 0;
        for (final GpuBuffer buffer : owned) {
            bytes += buffer.sizeBytes();
        }
        return bytes;
    }

    List<Chunk> chunks() {
        return chunks;
    }

    @Override
    public void close() {
        owned.forEach(GpuBuffer::close);
        owned.clear();
        chunks.clear();
    }
}
