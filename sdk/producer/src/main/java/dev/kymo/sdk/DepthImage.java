package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An image of distances from the camera plane, rows from top to bottom. Under a [Pinhole] it is also shown as
/// points.
public final class DepthImage implements Archetype {
    public static final ArchetypeField BUFFER = ArchetypeField.rerun("DepthImage", "buffer", Components.IMAGE_BUFFER);
    public static final ArchetypeField FORMAT = ArchetypeField.rerun("DepthImage", "format", Components.IMAGE_FORMAT);
    public static final ArchetypeField METER = ArchetypeField.rerun("DepthImage", "meter", Components.DEPTH_METER);
    public static final ArchetypeField COLORMAP = ArchetypeField.rerun("DepthImage", "colormap", Components.COLORMAP);
    public static final ArchetypeField DEPTH_RANGE =
            ArchetypeField.rerun("DepthImage", "depth_range", Components.VALUE_RANGE);
    public static final ArchetypeField POINT_FILL_RATIO =
            ArchetypeField.rerun("DepthImage", "point_fill_ratio", Components.FILL_RATIO);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("DepthImage", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField MAGNIFICATION_FILTER =
            ArchetypeField.rerun("DepthImage", "magnification_filter", Components.MAGNIFICATION_FILTER);

    private static final Fields NONE = Fields.none(
            BUFFER, FORMAT, METER, COLORMAP, DEPTH_RANGE, POINT_FILL_RATIO, DRAW_ORDER, MAGNIFICATION_FILTER);

    private final Fields fields;

    private DepthImage(final Fields fields) {
        this.fields = fields;
    }

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

    /// Nothing set: for logging some fields while the others stay in force.
    public static DepthImage update() {
        return new DepthImage(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static DepthImage clearFields() {
        return new DepthImage(NONE.allCleared());
    }

    /// How many units of the buffer are one metre: 1000 for millimetres.
    public DepthImage meter(final float meter) {
        return new DepthImage(fields.with(METER, Instances.floats(METER, meter)));
    }

    /// How depth is coloured.
    public DepthImage colormap(final Colormap colormap) {
        return new DepthImage(fields.with(COLORMAP, Instances.bytes(COLORMAP, colormap.code())));
    }

    /// The values that the ends of the colour map stand for, in units of the buffer.
    public DepthImage depthRange(final double min, final double max) {
        return new DepthImage(fields.with(DEPTH_RANGE, Instances.doubles(DEPTH_RANGE, min, max)));
    }

    /// Radius of the points of a projected depth image, relative to their distance; 1 leaves no gaps.
    public DepthImage pointFillRatio(final float pointFillRatio) {
        return new DepthImage(fields.with(POINT_FILL_RATIO, Instances.floats(POINT_FILL_RATIO, pointFillRatio)));
    }

    /// Greater is drawn on top; 2D only.
    public DepthImage drawOrder(final float drawOrder) {
        return new DepthImage(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// How pixels look when zoomed in.
    public DepthImage magnificationFilter(final MagnificationFilter magnificationFilter) {
        return new DepthImage(
                fields.with(MAGNIFICATION_FILTER, Instances.bytes(MAGNIFICATION_FILTER, magnificationFilter.code())));
    }

    /// The distances themselves. Borrowed.
    ///
    /// @throws IllegalArgumentException when `depths` has not as many bytes as `format` needs
    public DepthImage depths(final MemorySegment depths, final ImageFormat format) {
        format.requireLength("depths.byteSize", depths.byteSize(), 1);
        return new DepthImage(
                fields.with(BUFFER, Instances.blob(BUFFER, depths)).with(FORMAT, Instances.imageFormat(format)));
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
