package dev.kymo.viewer.app;

import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import dev.kymo.viewer.ui.state.NewRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts rows on their way to where they are filed, goes over those that were filed before, and takes none
/// once filing has failed for good: they are safer in their rings. Set up before the thread that uses it is
/// started; what is for any thread says so.
final class FilingSink implements RowSink {
    private final FilingGuard guard;
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable NewRows told;
    /// How often it was asked for all that is open to be filed, and how often that has been done.
    private final AtomicLong filingsWanted = new AtomicLong();

    private volatile long filingsDone;
    private volatile boolean isReadElsewhere;
    private RowSink target = (_, _) -> {};
    /// Rows in other files: static ones come into this file all the same.
    private RowIdSet filedElsewhere = new RowIdSet();
    private RowIdSet filedHere = new RowIdSet();

    FilingSink(final FilingGuard guard) {
        this.guard = guard;
    }

    void appendTo(final RowSink newTarget) {
        target = newTarget;
    }

    /// @param elsewhere ids of rows that other files have
    /// @param here ids of rows that this file has
    void goOver(final RowIdSet elsewhere, final RowIdSet here) {
        filedElsewhere = elsewhere;
        filedHere = here;
    }

    /// Tells of each row from now on, on the recorder's thread. Any thread calls this.
    void tell(final NewRows newRows) {
        told = newRows;
    }

    /// Has what is open filed, and rows wait meanwhile; any thread.
    ///
    /// @return what [#filingsDone] will be at least, when it is
    long fileSoon() {
        return filingsWanted.incrementAndGet();
    }

    /// Has what is open filed for somebody who reads the file, beside rows that come; any thread.
    void fileForReaders() {
        isReadElsewhere = true;
    }

    /// Any thread.
    long filingsDone() {
        return filingsDone;
    }

    long rowCount() {
        return rows.get();
    }

    private boolean isFiled(final long timeNs, final long inc, final boolean isStatic) {
        return (filedHere.size() > 0 && filedHere.contains(timeNs, inc))
                || (filedElsewhere.size() > 0 && !isStatic && filedElsewhere.contains(timeNs, inc));
    }

    private void requireFiling() {
        final IOException failure = guard.failure();
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void append(final StoreId store, final DataRow row) {
        if (isFiled(row.id().timeNs(), row.id().inc(), row.time().isStatic())) {
            return;
        }
        requireFiling();
        target.append(store, row);
        note(row.id().timeNs());
    }

    private void note(final long madeNs) {
        rows.setRelease(rows.getPlain() + 1);
        final NewRows listening = told;
        if (listening != null) {
            listening.add(Math.max(0, RowIds.PROCESS.nowNs() - madeNs));
            listening.changed();
        }
    }

    @Override
    public @Nullable RowLane lane(final RowShape shape) {
        final RowLane lane = target.lane(shape);
        return lane == null
                ? null
                : row -> {
                    if (!isFiled(row.idTimeNs(), row.idInc(), false)) {
                        requireFiling();
                        lane.append(row);
                        note(row.idTimeNs());
                    }
                };
    }

    @Override
    public void tick() {
        if (guard.failure() == null) {
            target.tick();
            guard.tick();
            if (isReadElsewhere) {
                isReadElsewhere = false;
                target.requestFiling(target.appendedMark(), false);
            }
            final long wanted = filingsWanted.get();
            if (wanted > filingsDone) {
                target.requestFiling();
                filingsDone = wanted;
            }
        }
    }

    @Override
    public long appendedMark() {
        return target.appendedMark();
    }

    @Override
    public long filedMark() {
        return target.filedMark();
    }

    @Override
    public void requestFiling() {
        requireFiling();
        target.requestFiling();
    }

    @Override
    public void requestFiling(final long mark, final boolean isUrgent) {
        requireFiling();
        target.requestFiling(mark, isUrgent);
    }
}
