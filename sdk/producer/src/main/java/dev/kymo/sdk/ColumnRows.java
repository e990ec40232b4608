package dev.kymo.sdk;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Columns on their way to a sink, row by row: shared memory has a record for each row (RING_LAYOUT.md), and what is
/// the same for all of them is made once. For one thread.
final class ColumnRows {
    private final List<TimeColumn> times;
    private final ComponentColumns columns;
    private final int rowCount;
    private final RowTimes rowTimes = new RowTimes();

    /// @throws IllegalArgumentException for columns that do not fit each other; says which, and both lengths
    ColumnRows(final List<TimeColumn> times, final ComponentColumns... columns) {
        this.times = List.copyOf(times);
        this.columns = together(columns);
        if (times.isEmpty()) {
            throw new IllegalArgumentException("no time column; what has no time is logged by logStatic");
        }
        rowCount = times.getFirst().times().length;
        final String first = "time column " + times.getFirst().timeline().name();
        final Set<String> names = new HashSet<>();
        for (final TimeColumn time : times) {
            final String name = time.timeline().name();
            if (!names.add(name)) {
                throw new IllegalArgumentException("time column " + name + " is there twice");
            }
            if (time.times().length != rowCount) {
                throw new IllegalArgumentException("time column " + name + ": rows=" + time.times().length
                        + ", expected=" + rowCount + " by " + first);
            }
            for (int row = 0; row < rowCount; row++) {
                if (time.times()[row] < Timeline.MIN_TIME) {
                    throw new IllegalArgumentException("time column " + name + ", row " + row + ": time "
                            + time.times()[row] + " is reserved; the smallest is " + Timeline.MIN_TIME);
                }
            }
        }
        this.columns.requireRows(first, rowCount);
    }

    private static ComponentColumns together(final ComponentColumns... columns) {
        ComponentColumns all = ComponentColumns.of(List.of());
        for (final ComponentColumns each : columns) {
            all = all.and(each);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no component column: nothing to log");
        }
        return all;
    }

    /// @param thread the calling thread's own times, which ids are taken from
    /// @return the least that became of any row
    Commit commit(final StoreId store, final EntityPath entity, final RecordingOutlet outlet, final RowTimes thread) {
        // One reading of the clock: the counter tells the rows' ids apart and keeps their order
        final long nowNs = thread.nowNs();
        final PreparedScalar prepared =
                columns.isOneNumberARow() ? outlet.prepareScalar(store, entity, columns.numberDescriptor()) : null;
        Commit least = Commit.COMMITTED;
        for (int row = 0; row < rowCount; row++) {
            for (final TimeColumn time : times) {
                rowTimes.set(time.timeline().name(), time.timeline().type(), time.times()[row]);
            }
            final long inc = thread.nextInc();
            final Commit commit = prepared == null
                    ? outlet.commit(store, entity, nowNs, inc, rowTimes, columns.row(row))
                    : outlet.commit(prepared, nowNs, inc, rowTimes, columns.number(row));
            least = commit.compareTo(least) > 0 ? commit : least;
        }
        return least;
    }
}
