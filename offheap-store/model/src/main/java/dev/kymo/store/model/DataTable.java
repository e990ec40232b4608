package dev.kymo.store.model;

import java.util.List;

/// A batch of rows of one store, in the order they were logged: what an SDK accumulates and sends.
public record DataTable(StoreId store, List<DataRow> rows) {
    public DataTable {
        rows = List.copyOf(rows);
    }
}
