package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A depth image file as it is: 16-bit PNG, or RVL.
public final class EncodedDepthImage implements Archetype {
    public static final ArchetypeField BLOB = ArchetypeField.rerun("EncodedDepthImage", "blob", Components.BLOB);
    public static final ArchetypeField MEDIA_TYPE =
            ArchetypeField.rerun("EncodedDepthImage", "media_type", Components.MEDIA_TYPE);
    public static final ArchetypeField METER =
            ArchetypeField.rerun("EncodedDepthImage", "meter", Components.DEPTH_METER);
    public static final ArchetypeField COLORMAP =
            ArchetypeField.rerun("EncodedDepthImage", "colormap", Components.COLORMAP);
    public static final ArchetypeField DEPTH_RANGE =
            ArchetypeField.rerun("EncodedDepthImage", "depth_range", Components.VALUE_RANGE);
    public static final ArchetypeField POINT_FILL_RATIO =
            ArchetypeField.rerun("EncodedDepthImage", "point_fill_ratio", Components.FILL_RATIO);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("EncodedDepthImage", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField MAGNIFICATION_FILTER =
            ArchetypeField.rerun("EncodedDepthImage", "magnification_filter", Components.MAGNIFICATION_FILTER);

    private static final Fields NONE = Fields.none(
            BLOB, MEDIA_TYPE, METER, COLORMAP, DEPTH_RANGE, POINT_FILL_RATIO, DRAW_ORDER, MAGNIFICATION_FILTER);

    private final Fields fields;

    private EncodedDepthImage(final Fields fields) {
        this.fields = fields;
    }

    /// The file's bytes, borrowed.
    ///
    /// @param mediaType see [MediaType]
    /// @param unitsPerMeter 1000 for millimetres
    public static EncodedDepthImage of(final byte[] blob, final String mediaType, final float unitsPerMeter) {
        return update().blob(blob).mediaType(mediaType).meter(unitsPerMeter);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static EncodedDepthImage update() {
        return new EncodedDepthImage(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static EncodedDepthImage clearFields() {
        return new EncodedDepthImage(NONE.allCleared());
    }

    /// An IANA media type, see [MediaType].
    public EncodedDepthImage mediaType(final String mediaType) {
        return new EncodedDepthImage(fields.with(MEDIA_TYPE, Instances.text(mediaType)));
    }

    /// How many units of the buffer are one metre: 1000 for millimetres.
    public EncodedDepthImage meter(final float meter) {
        return new EncodedDepthImage(fields.with(METER, Instances.floats(METER, meter)));
    }

    /// How depth is coloured.
    public EncodedDepthImage colormap(final Colormap colormap) {
        return new EncodedDepthImage(fields.with(COLORMAP, Instances.bytes(COLORMAP, colormap.code())));
    }

    /// The values that the ends of the colour map stand for, in units of the buffer.
    public EncodedDepthImage depthRange(final double min, final double max) {
        return new EncodedDepthImage(fields.with(DEPTH_RANGE, Instances.doubles(DEPTH_RANGE, min, max)));
    }

    /// Radius of the points of a projected depth image, relative to their distance; 1 leaves no gaps.
    public EncodedDepthImage pointFillRatio(final float pointFillRatio) {
        return new EncodedDepthImage(fields.with(POINT_FILL_RATIO, Instances.floats(POINT_FILL_RATIO, pointFillRatio)));
    }

    /// Greater is drawn on top; 2D only.
    public EncodedDepthImage drawOrder(final float drawOrder) {
        return new EncodedDepthImage(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// How pixels look when zoomed in.
    public EncodedDepthImage magnificationFilter(final MagnificationFilter magnificationFilter) {
        return new EncodedDepthImage(
                fields.with(MAGNIFICATION_FILTER, Instances.bytes(MAGNIFICATION_FILTER, magnificationFilter.code())));
    }

    /// The file's bytes, borrowed.
    public EncodedDepthImage blob(final byte... blob) {
        return blob(MemorySegment.ofArray(blob));
    }

    /// The file's bytes, borrowed.
    public EncodedDepthImage blob(final MemorySegment blob) {
        return new EncodedDepthImage(fields.with(BLOB, Instances.blob(BLOB, blob)));
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
