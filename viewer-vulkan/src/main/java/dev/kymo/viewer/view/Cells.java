package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the components of one entity at a moment, and trusts no type: what is not what its name promises
/// counts as not there.
final class Cells {
    private final Source source;

    /// Where cells come from.
    interface Source {
        Optional<Cell> latest(String component);
    }

    Cells(final StoreReader reader, final EntityPath entity, final TimeCursor cursor) {
        this(component -> reader.latestAt(entity, component, cursor.timeline(), cursor.time()));
    }

    Cells(final Source source) {
        this.source = source;
    }

    /// The cell, when its instances are of that type.
    Optional<Cell> cell(final String component, final Datatype type) {
        return any(component).filter(cell -> cell.instances().type().equals(type));
    }

    /// The cell's instances, when there is at least one and none is null.
    @Nullable
    ArrayData instances(final String component, final Datatype type) {
        return cell(component, type)
                .map(Cell::instances)
                .filter(values -> values.length() > 0 && values.nullCount() == 0)
                .orElse(null);
    }

    /// The bytes of instances of fixed width, when there is at least one.
    @Nullable
    MemorySegment bytes(final String component, final Datatype type) {
        final ArrayData values = instances(component, type);
        return values == null ? null : values.flatBytes();
    }

    /// The first instance's numbers.
    float @Nullable [] floats(final String component, final int count) {
        final Datatype type = count == 1 ? Datatype.FLOAT32 : Datatype.vector(count, Datatype.FLOAT32);
        final ArrayData values = instances(component, type);
        if (values == null) {
            return null;
        }
        final float[] numbers = new float[count];
        final ArrayData first = count == 1 ? values : values.list(0);
        for (int i = 0; i < count; i++) {
            numbers[i] = first.getFloat(i);
        }
        return numbers;
    }

    @Nullable
    String text(final String component) {
        final ArrayData values = instances(component, Datatype.UTF8);
        return values == null ? null : values.string(0);
    }

    Optional<Cell> any(final String component) {
        return source.latest(component);
    }
}
