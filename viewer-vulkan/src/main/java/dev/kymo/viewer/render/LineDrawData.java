package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Line segments with round ends on the device, to be drawn in any number of frames, anywhere. The creator
/// closes it. [LineBatch] makes segments of strips and boxes.
public final class LineDrawData implements AutoCloseable {
    private static final int SEGMENT_BYTES = 6 * Float.BYTES;

    private final InstanceBuffers buffers;
    private final int colour;
    private final float radius;

    private LineDrawData(final InstanceBuffers buffers, final int colour, final float radius) {
        this.buffers = buffers;
        this.colour = colour;
        this.radius = radius;
    }

    /// Copies segments to the device. The memory may change or go once this returns.
    ///
    /// @param segments 6 floats per segment: both ends, in the object's coordinates
    /// @param colours one 32-bit `0xRRGGBBAA` per segment, or null: `colour` for all
    /// @param radii half the width, one float per segment, or null: `radius` for all; in the object's units,
    ///     or in UI pixels when negative. A line is at least one pixel wide.
    /// @throws IllegalArgumentException when the lengths do not agree
    public static LineDrawData upload(
            final GpuDevice device,
            final MemorySegment segments,
            final @Nullable MemorySegment colours,
            final @Nullable MemorySegment radii,
            final int colour,
            final float radius) {
        return new LineDrawData(
                new InstanceBuffers(device, GpuMemoryTag.LINES, segments, SEGMENT_BYTES, colours, radii),
                colour,
                radius);
    }

    /// How many segments.
    public long count() {
        return buffers.count();
    }

    InstanceBuffers buffers() {
        return buffers;
    }

    int colour() {
        return colour;
    }

    float radius() {
        return radius;
    }

    @Override
    public void close() {
        buffers.close();
    }
}
