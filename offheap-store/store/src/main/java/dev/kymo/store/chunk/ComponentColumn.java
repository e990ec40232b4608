package dev.kymo.store.chunk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;

/// One component of a chunk's rows.
///
/// @param lists one list per row: null where the row has no such cell, else its instances
public record ComponentColumn(ComponentDescriptor descriptor, ArrayData lists) {
    public boolean has(final int row) {
        return !lists.isNull(row);
    }

    /// The instances of the row's cell; only where [#has].
    public ArrayData instances(final int row) {
        return lists.list(row);
    }
}
