package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An image file as it is: JPEG or PNG.
public final class EncodedImage implements Archetype {
    public static final ArchetypeField BLOB = ArchetypeField.rerun("EncodedImage", "blob", Components.BLOB);
    public static final ArchetypeField MEDIA_TYPE =
            ArchetypeField.rerun("EncodedImage", "media_type", Components.MEDIA_TYPE);
    public static final ArchetypeField OPACITY = ArchetypeField.rerun("EncodedImage", "opacity", Components.OPACITY);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("EncodedImage", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField MAGNIFICATION_FILTER =
            ArchetypeField.rerun("EncodedImage", "magnification_filter", Components.MAGNIFICATION_FILTER);

    private static final Fields NONE = Fields.none(BLOB, MEDIA_TYPE, OPACITY, DRAW_ORDER, MAGNIFICATION_FILTER);

    private final Fields fields;

    private EncodedImage(final Fields fields) {
        this.fields = fields;
    }

    /// The bytes of a JPEG or PNG file, borrowed; the media type is told from the first bytes, and left out when
    /// they say nothing.
    public static EncodedImage of(final byte... blob) {
        return of(MemorySegment.ofArray(blob));
    }

    /// The bytes of a JPEG or PNG file, borrowed; the media type is told from the first bytes, and left out when
    /// they say nothing.
    public static EncodedImage of(final MemorySegment blob) {
        final EncodedImage image = update().blob(blob);
        final String mediaType = MediaType.guess(blob);
        return mediaType == null ? image : image.mediaType(mediaType);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static EncodedImage update() {
        return new EncodedImage(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static EncodedImage clearFields() {
        return new EncodedImage(NONE.allCleared());
    }

    /// An IANA media type, see [MediaType].
    public EncodedImage mediaType(final String mediaType) {
        return new EncodedImage(fields.with(MEDIA_TYPE, Instances.text(mediaType)));
    }

    /// From 0, invisible, to 1.
    public EncodedImage opacity(final float opacity) {
        return new EncodedImage(fields.with(OPACITY, Instances.floats(OPACITY, opacity)));
    }

    /// Greater is drawn on top; 2D only.
    public EncodedImage drawOrder(final float drawOrder) {
        return new EncodedImage(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// How pixels look when zoomed in.
    public EncodedImage magnificationFilter(final MagnificationFilter magnificationFilter) {
        return new EncodedImage(
                fields.with(MAGNIFICATION_FILTER, Instances.bytes(MAGNIFICATION_FILTER, magnificationFilter.code())));
    }

    /// The file's bytes, borrowed.
    public EncodedImage blob(final byte... blob) {
        return blob(MemorySegment.ofArray(blob));
    }

    /// The file's bytes, borrowed.
    public EncodedImage blob(final MemorySegment blob) {
        return new EncodedImage(fields.with(BLOB, Instances.blob(BLOB, blob)));
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
