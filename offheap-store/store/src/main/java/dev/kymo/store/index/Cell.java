package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.RowId;

/// A stored cell: one component of one row, and where it stands in time.
///
/// @param isStatic whether the row has no time; it then stands above every time
/// @param time on the asked timeline; 0 and without meaning when static
/// @param instances a view, valid until the reader leaves
public record Cell(boolean isStatic, long time, RowId row, ComponentDescriptor descriptor, ArrayData instances) {
    /// By (static above all, time, row id): the order in which later data hides earlier.
    public int compareIndex(final Cell other) {
        if (isStatic != other.isStatic) {
            return isStatic ? 1 : -1;
        }
        final int byTime = isStatic ? 0 : Long.compare(time, other.time);
        return byTime != 0 ? byTime : row.compareTo(other.row);
    }
}
