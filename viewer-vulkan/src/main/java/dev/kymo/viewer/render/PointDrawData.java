package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A point cloud on the device, to be drawn in any number of frames, anywhere. The creator closes it.
///
/// Points are opaque; one whose alpha is 0 is not drawn.
public final class PointDrawData implements AutoCloseable {
    private static final int POSITION_BYTES = 3 * Float.BYTES;

    private final InstanceBuffers buffers;
    private final int colour;
    private final float radius;

    private PointDrawData(final InstanceBuffers buffers, final int colour, final float radius) {
        this.buffers = buffers;
        this.colour = colour;
        this.radius = radius;
    }

    /// Copies a cloud to the device. The segments may change or go once this returns.
    ///
    /// @param positions 3 floats per point, tight, little-endian, in the object's coordinates
    /// @param colours one 32-bit `0xRRGGBBAA` per point, or null: `colour` for all
    /// @param radii one float per point, or null: `radius` for all. In the object's units, or in UI pixels when
    ///     negative (as Rerun's Radius is); NaN is 1.5 UI pixels. A point covers at least its own pixel.
    /// @throws IllegalArgumentException when the lengths do not agree
    public static PointDrawData upload(
            final GpuDevice device,
            final MemorySegment positions,
            final @Nullable MemorySegment colours,
            final @Nullable MemorySegment radii,
            final int colour,
            final float radius) {
        return new PointDrawData(
                new InstanceBuffers(device, GpuMemoryTag.POINTS, positions, POSITION_BYTES, colours, radii),
                colour,
                radius);
    }

    public long count() {
        return buffers.count();
    }

    /// What its points take on the device.
    public long sizeBytes() {
        return buffers.sizeBytes();
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

    /// Whether every point covers just the pixel it is in.
    ///
    /// @param otherwise the radius of points that have none of their own
    boolean onlyDots(final float otherwise, final float uiScale) {
        return radiusAtMost(otherwise, 0.5f, uiScale);
    }

    /// Whether every point is known to be at most `pixels` in radius, wherever it is.
    boolean radiusAtMost(final float otherwise, final float pixels, final float uiScale) {
        return !hasOwnRadii() && otherwise <= 0 && -otherwise * uiScale <= pixels;
    }

    private boolean hasOwnRadii() {
        return !buffers.chunks().isEmpty() && buffers.chunks().getFirst().radii() != null;
    }

    @Override
    public void close() {
        buffers.close();
    }
}
