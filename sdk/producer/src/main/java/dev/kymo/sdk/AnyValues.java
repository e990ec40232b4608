package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.RecordMapping;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Components of one's own, by name: anything that has a [Datatype]. Queries and dataframes show them, views do
/// not.
///
/// Immutable: each `with` answers a new object. Arrays are borrowed until the row has been logged.
public final class AnyValues implements Archetype {
    private static final Datatype BLOB = Components.BLOB.datatype();

    private final String archetype;
    private final List<DataCell> cells;

    private AnyValues(final String archetype, final List<DataCell> cells) {
        this.archetype = archetype;
        this.cells = cells;
    }

    /// Components without an archetype: the name given to `with` is the identifier.
    public static AnyValues of() {
        return new AnyValues("", List.of());
    }

    /// Components of an archetype of one's own: identifiers are its last name part, a colon and the name given to
    /// `with`.
    ///
    /// @param archetype the full name, `my.project.Wheel`
    public static AnyValues of(final String archetype) {
        if (archetype.isEmpty() || archetype.endsWith(".")) {
            throw new IllegalArgumentException("archetype=" + archetype + ", expected a name such as my.project.Wheel");
        }
        return new AnyValues(archetype, List.of());
    }

    /// A Java record's components, as `Imu:x` of `record Imu(double x, String unit)`.
    ///
    /// @param mapping made once for all rows
    public static <T extends Record> AnyValues of(final RecordMapping<T> mapping, final T value) {
        return of(mapping, List.of(value));
    }

    /// Several records of one type: an instance of each component for each, or, as [Archetype#columns], a row for each.
    public static <T extends Record> AnyValues of(final RecordMapping<T> mapping, final List<? extends T> values) {
        return new AnyValues("", List.copyOf(mapping.cells(values)));
    }

    public AnyValues with(final String component, final double... values) {
        return with(component, ArrayData.doubles(Datatype.FLOAT64, values));
    }

    public AnyValues with(final String component, final float... values) {
        return with(component, ArrayData.floats(Datatype.FLOAT32, values));
    }

    public AnyValues with(final String component, final long... values) {
        return with(component, ArrayData.longs(Datatype.INT64, values));
    }

    public AnyValues with(final String component, final int... values) {
        return with(component, ArrayData.ints(Datatype.INT32, values));
    }

    public AnyValues with(final String component, final boolean... values) {
        return with(component, ArrayData.booleans(values));
    }

    public AnyValues with(final String component, final String... values) {
        return with(component, ArrayData.text(values));
    }

    /// One instance that is a blob of bytes.
    public AnyValues withBlob(final String component, final MemorySegment bytes) {
        if (bytes.byteSize() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    component + ": bytes=" + bytes.byteSize() + ", at most " + Integer.MAX_VALUE + " fit one cell");
        }
        return with(component, ArrayData.oneList(BLOB, ArrayData.flat(Datatype.UINT8, (int) bytes.byteSize(), bytes)));
    }

    /// Values of any type.
    ///
    /// @throws IllegalArgumentException when the component is there already
    public AnyValues with(final String component, final ArrayData values) {
        final ComponentDescriptor descriptor = archetype.isEmpty()
                ? ComponentDescriptor.of(component)
                : new ComponentDescriptor(
                        archetype.substring(archetype.lastIndexOf('.') + 1) + ":" + component, archetype, null);
        return with(new DataCell(descriptor, values));
    }

    /// A cell as it is, for adding to the row what has no archetype.
    ///
    /// @throws IllegalArgumentException when the component is there already
    public AnyValues with(final DataCell cell) {
        for (final DataCell present : cells) {
            if (present.descriptor().component().equals(cell.descriptor().component())) {
                throw new IllegalArgumentException(
                        "component " + cell.descriptor().component() + " is there twice");
            }
        }
        final List<DataCell> more = new ArrayList<>(cells);
        more.add(cell);
        return new AnyValues(archetype, List.copyOf(more));
    }

    /// The archetype's name, empty when there is none.
    @Override
    public String name() {
        return archetype;
    }

    @Override
    public List<DataCell> cells() {
        return cells;
    }
}
