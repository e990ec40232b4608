package dev.kymo.sdk;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a recording's rows leave it: a sink that is opened when first wanted, behind a switch. Safe for any
/// thread.
final class RecordingOutlet implements AutoCloseable {
    private final Supplier<Sink> opener;
    private final boolean isMuted;
    private final Consumer<Sink> greeting;

    // Written under the lock. `isEnabled` is set after `sink`, and read before it: who sees it true sees the sink.
    private @Nullable Sink opened;
    private volatile @Nullable Sink sink;
    private volatile boolean isEnabled;
    private volatile boolean isClosed;

    /// @param opener called once at most
    /// @param isMuted when true nothing is ever opened or logged
    /// @param greeting what goes into the sink before all else
    RecordingOutlet(final Supplier<Sink> opener, final boolean isMuted, final Consumer<Sink> greeting) {
        this.opener = opener;
        this.isMuted = isMuted;
        this.greeting = greeting;
    }

    boolean isEnabled() {
        return isEnabled;
    }

    synchronized void setEnabled(final boolean enabled) {
        if (isMuted || isClosed) {
            return;
        }
        if (enabled && opened == null) {
            opened = openGreeted();
            sink = opened;
        }
        isEnabled = enabled;
    }

    private Sink openGreeted() {
        final Sink fresh = opener.get();
        try {
            greeting.accept(fresh);
        } catch (final RuntimeException e) {
            fresh.close();
            throw e;
        }
        return fresh;
    }

    Commit commit(final StoreId store, final DataRow row) {
        final Sink to = sink;
        if (to == null) {
            return Commit.DROPPED;
        }
        try {
            return to.commit(store, row);
        } catch (final IllegalStateException e) {
            return droppedWhenClosed(e);
        }
    }

    Commit commit(
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells) {
        final Sink to = sink;
        if (to == null) {
            return Commit.DROPPED;
        }
        try {
            return to.commit(store, entity, rowTimeNs, rowInc, times, cells);
        } catch (final IllegalStateException e) {
            return droppedWhenClosed(e);
        }
    }

    Commit commit(
            final PreparedScalar prepared,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final double value) {
        try {
            return prepared.commit(rowTimeNs, rowInc, times, value);
        } catch (final IllegalStateException e) {
            return droppedWhenClosed(e);
        }
    }

    /// Null when logging is off.
    @Nullable
    PreparedScalar prepareScalar(final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
        final Sink to = sink;
        if (to == null) {
            return null;
        }
        try {
            return to.prepareScalar(store, entity, descriptor);
        } catch (final IllegalStateException e) {
            droppedWhenClosed(e);
            return null;
        }
    }

    Commit commit(
            final PreparedRow prepared,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final ArrayData... instances) {
        try {
            return prepared.commit(rowTimeNs, rowInc, times, instances);
        } catch (final IllegalStateException e) {
            return droppedWhenClosed(e);
        }
    }

    /// The sink when it is shared memory and logging is on; otherwise null.
    @Nullable
    SharedMemorySink sharedMemory() {
        return isEnabled && sink instanceof final SharedMemorySink shared ? shared : null;
    }

    /// @param to the sink that the blocks are of
    Commit commitClaimed(
            final SharedMemorySink to,
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells,
            final @Nullable PayloadClaim[] blocks) {
        try {
            return to.commitClaimed(store, entity, rowTimeNs, rowInc, times, cells, blocks);
        } catch (final IllegalStateException e) {
            return droppedWhenClosed(e);
        }
    }

    /// Null when logging is off.
    @Nullable
    PreparedRow prepareRow(final StoreId store, final EntityPath entity, final ArchetypeField... fields) {
        final Sink to = sink;
        if (to == null) {
            return null;
        }
        try {
            return to.prepareRow(store, entity, fields);
        } catch (final IllegalStateException e) {
            droppedWhenClosed(e);
            return null;
        }
    }

    /// A thread that logs while another one closes has done nothing wrong.
    private Commit droppedWhenClosed(final IllegalStateException e) {
        if (isClosed) {
            return Commit.DROPPED;
        }
        throw e;
    }

    boolean awaitRecorder(final Duration timeout) {
        final Sink to = sink;
        return isEnabled && to != null && to.awaitRecorder(timeout);
    }

    boolean flush(final Duration timeout) {
        final Sink to = sink;
        return to == null || to.flush(timeout);
    }

    @Override
    public void close() {
        final Sink toClose;
        synchronized (this) {
            isEnabled = false;
            isClosed = true;
            sink = null;
            toClose = opened;
            opened = null;
        }
        if (toClose != null) {
            toClose.close();
        }
    }
}
