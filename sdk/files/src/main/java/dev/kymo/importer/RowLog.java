package dev.kymo.importer;

import dev.kymo.sdk.Archetype;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.util.List;

/// Where importers put their rows.
interface RowLog {
    /// Logs one row; the memory behind its cells is only borrowed.
    ///
    /// @throws IOException when the row was not taken
    void log(EntityPath entity, TimePoint time, List<DataCell> cells) throws IOException;

    default void log(final EntityPath entity, final TimePoint time, final Archetype archetype) throws IOException {
        log(entity, time, archetype.cells());
    }
}
