package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Arrows in an image or a plane. Fields with one instance apply to all arrows.
public final class Arrows2D implements Archetype {
    public static final ArchetypeField VECTORS = ArchetypeField.rerun("Arrows2D", "vectors", Components.VECTOR_2D);
    public static final ArchetypeField ORIGINS = ArchetypeField.rerun("Arrows2D", "origins", Components.POSITION_2D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Arrows2D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Arrows2D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Arrows2D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Arrows2D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("Arrows2D", "draw_order", Components.DRAW_ORDER);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Arrows2D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE =
            Fields.none(VECTORS, ORIGINS, RADII, COLORS, LABELS, SHOW_LABELS, DRAW_ORDER, CLASS_IDS);

    private final Fields fields;

    private Arrows2D(final Fields fields) {
        this.fields = fields;
    }

    /// Arrows from the entity's origin, two floats each, borrowed.
    public static Arrows2D of(final float... vectors) {
        return update().vectors(vectors);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Arrows2D update() {
        return new Arrows2D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Arrows2D clearFields() {
        return new Arrows2D(NONE.allCleared());
    }

    /// Each from its origin to its tip.
    public Arrows2D vectors(final float... xy) {
        return new Arrows2D(fields.with(VECTORS, Instances.floats(VECTORS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows2D vectors(final MemorySegment vectors) {
        return new Arrows2D(fields.with(VECTORS, Instances.segment(VECTORS, vectors)));
    }

    /// Where each vector begins; the entity's origin when not set.
    public Arrows2D origins(final float... xy) {
        return new Arrows2D(fields.with(ORIGINS, Instances.floats(ORIGINS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows2D origins(final MemorySegment origins) {
        return new Arrows2D(fields.with(ORIGINS, Instances.segment(ORIGINS, origins)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Arrows2D radii(final float... radii) {
        return new Arrows2D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows2D radii(final MemorySegment radii) {
        return new Arrows2D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Arrows2D colors(final int... colors) {
        return new Arrows2D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows2D colors(final MemorySegment colors) {
        return new Arrows2D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public Arrows2D labels(final String... labels) {
        return new Arrows2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Arrows2D labels(final List<String> labels) {
        return new Arrows2D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Arrows2D showLabels(final boolean showLabels) {
        return new Arrows2D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Greater is drawn on top; 2D only.
    public Arrows2D drawOrder(final float drawOrder) {
        return new Arrows2D(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Arrows2D classIds(final short... classIds) {
        return new Arrows2D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows2D classIds(final MemorySegment classIds) {
        return new Arrows2D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
