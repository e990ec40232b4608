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
    private final StoreReader reader;
    private final EntityPath entity;
    private final TimeCursor cursor;
    private final @Nullable RowTrace trace;

    Cells(final StoreReader reader, final EntityPath entity, final TimeCursor cursor) {
        this(reader, entity, cursor, null);
    }

    /// @param trace keeps what is asked; null for nobody
    Cells(final StoreReader reader, final EntityPath entity, final TimeCursor cursor, final @Nullable RowTrace trace) {
        this.trace = trace;
        this.reader = reader;
        this.entity = entity;
        this.cursor = cursor;
    }

    /// The same cells as another reader of the store sees them; nothing is noted.
    Cells of(final StoreReader other) {
        return new Cells(other, entity, cursor);
    }

    /// Whether the component has the same row at every time, so that what is made of it is worth keeping.
    boolean isOnlyRow(final String component) {
        return any(component)
                .filter(cell -> cell.isStatic()
                        || reader.timeRange(entity, cursor.timeline())
                                .filter(range -> range.from() == range.to())
                                .isPresent())
                .isPresent();
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

    /// Where the entity was when `cell` was logged: data keeps the place it was sensed at, however the sensor
    /// moves on.
    org.joml.Matrix4d worldAt(final EntityPath path, final Cell cell, final Transforms transforms) {
        return transforms.worldFrom(path, cell.isStatic() ? cursor.time() : cell.time());
    }

    /// The 64-bit origin that positions are relative to; zeros without one.
    double[] origin() {
        final ArrayData values = instances("Origin3D:origin", Datatype.vector(3, Datatype.FLOAT64));
        if (values == null) {
            return new double[3];
        }
        final ArrayData axes = values.list(0);
        return new double[] {axes.getDouble(0), axes.getDouble(1), axes.getDouble(2)};
    }

    Optional<Cell> any(final String component) {
        final Optional<Cell> answer = reader.latestAt(entity, component, cursor.timeline(), cursor.time());
        if (trace != null) {
            trace.add(entity, component, cursor.time(), answer);
        }
        return answer;
    }
}
