package dev.kymo.sdk;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.ring.ProducerCounters;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Puts rows into this process's ring in shared memory, where a recorder (or a viewer, when there is none) takes
/// them. Sinks of one configuration share one ring, which is closed with the last of them.
///
/// A row has been copied when `commit` returns. A prepared scalar allocates nothing.
public final class SharedMemorySink implements Sink {
    /// One call in so many is timed, a power of two: reading the clock twice costs a call a fifth of its time.
    private static final int CALLS_A_SAMPLE = 32;

    private final SharedRing.Lease lease;
    private final RingProducer ring;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final ComponentIds components;

    /// @param lease given back when the sink is closed
    SharedMemorySink(final SharedRing.Lease lease) {
        this.lease = lease;
        ring = lease.ring();
        components = new ComponentIds(ring);
    }

    /// Set up by the environment; see [RingConfig].
    ///
    /// @throws UncheckedIOException when shared memory can't be had; says why and what to do
    public static SharedMemorySink open() {
        return open(RingConfig.fromEnvironment());
    }

    /// Joins this process's ring of that configuration, or makes it.
    ///
    /// @throws UncheckedIOException when shared memory can't be had; says why and what to do
    public static SharedMemorySink open(final RingConfig config) {
        return new SharedMemorySink(SharedRing.acquire(config));
    }

    @Override
    public Commit commit(final StoreId store, final DataRow row) {
        final RowTimes times = new RowTimes();
        for (int i = 0; i < row.time().size(); i++) {
            final Timeline timeline = row.time().timeline(i);
            times.set(timeline.name(), timeline.type(), row.time().time(i));
        }
        return commit(store, row.entity(), row.id().timeNs(), row.id().inc(), times, row.cells());
    }

    @Override
    public Commit commit(
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells) {
        return commitClaimed(store, entity, rowTimeNs, rowInc, times, cells, null);
    }

    @Override
    public PreparedScalar prepareScalar(
            final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
        final ScalarRows rows = ring.scalarRows(
                ring.declareStore(store), ring.declareEntity(entity), components.id(descriptor, Datatype.FLOAT64));
        return (rowTimeNs, rowInc, times, value) -> {
            final long beganNs = begin(rowInc);
            final Commit answer = rows.commit(rowTimeNs, rowInc, times.idsIn(this), times.times(), times.size(), value);
            return end(rowInc, beganNs, answer);
        };
    }

    @Override
    public PreparedRow prepareRow(final StoreId store, final EntityPath entity, final ArchetypeField... fields) {
        final int storeId = ring.declareStore(store);
        final int entityId = ring.declareEntity(entity);
        final int cellCount = fields.length;
        final int[] componentIds = new int[cellCount];
        for (int i = 0; i < cellCount; i++) {
            componentIds[i] =
                    components.id(fields[i].descriptor(), fields[i].type().datatype());
        }
        return (rowTimeNs, rowInc, times, instances) -> {
            final long beganNs = begin(rowInc);
            final Commit answer = ring.commit(
                    storeId,
                    entityId,
                    rowTimeNs,
                    rowInc,
                    times.idsIn(this),
                    times.times(),
                    times.size(),
                    componentIds,
                    instances,
                    cellCount);
            return end(rowInc, beganNs, answer);
        };
    }

    RingConfig config() {
        return lease.config();
    }

    /// The right to use the ring beyond the life of this sink; null when the sink is closed.
    SharedRing.@Nullable Lease lease() {
        return isClosed.get() ? null : lease.another();
    }

    /// A block to be filled by the calling thread; see [RingProducer#claim]. Null when there is no room, or the sink is
    /// closed.
    @Nullable
    PayloadClaim claim(final long bytes) {
        return isClosed.get() ? null : ring.claim(bytes);
    }

    /// Also after [#close], by who has a lease.
    void release(final PayloadClaim block) {
        ring.release(block);
    }

    /// Takes one row whose cells, where `blocks` has one beside them, were written into it; null when there are none.
    Commit commitClaimed(
            final StoreId store,
            final EntityPath entity,
            final long rowTimeNs,
            final long rowInc,
            final RowTimes times,
            final List<DataCell> cells,
            final @Nullable PayloadClaim @Nullable [] blocks) {
        final long beganNs = begin(rowInc);
        final int cellCount = cells.size();
        final CellArrays row = CellArrays.ofThread();
        try {
            row.take(cells, components);
            final Commit answer = ring.commitClaimed(
                    ring.declareStore(store),
                    ring.declareEntity(entity),
                    rowTimeNs,
                    rowInc,
                    times.idsIn(this),
                    times.times(),
                    times.size(),
                    row.componentIds(),
                    row.instances(),
                    cellCount,
                    blocks);
            return end(rowInc, beganNs, answer);
        } finally {
            row.forget(cellCount);
        }
    }

    /// By the number of the row, which all threads of the process share.
    private static boolean isSampled(final long rowInc) {
        return (rowInc & (CALLS_A_SAMPLE - 1)) == 0;
    }

    /// A call begins.
    ///
    /// @return when, for [#end], if it is one of those that are timed
    private long begin(final long rowInc) {
        requireOpen();
        return isSampled(rowInc) ? System.nanoTime() : 0;
    }

    /// A call that [#begin] has begun is over.
    private Commit end(final long rowInc, final long beganNs, final Commit answer) {
        if (isSampled(rowInc)) {
            ring.tookCall(System.nanoTime() - beganNs);
        }
        return answer;
    }

    /// The ring itself may go on for other sinks.
    private void requireOpen() {
        if (isClosed.get()) {
            throw new IllegalStateException("the sink is closed");
        }
    }

    int timelineId(final Timeline timeline) {
        return ring.declareTimeline(timeline);
    }

    @Override
    public boolean awaitRecorder(final Duration timeout) {
        return ring.awaitRecorder(timeout);
    }

    @Override
    public boolean flush(final Duration timeout) {
        return ring.flush(timeout);
    }

    /// Whether a recorder (or a viewer) takes rows out of the ring now.
    public boolean hasRecorder() {
        return ring.hasRecorder();
    }

    /// What became of the rows of all sinks that share the ring.
    public ProducerCounters counters() {
        return ring.counters();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            lease.release();
        }
    }
}
