package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers copies of rows in this process and hands them over as tables, on a thread of its own
/// (`kymo-batch`): to another sink, or to a function. What a [BatchPolicy] says ends a table.
///
/// The answer is BUFFERED, or DROPPED when more than 64 MiB wait because they are not taken as fast as they
/// come; [#droppedRows] counts those, and the rows that the sink behind dropped or the function failed on.
/// Rows that are gathered are lost when the process dies.
public final class BatchingSink implements Sink {
    /// What is gathered, and not yet handed over, takes at most this.
    public static final long MAX_BYTES = 64L << 20;

    /// About what the objects of a row and of a cell take beside their values.
    private static final int OBJECT_BYTES = 128;

    private static final System.Logger LOG = System.getLogger("dev.kymo.sdk");

    private final BatchPolicy policy;
    private final Consumer<DataTable> taker;
    private final @Nullable Sink behind;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasWork = lock.newCondition();
    private final Condition hasHandedOver = lock.newCondition();

    /// The lock's, like all that follows.
    private Batch gathered = new Batch();

    /// What is to be handed over, the oldest first: ended by its rows or bytes when the last of them came, and
    /// so the same tables however late the thread runs.
    private final ArrayDeque<Batch> ended = new ArrayDeque<>();

    private long heldBytes;
    private long takenRows;
    private long doneRows;
    private long droppedRows;
    private boolean isUrgent;
    private boolean isClosed;
    private boolean hasComplained;

    /// Rows in the order they came in, each with its store.
    private static final class Batch {
        final List<DataRow> rows = new ArrayList<>();
        final List<StoreId> stores = new ArrayList<>();

        /// When the first row came, of [System#nanoTime].
        long beganNs;

        long bytes;

        void add(final StoreId store, final DataRow row, final long rowBytes) {
            if (rows.isEmpty()) {
                beganNs = System.nanoTime();
            }
            rows.add(row);
            stores.add(store);
            bytes += rowBytes;
        }
    }

    private BatchingSink(final BatchPolicy policy, final Consumer<DataTable> taker, final @Nullable Sink behind) {
        this.policy = policy;
        this.taker = taker;
        this.behind = behind;
        thread = new Thread(this::run, "kymo-batch");
        thread.setDaemon(true);
    }

    /// Hands each row to another sink, which becomes this one's.
    public static BatchingSink to(final Sink sink, final BatchPolicy policy) {
        final BatchingSink[] self = new BatchingSink[1];
        final BatchingSink batching = new BatchingSink(policy, table -> self[0].commitAll(sink, table), sink);
        self[0] = batching;
        batching.thread.start();
        return batching;
    }

    /// Hands tables to a function, one at a time. What it throws is logged once, and the rows count as
    /// dropped.
    ///
    /// @param taker may keep the rows
    public static BatchingSink calling(final Consumer<DataTable> taker, final BatchPolicy policy) {
        final BatchingSink batching = new BatchingSink(policy, taker, null);
        batching.thread.start();
        return batching;
    }

    private void commitAll(final Sink sink, final DataTable table) {
        for (final DataRow row : table.rows()) {
            if (sink.commit(table.store(), row) == Commit.DROPPED) {
                lock.lock();
                try {
                    droppedRows++;
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    @Override
    public Commit commit(final StoreId store, final DataRow row) {
        long bytes = OBJECT_BYTES;
        final List<DataCell> copies = new ArrayList<>(row.cells().size());
        for (final DataCell cell : row.cells()) {
            final ArrayData copy = ArrayCopy.of(cell.instances());
            bytes += OBJECT_BYTES + ArrayCopy.bytesOf(copy);
            copies.add(new DataCell(cell.descriptor(), copy));
        }
        final DataRow copy = new DataRow(row.id(), row.entity(), row.time(), copies);
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("the sink is closed");
            }
            if (heldBytes + bytes > MAX_BYTES) {
                droppedRows++;
                return Commit.DROPPED;
            }
            if (bytes >= policy.bytes() && !gathered.rows.isEmpty()) {
                endGathered();
            }
            gathered.add(store, copy, bytes);
            heldBytes += bytes;
            takenRows++;
            if (gathered.rows.size() >= policy.rows()
                    || gathered.bytes >= policy.bytes()
                    || policy.tick().isZero()) {
                endGathered();
                hasWork.signal();
            } else if (gathered.rows.size() == 1) {
                hasWork.signal();
            }
            return Commit.BUFFERED;
        } finally {
            lock.unlock();
        }
    }

    private void endGathered() {
        ended.addLast(gathered);
        gathered = new Batch();
    }

    private void run() {
        while (true) {
            final Batch batch;
            lock.lock();
            try {
                while (ended.isEmpty()) {
                    if (gathered.rows.isEmpty()) {
                        if (isClosed) {
                            return;
                        }
                        hasWork.await();
                    } else {
                        final long waitNs = policy.tick().toNanos() - (System.nanoTime() - gathered.beganNs);
                        if (isUrgent || isClosed || waitNs <= 0) {
                            endGathered();
                        } else {
                            hasWork.awaitNanos(waitNs);
                        }
                    }
                }
                batch = ended.removeFirst();
            } catch (final InterruptedException nobodyDoes) {
                // The thread is this sink's alone
                continue;
            } finally {
                lock.unlock();
            }
            handOver(batch);
            lock.lock();
            try {
                heldBytes -= batch.bytes;
                doneRows += batch.rows.size();
                isUrgent = isUrgent && doneRows < takenRows;
                hasHandedOver.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Rows of one store after the other are a table.
    private void handOver(final Batch batch) {
        final int count = batch.rows.size();
        int from = 0;
        while (from < count) {
            final StoreId store = batch.stores.get(from);
            int to = from + 1;
            while (to < count && batch.stores.get(to).equals(store)) {
                to++;
            }
            try {
                taker.accept(new DataTable(store, batch.rows.subList(from, to)));
            } catch (final RuntimeException failure) {
                complain(failure, to - from);
            }
            from = to;
        }
    }

    private void complain(final RuntimeException failure, final int count) {
        final boolean isFirst;
        lock.lock();
        try {
            droppedRows += count;
            isFirst = !hasComplained;
            hasComplained = true;
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            LOG.log(System.Logger.Level.WARNING, "rows were not taken, and are dropped", failure);
        }
    }

    /// Rows that were lost, here or in the sink behind.
    public long droppedRows() {
        lock.lock();
        try {
            return droppedRows;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitRecorder(final Duration timeout) {
        return behind == null || behind.awaitRecorder(timeout);
    }

    @Override
    public boolean flush(final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        return awaitHandedOver(deadlineNs)
                && (behind == null || behind.flush(Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()))));
    }

    private boolean awaitHandedOver(final long deadlineNs) {
        lock.lock();
        try {
            final long wanted = takenRows;
            isUrgent = true;
            hasWork.signal();
            while (doneRows < wanted) {
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0) {
                    return false;
                }
                hasHandedOver.awaitNanos(leftNs);
            }
            isUrgent = doneRows < takenRows;
            return true;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Hands over what is gathered, waits for that, and closes the sink behind.
    @Override
    public void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            hasWork.signal();
        } finally {
            lock.unlock();
        }
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (behind != null) {
            behind.close();
        }
    }
}
