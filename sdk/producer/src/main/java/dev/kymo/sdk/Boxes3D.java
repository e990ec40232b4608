package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Boxes with centre, half size and rotation. Fields with one instance apply to all boxes.
public final class Boxes3D implements Archetype {
    public static final ArchetypeField HALF_SIZES =
            ArchetypeField.rerun("Boxes3D", "half_sizes", Components.HALF_SIZE_3D);
    public static final ArchetypeField CENTERS = ArchetypeField.rerun("Boxes3D", "centers", Components.TRANSLATION_3D);
    public static final ArchetypeField ROTATION_AXIS_ANGLES =
            ArchetypeField.rerun("Boxes3D", "rotation_axis_angles", Components.ROTATION_AXIS_ANGLE);
    public static final ArchetypeField QUATERNIONS =
            ArchetypeField.rerun("Boxes3D", "quaternions", Components.ROTATION_QUAT);
    public static final ArchetypeField COLORS = ArchetypeField.rerun("Boxes3D", "colors", Components.COLOR);
    public static final ArchetypeField RADII = ArchetypeField.rerun("Boxes3D", "radii", Components.RADIUS);
    public static final ArchetypeField FILL_MODE = ArchetypeField.rerun("Boxes3D", "fill_mode", Components.FILL_MODE);
    public static final ArchetypeField LABELS = ArchetypeField.rerun("Boxes3D", "labels", Components.TEXT);
    public static final ArchetypeField SHOW_LABELS =
            ArchetypeField.rerun("Boxes3D", "show_labels", Components.SHOW_LABELS);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Boxes3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(
            HALF_SIZES,
            CENTERS,
            ROTATION_AXIS_ANGLES,
            QUATERNIONS,
            COLORS,
            RADII,
            FILL_MODE,
            LABELS,
            SHOW_LABELS,
            CLASS_IDS);

    private final Fields fields;

    private Boxes3D(final Fields fields) {
        this.fields = fields;
    }

    /// Boxes about the entity's origin; half the extent along each axis, three floats each, borrowed.
    public static Boxes3D fromHalfSizes(final float... xyz) {
        return update().halfSizes(xyz);
    }

    /// Boxes about `centers` with `halfSizes`, three floats each, borrowed.
    public static Boxes3D fromCentersAndHalfSizes(final float[] centers, final float[] halfSizes) {
        return update().centers(centers).halfSizes(halfSizes);
    }

    /// Boxes from their least to their greatest corners, three floats each.
    ///
    /// @throws IllegalArgumentException when there are not as many of the one as of the other
    public static Boxes3D fromMinsAndMaxs(final float[] mins, final float[] maxs) {
        if (mins.length != maxs.length) {
            throw new IllegalArgumentException("mins.length=" + mins.length + ", maxs.length=" + maxs.length);
        }
        final float[] centers = new float[mins.length];
        final float[] halfSizes = new float[mins.length];
        for (int i = 0; i < mins.length; i++) {
            centers[i] = (mins[i] + maxs[i]) / 2;
            halfSizes[i] = (maxs[i] - mins[i]) / 2;
        }
        return fromCentersAndHalfSizes(centers, halfSizes);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Boxes3D update() {
        return new Boxes3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Boxes3D clearFields() {
        return new Boxes3D(NONE.allCleared());
    }

    /// Half the extent along each axis, of each box.
    public Boxes3D halfSizes(final float... xyz) {
        return new Boxes3D(fields.with(HALF_SIZES, Instances.floats(HALF_SIZES, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D halfSizes(final MemorySegment halfSizes) {
        return new Boxes3D(fields.with(HALF_SIZES, Instances.segment(HALF_SIZES, halfSizes)));
    }

    /// Centre of each, x, y, z.
    public Boxes3D centers(final float... xyz) {
        return new Boxes3D(fields.with(CENTERS, Instances.floats(CENTERS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D centers(final MemorySegment centers) {
        return new Boxes3D(fields.with(CENTERS, Instances.segment(CENTERS, centers)));
    }

    /// Rotations about axes (three floats each, normalised) by angles in radians.
    public Boxes3D rotationAxisAngles(final float[] axes, final float[] anglesRad) {
        return new Boxes3D(
                fields.with(ROTATION_AXIS_ANGLES, Instances.axisAngles(ROTATION_AXIS_ANGLES, axes, anglesRad)));
    }

    /// Rotations as x, y, z, w.
    public Boxes3D quaternions(final float... xyzw) {
        return new Boxes3D(fields.with(QUATERNIONS, Instances.floats(QUATERNIONS, xyzw)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D quaternions(final MemorySegment quaternions) {
        return new Boxes3D(fields.with(QUATERNIONS, Instances.segment(QUATERNIONS, quaternions)));
    }

    /// `0xRRGGBBAA` ([Color]). One for all, or one each.
    public Boxes3D colors(final int... colors) {
        return new Boxes3D(fields.with(COLORS, Instances.ints(COLORS, colors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D colors(final MemorySegment colors) {
        return new Boxes3D(fields.with(COLORS, Instances.segment(COLORS, colors)));
    }

    /// Radii in scene units; negative ones are in UI points. One for all, or one each.
    public Boxes3D radii(final float... radii) {
        return new Boxes3D(fields.with(RADII, Instances.floats(RADII, radii)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D radii(final MemorySegment radii) {
        return new Boxes3D(fields.with(RADII, Instances.segment(RADII, radii)));
    }

    /// Lines or surfaces.
    public Boxes3D fillMode(final FillMode fillMode) {
        return new Boxes3D(fields.with(FILL_MODE, Instances.bytes(FILL_MODE, fillMode.code())));
    }

    /// One for all (shown once), or one each.
    public Boxes3D labels(final String... labels) {
        return new Boxes3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// One for all (shown once), or one each.
    public Boxes3D labels(final List<String> labels) {
        return new Boxes3D(fields.with(LABELS, ArrayData.text(labels)));
    }

    /// Whether labels are shown; when not said the viewer decides by their number.
    public Boxes3D showLabels(final boolean showLabels) {
        return new Boxes3D(fields.with(SHOW_LABELS, Instances.bool(showLabels)));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Boxes3D classIds(final short... classIds) {
        return new Boxes3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Boxes3D classIds(final MemorySegment classIds) {
        return new Boxes3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
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
