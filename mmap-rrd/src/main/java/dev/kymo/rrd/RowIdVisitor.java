package dev.kymo.rrd;

import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;

/// Is shown the ids of rows that a file has, newest first.
@FunctionalInterface
public interface RowIdVisitor {
    /// @return whether to go on to older rows
    boolean visit(StoreId store, RowId rowId);
}
