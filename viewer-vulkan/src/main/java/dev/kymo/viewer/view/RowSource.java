package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import org.jspecify.annotations.Nullable;

/// Which rows the points of a cloud are of: found again whenever more of them are wanted, as no frame keeps
/// memory of the store's.
///
/// @param at when latest-at is asked for them
/// @param rowTime of the positions, where its own colours and radii are; has no meaning when `positions` is
///     static
/// @param colours null: by height
/// @param radii null: all as large as is usual
/// @param numbers a component that colours the points, and the row it is of; null for their own colours
/// @param heights for clouds without colours; null where points are not to be coloured
record RowSource(
        EntityPath path,
        String timeline,
        long at,
        long rowTime,
        RowId positions,
        @Nullable RowId colours,
        @Nullable RowId radii,
        @Nullable Numbers numbers,
        @Nullable HeightColours heights) {
    RowSource with(final HeightColours its) {
        return new RowSource(path, timeline, at, rowTime, positions, colours, radii, numbers, its);
    }

    /// What points are coloured by.
    record Numbers(String component, RowId row) {}

    /// Values of the rows, valid until the reader is closed.
    record Values(
            ArrayData positions,
            @Nullable ArrayData colours,
            @Nullable ArrayData radii,
            @Nullable ArrayData numbers) {}

    /// @return null when one of the rows is not there, or hidden: the scene is about to be another one
    @Nullable
    Values find(final StoreReader reader) {
        final ArrayData xyz = find(reader, "Points3D:positions", positions);
        final ArrayData rgba = colours == null ? null : find(reader, "Points3D:colors", colours);
        final ArrayData radius = radii == null ? null : find(reader, "Points3D:radii", radii);
        final ArrayData values = numbers == null ? null : find(reader, numbers.component, numbers.row);
        final boolean isThere = xyz != null
                && (colours == null || rgba != null)
                && (radii == null || radius != null)
                && (numbers == null || values != null);
        return isThere ? new Values(java.util.Objects.requireNonNull(xyz), rgba, radius, values) : null;
    }

    private @Nullable ArrayData find(final StoreReader reader, final String component, final RowId row) {
        final Cell latest = reader.latestAt(path, component, timeline, at).orElse(null);
        if (latest != null && latest.row().equals(row)) {
            return latest.instances();
        }
        return inRange(reader, path, component, timeline, rowTime, row);
    }

    /// The instances of one of the rows of a time.
    static @Nullable ArrayData inRange(
            final StoreReader reader,
            final EntityPath path,
            final String component,
            final String timeline,
            final long time,
            final RowId row) {
        for (final Cell cell : reader.range(path, component, timeline, time, time)) {
            if (cell.row().equals(row)) {
                return cell.instances();
            }
        }
        return null;
    }
}
