package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A bundle of components that belong together, such as a point cloud's positions and colours.
///
/// The archetypes of this package are immutable: each setter answers a new object and leaves the old one as it
/// was, so one may be kept, shared between threads and logged again. What they hold is *borrowed*: arrays and
/// memory segments given to a setter are not copied, and must not change until `log` has returned.
///
/// What the setters say of fields that are not set is what Rerun's viewer does; another may do otherwise.
///
/// A program's own archetypes implement this, and have their fields as constants ([ArchetypeField#of]).
///
/// A field that was not set is not logged, and what was logged of it before stays in force. A field set to nothing
/// (0 instances) hides what was logged before.
public interface Archetype {
    /// The full name, `rerun.archetypes.Points3D`.
    String name();

    /// One cell for each field that is set, in the archetype's order.
    List<DataCell> cells();

    /// What is set, as columns of many rows for [RecordingStream#sendColumns]: one instance a row.
    default ComponentColumns columns() {
        return ComponentColumns.of(cells());
    }

    /// What is set, as columns of many rows for [RecordingStream#sendColumns]: as many instances in each row as
    /// `lengths` says.
    ///
    /// @throws IllegalArgumentException when a field has not as many instances as they add up to; names it and both
    ///     numbers
    default ComponentColumns columns(final int... lengths) {
        return ComponentColumns.of(cells(), lengths);
    }
}
