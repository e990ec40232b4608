package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Numbers at one time, one for each series of a plot. A loop that logs one number often prepares it with
/// [RecordingStream#scalar] instead.
public final class Scalars implements Archetype {
    public static final ArchetypeField SCALARS = ArchetypeField.rerun("Scalars", "scalars", Components.SCALAR);

    private static final Fields NONE = Fields.none(SCALARS);

    private final Fields fields;

    private Scalars(final Fields fields) {
        this.fields = fields;
    }

    /// One number for each series, borrowed.
    public static Scalars of(final double... scalars) {
        return update().scalars(scalars);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Scalars update() {
        return new Scalars(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Scalars clearFields() {
        return new Scalars(NONE.allCleared());
    }

    /// One number for each series, borrowed.
    public Scalars scalars(final double... scalars) {
        return new Scalars(fields.with(SCALARS, Instances.doubles(SCALARS, scalars)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Scalars scalars(final MemorySegment scalars) {
        return new Scalars(fields.with(SCALARS, Instances.segment(SCALARS, scalars)));
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
