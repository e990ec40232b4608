package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// What a recording says about itself, logged to `/__properties`; a [RecordingStream] does so when it is opened.
public final class RecordingInfo implements Archetype {
    public static final ArchetypeField START_TIME =
            ArchetypeField.rerun("RecordingInfo", "start_time", Components.TIMESTAMP);
    public static final ArchetypeField NAME = ArchetypeField.rerun("RecordingInfo", "name", Components.NAME);

    private static final Fields NONE = Fields.none(START_TIME, NAME);

    private final Fields fields;

    private RecordingInfo(final Fields fields) {
        this.fields = fields;
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static RecordingInfo update() {
        return new RecordingInfo(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static RecordingInfo clearFields() {
        return new RecordingInfo(NONE.allCleared());
    }

    /// Nanoseconds since the Unix epoch.
    public RecordingInfo startTime(final long startTime) {
        return new RecordingInfo(fields.with(START_TIME, Instances.longs(START_TIME, startTime)));
    }

    /// A name for people.
    public RecordingInfo name(final String name) {
        return new RecordingInfo(fields.with(NAME, Instances.text(name)));
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
