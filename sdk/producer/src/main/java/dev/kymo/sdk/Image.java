package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An image of uncompressed pixels, rows from top to bottom without padding. For JPEG and PNG see [EncodedImage],
/// for depth [DepthImage].
public final class Image implements Archetype {
    public static final ArchetypeField BUFFER = ArchetypeField.rerun("Image", "buffer", Components.IMAGE_BUFFER);
    public static final ArchetypeField FORMAT = ArchetypeField.rerun("Image", "format", Components.IMAGE_FORMAT);
    public static final ArchetypeField OPACITY = ArchetypeField.rerun("Image", "opacity", Components.OPACITY);
    public static final ArchetypeField DRAW_ORDER = ArchetypeField.rerun("Image", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField MAGNIFICATION_FILTER =
            ArchetypeField.rerun("Image", "magnification_filter", Components.MAGNIFICATION_FILTER);

    private static final Fields NONE = Fields.none(BUFFER, FORMAT, OPACITY, DRAW_ORDER, MAGNIFICATION_FILTER);

    private final Fields fields;

    private Image(final Fields fields) {
        this.fields = fields;
    }

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

    /// Nothing set: for logging some fields while the others stay in force.
    public static Image update() {
        return new Image(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Image clearFields() {
        return new Image(NONE.allCleared());
    }

    /// From 0, invisible, to 1.
    public Image opacity(final float opacity) {
        return new Image(fields.with(OPACITY, Instances.floats(OPACITY, opacity)));
    }

    /// Greater is drawn on top; 2D only.
    public Image drawOrder(final float drawOrder) {
        return new Image(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// How pixels look when zoomed in.
    public Image magnificationFilter(final MagnificationFilter magnificationFilter) {
        return new Image(
                fields.with(MAGNIFICATION_FILTER, Instances.bytes(MAGNIFICATION_FILTER, magnificationFilter.code())));
    }

    /// The image itself. Borrowed.
    ///
    /// @throws IllegalArgumentException when `pixels` has not as many bytes as `format` needs
    public Image pixels(final MemorySegment pixels, final ImageFormat format) {
        format.requireLength("pixels.byteSize", pixels.byteSize(), 1);
        return new Image(
                fields.with(BUFFER, Instances.blob(BUFFER, pixels)).with(FORMAT, Instances.imageFormat(format)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
