package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import java.util.ArrayList;
import java.util.List;

/// Components of many rows, for [RecordingStream#sendColumns]: the instances of all rows one behind the other, cut
/// into rows of one instance each, or of given lengths.
///
/// ```java
/// Scalars.of(values).columns();                 // as many rows as values
/// Points3D.of(xyz).columns(2, 4, 4);            // 10 points in three rows
/// ```
///
/// Immutable. Arrays are borrowed until the columns have been sent.
public final class ComponentColumns {
    private final List<Column> columns;

    private ComponentColumns(final List<Column> columns) {
        this.columns = columns;
    }

    /// One component of all rows.
    ///
    /// @param offsets row `i` has the instances from `offsets[i]` up to but not including `offsets[i + 1]`; empty
    ///     when each row has one
    private record Column(ComponentDescriptor descriptor, ArrayData instances, int[] offsets) {
        int rowCount() {
            return offsets.length == 0 ? instances.length() : offsets.length - 1;
        }

        DataCell cell(final int row) {
            final int from = offsets.length == 0 ? row : offsets[row];
            final int to = offsets.length == 0 ? row + 1 : offsets[row + 1];
            return new DataCell(descriptor, instances.slice(from, to - from));
        }
    }

    /// One instance a row, of each component of `cells`.
    public static ComponentColumns of(final List<DataCell> cells) {
        return new ComponentColumns(cells.stream()
                .map(cell -> new Column(cell.descriptor(), cell.instances(), new int[0]))
                .toList());
    }

    /// As many instances in each row as `lengths` says, of each component of `cells`.
    ///
    /// @param lengths one for each row; 0 is a row that hides what was there before
    /// @throws IllegalArgumentException when a component has not as many instances as they add up to; names it and
    ///     both numbers
    public static ComponentColumns of(final List<DataCell> cells, final int... lengths) {
        final int[] offsets = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0) {
                throw new IllegalArgumentException("lengths[" + i + "]=" + lengths[i] + ", expected at least 0");
            }
            offsets[i + 1] = Math.addExact(offsets[i], lengths[i]);
        }
        final List<Column> columns = new ArrayList<>();
        for (final DataCell cell : cells) {
            if (cell.instances().length() != offsets[lengths.length]) {
                throw new IllegalArgumentException("column " + cell.descriptor().component() + ": instances="
                        + cell.instances().length() + ", expected=" + offsets[lengths.length] + " by "
                        + lengths.length + " lengths");
            }
            columns.add(new Column(cell.descriptor(), cell.instances(), offsets));
        }
        return new ComponentColumns(List.copyOf(columns));
    }

    /// These components and others, as columns of the same rows.
    public ComponentColumns and(final ComponentColumns others) {
        final List<Column> all = new ArrayList<>(columns);
        all.addAll(others.columns);
        return new ComponentColumns(List.copyOf(all));
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /// @throws IllegalArgumentException that names the column and both numbers, or the component that is there twice
    void requireRows(final String what, final int rowCount) {
        for (int i = 0; i < columns.size(); i++) {
            final Column column = columns.get(i);
            final String component = column.descriptor().component();
            if (column.rowCount() != rowCount) {
                throw new IllegalArgumentException("column " + component + ": rows=" + column.rowCount() + ", expected="
                        + rowCount + " by " + what);
            }
            for (int j = 0; j < i; j++) {
                if (columns.get(j).descriptor().component().equals(component)) {
                    throw new IllegalArgumentException("column " + component + " is there twice");
                }
            }
        }
    }

    /// The cells of one row; a new list.
    List<DataCell> row(final int row) {
        final List<DataCell> cells = new ArrayList<>(columns.size());
        for (final Column column : columns) {
            cells.add(column.cell(row));
        }
        return cells;
    }

    /// Whether each row is one f64 and nothing else, which sinks take without an object.
    boolean isOneNumberARow() {
        return columns.size() == 1
                && columns.getFirst().offsets().length == 0
                && columns.getFirst().instances().type().kind() == Datatype.Kind.FLOAT64
                && columns.getFirst().instances().nullCount() == 0;
    }

    /// Of columns that are [#isOneNumberARow].
    ComponentDescriptor numberDescriptor() {
        return columns.getFirst().descriptor();
    }

    /// Of columns that are [#isOneNumberARow].
    double number(final int row) {
        return columns.getFirst().instances().getDouble(row);
    }
}
