package dev.kymo.store.model;

import java.util.List;

/// What the rows of one log statement have in common: whose they are, which timelines they carry, and a plain cell
/// of each of some components. Rows of a shape differ in their id, times, and how many values they have of each.
///
/// @param timelines at least one: static rows do not repeat
/// @param descriptors of the cells, in the rows' order, no component twice
/// @param types of the cells, each [#isPlain]
public record RowShape(
        StoreId store,
        EntityPath entity,
        TimelineSet timelines,
        List<ComponentDescriptor> descriptors,
        List<Datatype> types) {
    public RowShape {
        descriptors = List.copyOf(descriptors);
        types = List.copyOf(types);
        if (descriptors.isEmpty() || descriptors.size() != types.size()) {
            throw new IllegalArgumentException(
                    "entity " + entity + ": descriptors=" + descriptors.size() + ", types=" + types.size());
        }
        for (final Datatype type : types) {
            if (!isPlain(type)) {
                throw new IllegalArgumentException("entity " + entity + ": " + type + " is not plain");
            }
        }
    }

    /// Whether values of a type, when none is null, are bytes one behind the other: numbers, fixed-size binary, or
    /// (nested) fixed-size lists of them.
    public static boolean isPlain(final Datatype type) {
        return type.byteWidth() > 0;
    }

    /// The row as one that can be taken by [RowSink#append]; its cells are views of the row's bytes.
    public DataRow rowOf(final FlatRow row) {
        final DataCell[] cells = new DataCell[types.size()];
        for (int i = 0; i < cells.length; i++) {
            final Datatype type = types.get(i);
            final int count = row.valueCount(i);
            cells[i] = new DataCell(
                    descriptors.get(i),
                    ArrayData.flat(type, count, row.bytes().asSlice(row.valuesAt(i), (long) count * type.byteWidth())));
        }
        return new DataRow(new RowId(row.idTimeNs(), row.idInc()), entity, timelines.at(row.times()), List.of(cells));
    }
}
