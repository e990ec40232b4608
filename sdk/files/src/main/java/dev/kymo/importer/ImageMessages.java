package dev.kymo.importer;

import dev.kymo.importer.mcap.MalformedMcapException;
import dev.kymo.importer.mcap.Numbers;
import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.ChannelDatatype;
import dev.kymo.sdk.ColorModel;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.EncodedDepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.ImageFormat;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.PixelFormat;
import dev.kymo.sdk.VideoCodec;
import dev.kymo.sdk.VideoStream;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Pictures in messages: raw ones by the names that ROS gives to layouts of pixels, compressed ones as they are, depth,
/// video, and cameras.
final class ImageMessages {
    private static final int MILLIMETRES = 1000;
    private static final int METRES = 1;
    /// What ROS's compressed depth has before its PNG.
    private static final int DEPTH_HEAD_BYTES = 12;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final int K_VALUES = 9;

    private ImageMessages() {}

    /// How pixels lie, and what they are.
    ///
    /// @param unitsPerMetre of depth; 0 for a picture
    private record Layout(ImageFormat format, int unitsPerMetre) {}

    static void raw(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final int width = message.integer("width");
        final int height = message.integer("height");
        final String encoding = message.text("encoding");
        if (width <= 0 || height <= 0) {
            throw new MalformedMcapException("a picture of " + width + " x " + height);
        }
        final Layout layout = layout(encoding.toLowerCase(Locale.ROOT), width, height);
        if (layout == null) {
            throw new MalformedMcapException("a picture encoded as " + encoding + ", which is not known");
        }
        final long lineBytes = layout.format.pixelFormat() == null
                ? layout.format.lengthBytes() / height
                : Math.ceilDiv(layout.format.lengthBytes(), height);
        final boolean hasLines = layout.format.pixelFormat() == null || layout.format.pixelFormat() == PixelFormat.YUY2;
        final int step = message.integer("step");
        final MemorySegment data = message.bytes("data").bytes();
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            MemorySegment pixels = data;
            if (hasLines && step > lineBytes) {
                pixels = withoutPadding(data, height, step, lineBytes, arena);
            }
            final long needed = layout.format.lengthBytes();
            if (pixels.byteSize() < needed) {
                throw new MalformedMcapException("a picture of " + width + " x " + height + " as " + encoding
                        + " needs " + needed + " bytes, found " + pixels.byteSize());
            }
            pixels = pixels.asSlice(0, needed);
            if (message.numberOr(0, "is_bigendian") != 0) {
                pixels = swapped(pixels, layout.format, arena);
            }
            final Archetype image = layout.unitsPerMetre > 0
                    ? DepthImage.of(pixels, layout.format, layout.unitsPerMetre)
                    : Image.of(pixels, layout.format);
            log.log(entity, image, imageFrame(message));
        }
    }

    /// @return null for an encoding that is not known
    private static @Nullable Layout layout(final String encoding, final int width, final int height) {
        return switch (encoding) {
            case "rgb8" -> colors(width, height, ColorModel.RGB, ChannelDatatype.U8);
            case "bgr8", "8uc3" -> colors(width, height, ColorModel.BGR, ChannelDatatype.U8);
            case "rgba8" -> colors(width, height, ColorModel.RGBA, ChannelDatatype.U8);
            case "bgra8", "8uc4" -> colors(width, height, ColorModel.BGRA, ChannelDatatype.U8);
            case "rgb16" -> colors(width, height, ColorModel.RGB, ChannelDatatype.U16);
            case "bgr16", "16uc3" -> colors(width, height, ColorModel.BGR, ChannelDatatype.U16);
            // The pattern as it is: what colours it stands for is the viewer's to find out
            case "mono8", "8uc1", "bayer_rggb8", "bayer_bggr8", "bayer_gbrg8", "bayer_grbg8" ->
                colors(width, height, ColorModel.L, ChannelDatatype.U8);
            case "mono16" -> colors(width, height, ColorModel.L, ChannelDatatype.U16);
            case "16uc1" -> new Layout(ImageFormat.of(width, height, ChannelDatatype.U16), MILLIMETRES);
            case "32fc1" -> new Layout(ImageFormat.of(width, height, ChannelDatatype.F32), METRES);
            case "yuyv", "yuv422_yuy2" -> new Layout(ImageFormat.of(width, height, PixelFormat.YUY2), 0);
            case "nv12" -> new Layout(ImageFormat.of(width, height, PixelFormat.NV12), 0);
            default -> null;
        };
    }

    private static Layout colors(
            final int width, final int height, final ColorModel model, final ChannelDatatype channels) {
        return new Layout(ImageFormat.of(width, height, model, channels), 0);
    }

    private static MemorySegment withoutPadding(
            final MemorySegment data, final int height, final long step, final long lineBytes, final Arena arena) {
        if (data.byteSize() < (height - 1) * step + lineBytes) {
            throw new MalformedMcapException(
                    height + " lines of " + step + " bytes in a picture of " + data.byteSize() + " bytes");
        }
        final MemorySegment pixels = arena.allocate(height * lineBytes);
        for (int line = 0; line < height; line++) {
            MemorySegment.copy(data, line * step, pixels, line * lineBytes, lineBytes);
        }
        return pixels;
    }

    private static MemorySegment swapped(final MemorySegment pixels, final ImageFormat format, final Arena arena) {
        final int width =
                format.channelDatatype() == null ? 1 : format.channelDatatype().lengthBytes();
        if (width == 1) {
            return pixels;
        }
        final MemorySegment swapped = arena.allocate(pixels.byteSize());
        for (long at = 0; at <= pixels.byteSize() - width; at += width) {
            if (width == Short.BYTES) {
                swapped.set(Layouts.SHORT, at, Short.reverseBytes(pixels.get(Layouts.SHORT, at)));
            } else {
                swapped.set(Layouts.INT, at, Integer.reverseBytes(pixels.get(Layouts.INT, at)));
            }
        }
        return swapped;
    }

    /// JPEG, PNG and the like as pictures; depth as ROS's plugin packs it; video by its codec.
    static void compressed(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final String format = message.text("format").toLowerCase(Locale.ROOT);
        final MemorySegment data = message.bytes("data").bytes();
        final Archetype frame = imageFrame(message);
        final VideoCodec codec = switch (format) {
            case "h264" -> VideoCodec.H264;
            case "h265", "hevc" -> VideoCodec.H265;
            case "av1" -> VideoCodec.AV1;
            default -> null;
        };
        if (codec != null) {
            log.describe(entity, VideoStream.of(codec));
            log.log(entity, VideoStream.update().sample(data), frame);
        } else if (format.contains("compresseddepth")) {
            log.log(entity, depth(data), frame);
        } else {
            log.log(entity, EncodedImage.of(data), frame);
        }
    }

    private static Archetype depth(final MemorySegment data) {
        final boolean isPng = data.byteSize() > DEPTH_HEAD_BYTES + PNG.length
                && MemorySegment.mismatch(
                                data,
                                DEPTH_HEAD_BYTES,
                                DEPTH_HEAD_BYTES + PNG.length,
                                MemorySegment.ofArray(PNG),
                                0,
                                PNG.length)
                        < 0;
        if (!isPng) {
            throw new MalformedMcapException("compressed depth, expected a PNG behind " + DEPTH_HEAD_BYTES + " bytes");
        }
        return EncodedDepthImage.of(
                data.asSlice(DEPTH_HEAD_BYTES).toArray(ValueLayout.JAVA_BYTE), "image/png", MILLIMETRES);
    }

    /// The camera's projection; where it stands is its frame's matter.
    static void camera(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final Numbers k = message.numbers("K", "k");
        final int width = message.integer("width");
        final int height = message.integer("height");
        if (k.count() != K_VALUES || width <= 0 || height <= 0) {
            throw new MalformedMcapException(
                    "a camera of " + width + " x " + height + " with " + k.count() + " numbers, expected 9");
        }
        Pinhole pinhole = Pinhole.of(k.get(0), k.get(4), k.get(2), k.get(5), width, height);
        final String frame = FrameMessages.frameId(message);
        if (!frame.isEmpty()) {
            pinhole = pinhole.parentFrame(frame).childFrame(imagePlane(frame));
        }
        log.log(entity, pinhole);
    }

    /// A picture lies in the plane of its camera, not in the camera's frame.
    private static @Nullable Archetype imageFrame(final Struct message) {
        final String frame = FrameMessages.frameId(message);
        return frame.isEmpty() ? null : CoordinateFrame.of(imagePlane(frame));
    }

    private static String imagePlane(final String frame) {
        return frame + "_image_plane";
    }
}
