package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.Comparator;
import java.util.Optional;

/// One number per row of a stored column of 64-bit floats, without an object per row.
final class ScalarColumn {
    static final String SCALARS = "Scalars:scalars";

    private final ArrayData lists;
    private final ArrayData values;
    private final int instance;

    private ScalarColumn(final ArrayData lists, final ArrayData values, final int instance) {
        this.lists = lists;
        this.values = values;
        this.instance = instance;
    }

    /// @param instance which number of each row
    /// @return empty when the column holds something else
    static Optional<ScalarColumn> of(final StoredColumn stored, final int instance) {
        final ArrayData lists = stored.column().lists();
        return lists.type().item().kind() == Datatype.Kind.FLOAT64
                ? Optional.of(new ScalarColumn(lists, lists.child(0), instance))
                : Optional.empty();
    }

    /// NaN where the row has no such number: a plot has a gap there, and nothing else to show.
    double value(final int row) {
        if (lists.isNull(row)) {
            return Double.NaN;
        }
        final int at = lists.valueOffset(row) + instance;
        return at < lists.valueOffset(row + 1) && !values.isNull(at) ? values.getDouble(at) : Double.NaN;
    }

    /// Whether the row says anything at all: where it does not, the number before it stands.
    boolean isLogged(final int row) {
        return !lists.isNull(row);
    }

    /// How many numbers the entity's last row has, on any timeline; 0 without one.
    static int instanceCount(final StoreReader reader, final EntityPath entity, final String timeline) {
        return reader.latestAt(entity, SCALARS, timeline, Long.MAX_VALUE)
                .map(cell -> cell.instances().length())
                .orElse(0);
    }

    /// The size of the last number logged, 0 when there is none.
    static double lastMagnitude(final StoreReader reader, final EntityPath entity) {
        return reader.columns(entity).stream()
                .filter(column -> column.component().equals(SCALARS))
                .flatMap(column -> column.timelines().stream())
                .flatMap(timeline -> reader.latestAt(entity, SCALARS, timeline, Long.MAX_VALUE).stream())
                .max(Comparator.comparing(Cell::row))
                .map(Cell::instances)
                .filter(values -> values.length() > 0 && values.type().kind() == Datatype.Kind.FLOAT64)
                .map(values -> Math.abs(values.getDouble(0)))
                .filter(Double::isFinite)
                .orElse(0.0);
    }
}
