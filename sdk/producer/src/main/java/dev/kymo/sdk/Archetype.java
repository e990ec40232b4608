package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A bundle of components that belong together, such as a point cloud's positions and colours.
///
/// The archetypes of this package are immutable: each setter answers a new object and leaves the old one as it
/// was, so one may be kept, shared between threads and logged again. What they hold is *borrowed*: arrays and
/// memory segments given to a setter are not copied, and must not change until `log` has returned.
///
/// A field that was not set is not logged, and what was logged of it before stays in force. A field set to nothing
/// (0 instances) hides what was logged before.
public interface Archetype {
    /// The full name, `rerun.archetypes.Points3D`.
    String name();

    /// One cell for each field that is set, in the archetype's order.
    List<DataCell> cells();
}
