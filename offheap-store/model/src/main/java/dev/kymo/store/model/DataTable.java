package dev.kymo.store.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A batch of rows of one store, in the order they were logged: what an SDK accumulates and sends.
public record DataTable(StoreId store, BatchId batch, List<DataRow> rows) {
    public DataTable {
        rows = List.copyOf(rows);
    }

    /// A batch of its own.
    public DataTable(final StoreId store, final List<DataRow> rows) {
        this(store, BatchId.next(), rows);
    }

    /// The same rows by row id, and by entity where two have the same.
    public DataTable sorted() {
        final List<DataRow> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparing(DataRow::id).thenComparing(DataRow::entity));
        return new DataTable(store, batch, ordered);
    }

    /// Puts a table together whose columns have one type each. One thread.
    public static final class Builder {
        private final StoreId store;
        private final List<DataRow> rows = new ArrayList<>();
        private final Map<EntityPath, Map<String, Datatype>> types = new HashMap<>();

        public Builder(final StoreId store) {
            this.store = store;
        }

        /// Adds a row behind the others; the memory behind its cells is borrowed until the table has been logged.
        ///
        /// @throws IllegalArgumentException when a cell's type is not that of its column: both are named, with
        ///     the entity and the component, and nothing of the row is kept
        public Builder append(final DataRow row) {
            final Map<String, Datatype> columns = types.computeIfAbsent(row.entity(), _ -> new HashMap<>());
            for (final DataCell cell : row.cells()) {
                final Datatype expected = columns.get(cell.descriptor().component());
                if (expected != null && !expected.equals(cell.instances().type())) {
                    throw new IllegalArgumentException("entity " + row.entity() + ", component "
                            + cell.descriptor().component() + ": expected " + expected + ", found "
                            + cell.instances().type());
                }
            }
            for (final DataCell cell : row.cells()) {
                columns.put(cell.descriptor().component(), cell.instances().type());
            }
            rows.add(row);
            return this;
        }

        /// The rows so far, as a batch of its own.
        public DataTable build() {
            return new DataTable(store, rows);
        }
    }
}
