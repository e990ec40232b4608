package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;

/// Looks into rows that a test has logged.
final class LoggedRows {
    private LoggedRows() {}

    /// @throws AssertionError when the row has none
    static ArrayData cell(final DataRow row, final ArchetypeField field) {
        for (final DataCell cell : row.cells()) {
            if (cell.descriptor().equals(field.descriptor())) {
                return cell.instances();
            }
        }
        throw new AssertionError(row + " has no " + field.descriptor());
    }
}
