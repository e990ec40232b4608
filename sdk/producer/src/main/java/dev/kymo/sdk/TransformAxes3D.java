package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// Shows the axes of the entity's transform.
public final class TransformAxes3D implements Archetype {
    public static final ArchetypeField AXIS_LENGTH =
            ArchetypeField.rerun("TransformAxes3D", "axis_length", Components.AXIS_LENGTH);
    public static final ArchetypeField SHOW_FRAME =
            ArchetypeField.rerun("TransformAxes3D", "show_frame", Components.SHOW_LABELS);

    private static final Fields NONE = Fields.none(AXIS_LENGTH, SHOW_FRAME);

    private final Fields fields;

    private TransformAxes3D(final Fields fields) {
        this.fields = fields;
    }

    /// @param axisLength in scene units
    public static TransformAxes3D of(final float axisLength) {
        return update().axisLength(axisLength);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static TransformAxes3D update() {
        return new TransformAxes3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static TransformAxes3D clearFields() {
        return new TransformAxes3D(NONE.allCleared());
    }

    /// In scene units.
    public TransformAxes3D axisLength(final float axisLength) {
        return new TransformAxes3D(fields.with(AXIS_LENGTH, Instances.floats(AXIS_LENGTH, axisLength)));
    }

    /// Whether the frame's name is shown.
    public TransformAxes3D showFrame(final boolean showFrame) {
        return new TransformAxes3D(fields.with(SHOW_FRAME, Instances.bool(showFrame)));
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
