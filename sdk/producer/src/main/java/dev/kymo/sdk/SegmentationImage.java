package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An image of class ids, whose labels and colours an annotation context says.
public final class SegmentationImage implements Archetype {
    public static final ArchetypeField BUFFER =
            ArchetypeField.rerun("SegmentationImage", "buffer", Components.IMAGE_BUFFER);
    public static final ArchetypeField FORMAT =
            ArchetypeField.rerun("SegmentationImage", "format", Components.IMAGE_FORMAT);
    public static final ArchetypeField OPACITY =
            ArchetypeField.rerun("SegmentationImage", "opacity", Components.OPACITY);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("SegmentationImage", "draw_order", Components.DRAW_ORDER);

    private static final Fields NONE = Fields.none(BUFFER, FORMAT, OPACITY, DRAW_ORDER);

    private final Fields fields;

    private SegmentationImage(final Fields fields) {
        this.fields = fields;
    }

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

    /// Nothing set: for logging some fields while the others stay in force.
    public static SegmentationImage update() {
        return new SegmentationImage(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static SegmentationImage clearFields() {
        return new SegmentationImage(NONE.allCleared());
    }

    /// From 0, invisible, to 1.
    public SegmentationImage opacity(final float opacity) {
        return new SegmentationImage(fields.with(OPACITY, Instances.floats(OPACITY, opacity)));
    }

    /// Greater is drawn on top; 2D only.
    public SegmentationImage drawOrder(final float drawOrder) {
        return new SegmentationImage(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// The class ids themselves. Borrowed.
    ///
    /// @throws IllegalArgumentException when `classIds` has not as many bytes as `format` needs
    public SegmentationImage classes(final MemorySegment classIds, final ImageFormat format) {
        format.requireLength("classIds.byteSize", classIds.byteSize(), 1);
        return new SegmentationImage(
                fields.with(BUFFER, Instances.blob(BUFFER, classIds)).with(FORMAT, Instances.imageFormat(format)));
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
