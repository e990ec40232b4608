package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;

/// Points of one node of a cloud's levels of detail, on the device. The creator closes it.
public final class CloudNodeDrawData implements AutoCloseable {
    private static final int PLACE_BYTES = Long.BYTES;
    private static final int COLOUR_BYTES = Integer.BYTES;

    private final GpuBuffer buffer;
    private final int count;

    private CloudNodeDrawData(final GpuBuffer buffer, final int count) {
        this.buffer = buffer;
        this.count = count;
    }

    /// Copies a node to the device. The segment may change or go once this returns.
    ///
    /// @param points `count` places (u64: 21 bits per axis, x lowest, in steps of the node's edge / 2^21),
    ///     then as many colours (u32, `0xRRGGBBAA`); more bytes are left alone
    /// @param count at least 1
    public static CloudNodeDrawData upload(final GpuDevice device, final MemorySegment points, final int count) {
        final long bytes = (long) count * (PLACE_BYTES + COLOUR_BYTES);
        if (count < 1 || points.byteSize() < bytes) {
            throw new IllegalArgumentException("count=" + count + ", bytes=" + points.byteSize());
        }
        final GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, bytes);
        device.staging().upload(points.asSlice(0, bytes), buffer, 0);
        return new CloudNodeDrawData(buffer, count);
    }

    public int count() {
        return count;
    }

    public long sizeBytes() {
        return buffer.sizeBytes();
    }

    /// Places, then colours.
    GpuBuffer buffer() {
        return buffer;
    }

    long placesAddress() {
        return buffer.address();
    }

    long coloursAddress() {
        return buffer.address() + (long) count * PLACE_BYTES;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
