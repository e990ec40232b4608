package dev.kymo.store.model;

import java.util.List;
import java.util.Optional;

/// One log call.
public record DataRow(RowId id, EntityPath entity, TimePoint time, List<DataCell> cells) {
    public DataRow {
        cells = List.copyOf(cells);
        for (int i = 0; i < cells.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (cells.get(i)
                        .descriptor()
                        .component()
                        .equals(cells.get(j).descriptor().component())) {
                    throw new IllegalArgumentException("entity " + entity + ": component "
                            + cells.get(i).descriptor().component() + " is in the row twice");
                }
            }
        }
    }

    /// The cell of a component; empty when the row has none.
    public Optional<DataCell> cell(final String component) {
        for (final DataCell cell : cells) {
            if (cell.descriptor().component().equals(component)) {
                return Optional.of(cell);
            }
        }
        return Optional.empty();
    }

    /// The greatest number of instances of any cell: what a shorter cell is splatted to by views.
    public int instanceCount() {
        int count = 0;
        for (final DataCell cell : cells) {
            count = Math.max(count, cell.instances().length());
        }
        return count;
    }
}
