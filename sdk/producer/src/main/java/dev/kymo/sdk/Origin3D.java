package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// Where a cloud lies: positions are floats relative to this f64 point, so that large coordinates keep their
/// precision. Log it static on the entity that has the positions; views and `query --absolute` add it.
public final class Origin3D implements Archetype {
    public static final ArchetypeField ORIGIN = ArchetypeField.of("kymo.Origin3D", "origin", Components.ORIGIN_3D);

    private static final Fields NONE = Fields.none(ORIGIN);

    private final Fields fields;

    private Origin3D(final Fields fields) {
        this.fields = fields;
    }

    public static Origin3D of(final double x, final double y, final double z) {
        return update().origin(x, y, z);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Origin3D update() {
        return new Origin3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Origin3D clearFields() {
        return new Origin3D(NONE.allCleared());
    }

    /// The f64 point that positions of this entity are relative to.
    public Origin3D origin(final double x, final double y, final double z) {
        return new Origin3D(fields.with(ORIGIN, Instances.doubles(ORIGIN, x, y, z)));
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
