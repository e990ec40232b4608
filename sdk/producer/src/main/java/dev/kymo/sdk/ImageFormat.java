package dev.kymo.sdk;

import org.jspecify.annotations.Nullable;

/// How an image's bytes are to be read. Either `pixelFormat` is set (formats with subsampled chroma), or
/// `colorModel` and `channelDatatype` are. Rows follow each other from top to bottom without padding.
///
/// @param width pixels in a row
/// @param height rows
/// @param pixelFormat null when the other two say it
/// @param colorModel null for depth images and when `pixelFormat` says it
/// @param channelDatatype the type of one channel of one pixel; null when `pixelFormat` says it
public record ImageFormat(
        int width,
        int height,
        @Nullable PixelFormat pixelFormat,
        @Nullable ColorModel colorModel,
        @Nullable ChannelDatatype channelDatatype) {
    public ImageFormat {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException("width=" + width + ", height=" + height + ", expected at least 0");
        }
        if ((pixelFormat == null) == (channelDatatype == null)) {
            throw new IllegalArgumentException("pixelFormat=" + pixelFormat + ", channelDatatype=" + channelDatatype
                    + ", expected one of the two");
        }
    }

    /// Pixels whose channels lie side by side.
    public static ImageFormat of(
            final int width, final int height, final ColorModel colorModel, final ChannelDatatype channelDatatype) {
        return new ImageFormat(width, height, null, colorModel, channelDatatype);
    }

    /// One channel without a colour model: depth, or class ids.
    public static ImageFormat of(final int width, final int height, final ChannelDatatype channelDatatype) {
        return new ImageFormat(width, height, null, null, channelDatatype);
    }

    /// A format with planes or subsampled chroma.
    public static ImageFormat of(final int width, final int height, final PixelFormat pixelFormat) {
        return new ImageFormat(width, height, pixelFormat, null, null);
    }

    /// How many bytes an image of this format has.
    public long lengthBytes() {
        final long pixels = (long) width * height;
        if (pixelFormat != null) {
            return switch (pixelFormat) {
                case Y_U_V24_LIMITED_RANGE, Y_U_V24_FULL_RANGE -> 3 * pixels;
                case Y_U_V16_LIMITED_RANGE, Y_U_V16_FULL_RANGE, YUY2 -> 2 * pixels;
                case Y_U_V12_LIMITED_RANGE, Y_U_V12_FULL_RANGE, NV12 -> pixels + pixels / 2;
                case Y8_LIMITED_RANGE, Y8_FULL_RANGE -> pixels;
            };
        }
        final int channels = colorModel == null ? 1 : colorModel.channels();
        return pixels * channels * (channelDatatype == null ? 1 : channelDatatype.lengthBytes());
    }

    /// @throws IllegalArgumentException that says both numbers when `lengthBytes` is not what this format needs
    void requireLength(final String what, final long length, final int elementBytes) {
        if (length * elementBytes != lengthBytes()) {
            final int perPixel = colorModel == null ? 1 : colorModel.channels();
            final String formula = pixelFormat != null
                    ? pixelFormat + "(" + width + "x" + height + ")"
                    : perPixel == 1 ? "width*height" : "width*height*" + perPixel;
            throw new IllegalArgumentException(what + "=" + length + ", expected=" + formula + "="
                    + lengthBytes() / elementBytes + " (width=" + width + ", height=" + height + ")");
        }
    }
}
