package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class SegmentationImage {
    /// Class ids of 8 bits: `classIds` has `width*height` bytes, borrowed.
    public static SegmentationImage u8(final byte[] classIds, final int width, final int height) {
        final ImageFormat format = ImageFormat.of(width, height, ChannelDatatype.U8);
        format.requireLength("classIds.length", classIds.length, Byte.BYTES);
        return update().classes(MemorySegment.ofArray(classIds), format);
    }

    /// Class ids of 16 bits: `classIds` has `width*height` values, borrowed.
    public static SegmentationImage u16(final short[] classIds, final int width, final int height) {
        final ImageFormat format = ImageFormat.of(width, height, ChannelDatatype.U16);
        format.requireLength("classIds.length", classIds.length, Short.BYTES);
        return update().classes(MemorySegment.ofArray(classIds), format);
    }

    /// The class ids themselves. Borrowed.
    ///
    /// @throws IllegalArgumentException when `classIds` has not as many bytes as `format` needs
    public SegmentationImage classes(final MemorySegment classIds, final ImageFormat format) {
        format.requireLength("classIds.byteSize", classIds.byteSize(), 1);
        return buffer(classIds).format(format);
    }
}
