package dev.kymo.viewer.view;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A logged image as RGBA bytes, whatever it was logged as: raw pixels of an `Image`, or a JPEG or PNG.
///
/// @param rgba rows from the top; lives as long as the arena it was made in
record ImagePixels(int width, int height, MemorySegment rgba) {
    static final Datatype BLOB = Datatype.list(Field.required("item", Datatype.UINT8));
    static final Datatype FORMAT = Datatype.struct(
            Field.required("width", Datatype.UINT32),
            Field.required("height", Datatype.UINT32),
            Field.nullable("pixel_format", Datatype.UINT8),
            Field.nullable("color_model", Datatype.UINT8),
            Field.nullable("channel_datatype", Datatype.UINT8));

    private static final int MODEL_L = 1;
    private static final int MODEL_RGB = 2;
    private static final int MODEL_RGBA = 3;
    private static final int MODEL_BGR = 4;
    private static final int MODEL_BGRA = 5;
    private static final int TYPE_U8 = 6;
    private static final int TYPE_U16 = 8;
    private static final int TYPE_F32 = 34;

    /// Width, height and how pixels are stored.
    record Format(int width, int height, int pixelFormat, int colorModel, int channelType) {
        /// From the first ImageFormat instance; null when there is none that makes sense.
        static @Nullable Format of(final @Nullable ArrayData formats) {
            if (formats == null) {
                return null;
            }
            final int width = formats.structField(0).getInt(0);
            final int height = formats.structField(1).getInt(0);
            if (width <= 0 || height <= 0 || (long) width * height > ImageDecoder.PIXELS_MAX) {
                return null;
            }
            return new Format(
                    width,
                    height,
                    byteOr(formats.structField(2), 0),
                    byteOr(formats.structField(3), MODEL_L),
                    byteOr(formats.structField(4), TYPE_U8));
        }

        private static int byteOr(final ArrayData values, final int otherwise) {
            return values.isNull(0) ? otherwise : Byte.toUnsignedInt(values.getByte(0));
        }

        /// Of a file of one channel, as its pixels are decoded.
        static Format ofGray(final DecodedImage decoded) {
            return new Format(
                    decoded.width(), decoded.height(), 0, MODEL_L, decoded.bitsPerChannel() == 16 ? TYPE_U16 : TYPE_U8);
        }

        boolean hasKnownChannels() {
            return channelType == TYPE_U8 || channelType == TYPE_U16 || channelType == TYPE_F32;
        }

        int channelBytes() {
            return switch (channelType) {
                case TYPE_U16 -> Short.BYTES;
                case TYPE_F32 -> Float.BYTES;
                default -> 1;
            };
        }

        /// The number of a pixel of an image of one channel, such as a depth or a class.
        double number(final MemorySegment buffer, final long index) {
            return switch (channelBytes()) {
                case Short.BYTES -> Short.toUnsignedInt(buffer.get(Layouts.SHORT, index * Short.BYTES));
                case Float.BYTES -> buffer.get(Layouts.FLOAT, index * Float.BYTES);
                default -> Byte.toUnsignedInt(buffer.get(ValueLayout.JAVA_BYTE, index));
            };
        }
    }

    /// Raw pixels; null when the format is not known here, or the buffer too short for it.
    static @Nullable ImagePixels ofRaw(final MemorySegment buffer, final Format format, final Arena arena) {
        final int channels = switch (format.colorModel) {
            case MODEL_L -> 1;
            case MODEL_RGB, MODEL_BGR -> 3;
            case MODEL_RGBA, MODEL_BGRA -> 4;
            default -> 0;
        };
        final long pixels = (long) format.width * format.height;
        if (channels == 0
                || !format.hasKnownChannels()
                || format.pixelFormat != 0
                || buffer.byteSize() < pixels * channels * format.channelBytes()) {
            return null;
        }
        final boolean swap = format.colorModel == MODEL_BGR || format.colorModel == MODEL_BGRA;
        final MemorySegment rgba = arena.allocate(pixels * 4, 16);
        for (long i = 0; i < pixels; i++) {
            final long at = i * channels;
            final int first = channel(buffer, at, format.channelType);
            final int second = channels == 1 ? first : channel(buffer, at + 1, format.channelType);
            final int third = channels == 1 ? first : channel(buffer, at + 2, format.channelType);
            final int alpha = channels == 4 ? channel(buffer, at + 3, format.channelType) : 0xFF;
            final int red = swap ? third : first;
            final int blue = swap ? first : third;
            rgba.set(Layouts.INT, i * 4, red | second << 8 | blue << 16 | alpha << 24);
        }
        return new ImagePixels(format.width, format.height, rgba);
    }

    private static int channel(final MemorySegment buffer, final long index, final int type) {
        return switch (type) {
            case TYPE_U16 -> Short.toUnsignedInt(buffer.get(Layouts.SHORT, index * 2)) >> 8;
            case TYPE_F32 -> Math.round(Math.clamp(buffer.get(Layouts.FLOAT, index * 4), 0f, 1f) * 255);
            default -> Byte.toUnsignedInt(buffer.get(ValueLayout.JAVA_BYTE, index));
        };
    }

    /// @throws IOException for what is no JPEG or PNG
    static ImagePixels ofEncoded(final MemorySegment blob, final Arena arena) throws IOException {
        if (ImageDecoder.isDeepGray(blob)) {
            return ofGray(ImageDecoder.decode(blob, arena), arena);
        }
        final DecodedImage decoded = ImageDecoder.decodeRgba(blob, arena);
        return new ImagePixels(decoded.width(), decoded.height(), decoded.pixels());
    }

    /// One channel in grey, from 0 to the greatest that there is: of 16 bits most sensors use few, and a picture by the
    /// highest would be black.
    static ImagePixels ofGray(final DecodedImage decoded, final Arena arena) {
        final Format format = Format.ofGray(decoded);
        final MemorySegment numbers = decoded.pixels();
        final long pixels = (long) format.width * format.height;
        double most = 1;
        for (long i = 0; i < pixels; i++) {
            most = Math.max(most, format.number(numbers, i));
        }
        final MemorySegment rgba = arena.allocate(pixels * Integer.BYTES, Long.BYTES);
        for (long i = 0; i < pixels; i++) {
            final int grey = (int) Math.round(format.number(numbers, i) / most * 0xFF);
            rgba.set(Layouts.INT, i * Integer.BYTES, 0xFF000000 | grey << 16 | grey << 8 | grey);
        }
        return new ImagePixels(format.width, format.height, rgba);
    }

    /// The pixel's colour as `0xRRGGBBAA`.
    int colour(final int x, final int y) {
        return Integer.reverseBytes(rgba.get(Layouts.INT, 4L * ((long) y * width + x)));
    }
}
