package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Arrows, such as forces or axes. Fields with one instance apply to all arrows.
public final class Arrows3D implements Archetype {
    public static final ArchetypeField VECTORS = ArchetypeField.rerun("Arrows3D", "vectors", Components.VECTOR_3D);
    public static final ArchetypeField ORIGINS = ArchetypeField.rerun("Arrows3D", "origins", Components.POSITION_3D);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Arrows3D", "radii", Components.RADIUS);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Arrows3D", "colors", Components.COLOR);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Arrows3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Arrows3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Arrows3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(VECTORS, ORIGINS, RADII, COLORS, LABELS, SHOW_LABELS, CLASS_IDS);

    private final Fields fields;

    private Arrows3D(final Fields fields) {
        this.fields = fields;
    }

    /// Arrows from the entity's origin, three floats each, borrowed.
    public static Arrows3D of(final float... vectors) {
        return update().vectors(vectors);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Arrows3D update() {
        return new Arrows3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Arrows3D clearFields() {
        return new Arrows3D(NONE.allCleared());
    }

    /// Each from its origin to its tip.
    public Arrows3D vectors(final float... xyz) {
        return new Arrows3D(fields.with(VECTORS, Instances.floats(VECTORS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows3D vectors(final MemorySegment vectors) {
        return new Arrows3D(fields.with(VECTORS, Instances.segment(VECTORS, vectors)));
    }

    /// Where each vector begins; the entity's origin when not set.
    public Arrows3D origins(final float... xyz) {
        return new Arrows3D(fields.with(ORIGINS, Instances.floats(ORIGINS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows3D origins(final MemorySegment origins) {
        return new Arrows3D(fields.with(ORIGINS, Instances.segment(ORIGINS, origins)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Arrows3D radii(final float... radii) {
        return new Arrows3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows3D radii(final MemorySegment radii) {
        return new Arrows3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Arrows3D colors(final int... colors) {
        return new Arrows3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows3D colors(final MemorySegment colors) {
        return new Arrows3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// One for all (shown once), or one each.
    public Arrows3D labels(final String... labels) {
        return new Arrows3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Arrows3D labels(final List<String> labels) {
        return new Arrows3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Arrows3D showLabels(final boolean showLabels) {
        return new Arrows3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Arrows3D classIds(final short... classIds) {
        return new Arrows3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Arrows3D classIds(final MemorySegment classIds) {
        return new Arrows3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
