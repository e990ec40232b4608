package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.List;

/// Where a [RecordingStream] puts its rows: shared memory, a file, memory, several of them.
///
/// Any thread may call any method, several at a time. All data are borrowed for the duration of a call: who keeps
/// them copies them. Only the first `commit` has to be written; the others are for sinks that can do without
/// objects.
public interface Sink extends AutoCloseable {
    /// Takes one row.
    ///
    /// @throws IllegalArgumentException when the row can't be taken; nothing of it has been kept then
    /// @throws IllegalStateException after [#close]
    Commit commit(StoreId store, DataRow row);

    /// Takes one row in parts.
    ///
    /// @param rowTimeNs with `rowInc` the row's id
    /// @param times without any, the row is static
    /// @param cells of different components
    default Commit commit(
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells) {
        return commit(store, new DataRow(new RowId(rowTimeNs, rowInc), entity, times.toTimePoint(), cells));
    }

    /// Makes ready for rows of one f64 cell.
    default PreparedScalar prepareScalar(
            final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
        return (rowTimeNs, rowInc, times, value) -> commit(
                store,
                entity,
                rowTimeNs,
                rowInc,
                times,
                List.of(new DataCell(descriptor, ArrayData.doubles(Datatype.FLOAT64, value))));
    }

    /// Makes ready for rows of the same components.
    ///
    /// @param fields of different components
    default PreparedRow prepareRow(final StoreId store, final EntityPath entity, final ArchetypeField... fields) {
        return (rowTimeNs, rowInc, times, instances) -> {
            final DataCell[] cells = new DataCell[fields.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = new DataCell(fields[i].descriptor(), instances[i]);
            }
            return commit(store, entity, rowTimeNs, rowInc, times, List.of(cells));
        };
    }

    /// Waits until somebody records what is committed. Sinks that keep rows themselves answer true at once.
    ///
    /// @return whether somebody does; false when time ran out
    default boolean awaitRecorder(final Duration timeout) {
        return true;
    }

    /// Waits until all rows committed before this call are where they are kept.
    ///
    /// @return whether they are; false when time ran out
    boolean flush(Duration timeout);

    /// Takes no more rows. Those that were taken are not lost by it. A second call does nothing.
    @Override
    void close();

    /// Hands every row to `rows`, one thread at a time; what that takes counts as committed. Closing the sink
    /// leaves `rows` as it is.
    static Sink to(final RowSink rows) {
        return new ForwardingSink(rows);
    }
}
