package dev.kymo.sdk;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts every row into several sinks, one after the other. The answer is the least that any of them gave: DROPPED
/// when one dropped the row, else BUFFERED when one buffers it. Owns the sinks: closing it closes them.
///
/// Each sink gets each row, whatever another does with it. When one refuses a row by an exception, or
/// fails, that is thrown after the others have got theirs.
public final class TeeSink implements Sink {
    private final Sink[] sinks;

    /// @param sinks at least one
    public TeeSink(final Sink... sinks) {
        if (sinks.length == 0) {
            throw new IllegalArgumentException("a tee needs a sink");
        }
        this.sinks = sinks.clone();
    }

    /// What one of the sinks is to do.
    private interface Step {
        Commit run(int sink);
    }

    private Commit each(final Step step) {
        Commit least = Commit.COMMITTED;
        RuntimeException failure = null;
        for (int i = 0; i < sinks.length; i++) {
            try {
                least = least(least, step.run(i));
            } catch (final RuntimeException e) {
                failure = first(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return least;
    }

    private static RuntimeException first(final @Nullable RuntimeException before, final RuntimeException next) {
        if (before == null) {
            return next;
        }
        before.addSuppressed(next);
        return before;
    }

    @Override
    public Commit commit(final StoreId store, final DataRow row) {
        return each(i -> sinks[i].commit(store, row));
    }

    @Override
    public Commit commit(
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells) {
        return each(i -> sinks[i].commit(store, entity, rowTimeNs, rowInc, times, cells));
    }

    @Override
    public PreparedScalar prepareScalar(
            final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
        final PreparedScalar[] prepared = new PreparedScalar[sinks.length];
        for (int i = 0; i < prepared.length; i++) {
            prepared[i] = sinks[i].prepareScalar(store, entity, descriptor);
        }
        // Without an object for a row
        return (rowTimeNs, rowInc, times, value) -> {
            Commit least = Commit.COMMITTED;
            RuntimeException failure = null;
            for (final PreparedScalar scalar : prepared) {
                try {
                    least = least(least, scalar.commit(rowTimeNs, rowInc, times, value));
                } catch (final RuntimeException e) {
                    failure = first(failure, e);
                }
            }
            if (failure != null) {
                throw failure;
            }
            return least;
        };
    }

    @Override
    public PreparedRow prepareRow(final StoreId store, final EntityPath entity, final ArchetypeField... fields) {
        final PreparedRow[] prepared = new PreparedRow[sinks.length];
        for (int i = 0; i < prepared.length; i++) {
            prepared[i] = sinks[i].prepareRow(store, entity, fields);
        }
        return (rowTimeNs, rowInc, times, instances) -> {
            Commit least = Commit.COMMITTED;
            for (final PreparedRow row : prepared) {
                least = least(least, row.commit(rowTimeNs, rowInc, times, instances));
            }
            return least;
        };
    }

    private static Commit least(final Commit left, final Commit right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    /// Waits for every sink's recorder, `timeout` in all.
    @Override
    public boolean awaitRecorder(final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        boolean all = true;
        for (final Sink sink : sinks) {
            all &= sink.awaitRecorder(left(deadlineNs));
        }
        return all;
    }

    /// Flushes every sink, `timeout` in all.
    @Override
    public boolean flush(final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        boolean all = true;
        for (final Sink sink : sinks) {
            all &= sink.flush(left(deadlineNs));
        }
        return all;
    }

    private static Duration left(final long deadlineNs) {
        return Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
    }

    /// Closes every sink, even when one fails to; the first failure is thrown at the end.
    @Override
    public void close() {
        each(i -> {
            sinks[i].close();
            return Commit.COMMITTED;
        });
    }
}
