package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class DepthImage {
    /// Millimetres as unsigned 16-bit numbers, 0 where nothing was measured: `depths` has `width*height` values,
    /// borrowed.
    public static DepthImage u16mm(final short[] depths, final int width, final int height) {
        return u16(depths, width, height, 1000);
    }

    /// Unsigned 16-bit numbers, 0 where nothing was measured: `depths` has `width*height` values, borrowed.
    ///
    /// @param unitsPerMeter 1000 for millimetres
    public static DepthImage u16(final short[] depths, final int width, final int height, final float unitsPerMeter) {
        final ImageFormat format = ImageFormat.of(width, height, ChannelDatatype.U16);
        format.requireLength("depths.length", depths.length, Short.BYTES);
        return update().depths(MemorySegment.ofArray(depths), format).meter(unitsPerMeter);
    }

    /// Metres as floats: `depths` has `width*height` values, borrowed.
    public static DepthImage f32(final float[] depths, final int width, final int height) {
        final ImageFormat format = ImageFormat.of(width, height, ChannelDatatype.F32);
        format.requireLength("depths.length", depths.length, Float.BYTES);
        return update().depths(MemorySegment.ofArray(depths), format).meter(1);
    }

    /// Depth of any number type, borrowed.
    ///
    /// @param unitsPerMeter 1000 for millimetres
    /// @throws IllegalArgumentException when `depths` has not as many bytes as `format` needs
    public static DepthImage of(final MemorySegment depths, final ImageFormat format, final float unitsPerMeter) {
        return update().depths(depths, format).meter(unitsPerMeter);
    }

    /// The distances themselves. Borrowed.
    ///
    /// @throws IllegalArgumentException when `depths` has not as many bytes as `format` needs
    public DepthImage depths(final MemorySegment depths, final ImageFormat format) {
        format.requireLength("depths.byteSize", depths.byteSize(), 1);
        return buffer(depths).format(format);
    }
}
