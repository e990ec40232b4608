package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// Says by name which coordinate frame the entity's data are in.
public final class CoordinateFrame implements Archetype {
    public static final ArchetypeField FRAME =
            ArchetypeField.rerun("CoordinateFrame", "frame", Components.TRANSFORM_FRAME_ID);

    private static final Fields NONE = Fields.none(FRAME);

    private final Fields fields;

    private CoordinateFrame(final Fields fields) {
        this.fields = fields;
    }

    public static CoordinateFrame of(final String frame) {
        return update().frame(frame);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static CoordinateFrame update() {
        return new CoordinateFrame(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static CoordinateFrame clearFields() {
        return new CoordinateFrame(NONE.allCleared());
    }

    /// The frame's name.
    public CoordinateFrame frame(final String frame) {
        return new CoordinateFrame(fields.with(FRAME, Instances.text(frame)));
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
