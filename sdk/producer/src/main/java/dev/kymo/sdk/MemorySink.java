package dev.kymo.sdk;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps copies of all rows in memory, for tests and for looking at what a program logs. Rows stay readable after
/// [#close].
public final class MemorySink implements Sink {
    private static final int DEFAULT_MAX_ROWS = 1 << 20;

    private final int maxRows;
    private final List<StoreId> stores = new ArrayList<>();
    private final List<DataRow> rows = new ArrayList<>();
    private boolean isClosed;

    /// For up to 1,048,576 rows.
    public MemorySink() {
        this(DEFAULT_MAX_ROWS);
    }

    /// @param maxRows rows beyond it are dropped
    public MemorySink(final int maxRows) {
        this.maxRows = maxRows;
    }

    @Override
    public Commit commit(final StoreId store, final DataRow row) {
        final List<DataCell> copies = new ArrayList<>(row.cells().size());
        for (final DataCell cell : row.cells()) {
            copies.add(new DataCell(cell.descriptor(), ArrayCopy.of(cell.instances())));
        }
        final DataRow copy = new DataRow(row.id(), row.entity(), row.time(), copies);
        synchronized (this) {
            if (isClosed) {
                throw new IllegalStateException("the sink is closed");
            }
            if (rows.size() >= maxRows) {
                return Commit.DROPPED;
            }
            stores.add(store);
            rows.add(copy);
            return Commit.COMMITTED;
        }
    }

    /// All rows, in the order they were taken.
    public synchronized List<DataRow> rows() {
        return List.copyOf(rows);
    }

    /// The rows of one store, in the order they were taken.
    public synchronized List<DataRow> rows(final StoreId store) {
        final List<DataRow> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (stores.get(i).equals(store)) {
                found.add(rows.get(i));
            }
        }
        return found;
    }

    /// The rows of one entity, in the order they were taken.
    ///
    /// @param path with or without escapes
    public synchronized List<DataRow> rows(final String path) {
        final EntityPath entity = EntityPath.parse(path);
        return rows.stream().filter(row -> row.entity().equals(entity)).toList();
    }

    /// Forgets all rows.
    public synchronized void clear() {
        stores.clear();
        rows.clear();
    }

    @Override
    public boolean flush(final Duration timeout) {
        return true;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
    }
}
