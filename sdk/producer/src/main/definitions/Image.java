package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class Image {
    /// 8-bit red, green, blue: `pixels` has `width*height*3` bytes, borrowed.
    public static Image rgb8(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, ColorModel.RGB, ChannelDatatype.U8));
    }

    /// 8-bit red, green, blue: `pixels` has `width*height*3` bytes, borrowed.
    public static Image rgb8(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, ColorModel.RGB, ChannelDatatype.U8));
    }

    /// 8-bit red, green, blue and straight alpha: `pixels` has `width*height*4` bytes, borrowed.
    public static Image rgba8(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, ColorModel.RGBA, ChannelDatatype.U8));
    }

    /// 8-bit red, green, blue and straight alpha: `pixels` has `width*height*4` bytes, borrowed.
    public static Image rgba8(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, ColorModel.RGBA, ChannelDatatype.U8));
    }

    /// 8-bit blue, green, red (as OpenCV has them): `pixels` has `width*height*3` bytes, borrowed.
    public static Image bgr8(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, ColorModel.BGR, ChannelDatatype.U8));
    }

    /// 8-bit blue, green, red (as OpenCV has them): `pixels` has `width*height*3` bytes, borrowed.
    public static Image bgr8(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, ColorModel.BGR, ChannelDatatype.U8));
    }

    /// 8-bit blue, green, red and straight alpha: `pixels` has `width*height*4` bytes, borrowed.
    public static Image bgra8(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, ColorModel.BGRA, ChannelDatatype.U8));
    }

    /// 8-bit blue, green, red and straight alpha: `pixels` has `width*height*4` bytes, borrowed.
    public static Image bgra8(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, ColorModel.BGRA, ChannelDatatype.U8));
    }

    /// 8-bit grey: `pixels` has `width*height` bytes, borrowed.
    public static Image l8(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, ColorModel.L, ChannelDatatype.U8));
    }

    /// 8-bit grey: `pixels` has `width*height` bytes, borrowed.
    public static Image l8(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, ColorModel.L, ChannelDatatype.U8));
    }

    /// YUV 4:2:0 as cameras and video decoders give it: `pixels` has `width*height*3/2` bytes, borrowed.
    public static Image nv12(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, PixelFormat.NV12));
    }

    /// YUV 4:2:0 as cameras and video decoders give it: `pixels` has `width*height*3/2` bytes, borrowed.
    public static Image nv12(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, PixelFormat.NV12));
    }

    /// YUV 4:2:2 in one plane: `pixels` has `width*height*2` bytes, borrowed.
    public static Image yuy2(final byte[] pixels, final int width, final int height) {
        return bytes(pixels, ImageFormat.of(width, height, PixelFormat.YUY2));
    }

    /// YUV 4:2:2 in one plane: `pixels` has `width*height*2` bytes, borrowed.
    public static Image yuy2(final MemorySegment pixels, final int width, final int height) {
        return update().pixels(pixels, ImageFormat.of(width, height, PixelFormat.YUY2));
    }

    /// 16-bit grey: `pixels` has `width*height` values, borrowed.
    public static Image l16(final short[] pixels, final int width, final int height) {
        final ImageFormat format = ImageFormat.of(width, height, ColorModel.L, ChannelDatatype.U16);
        format.requireLength("pixels.length", pixels.length, Short.BYTES);
        return update().pixels(MemorySegment.ofArray(pixels), format);
    }

    /// An image of any format, borrowed.
    ///
    /// @throws IllegalArgumentException when `pixels` has not as many bytes as `format` needs
    public static Image of(final MemorySegment pixels, final ImageFormat format) {
        return update().pixels(pixels, format);
    }

    private static Image bytes(final byte[] pixels, final ImageFormat format) {
        format.requireLength("pixels.length", pixels.length, 1);
        return update().pixels(MemorySegment.ofArray(pixels), format);
    }

    /// The image itself. Borrowed.
    ///
    /// @throws IllegalArgumentException when `pixels` has not as many bytes as `format` needs
    public Image pixels(final MemorySegment pixels, final ImageFormat format) {
        format.requireLength("pixels.byteSize", pixels.byteSize(), 1);
        return buffer(pixels).format(format);
    }
}
