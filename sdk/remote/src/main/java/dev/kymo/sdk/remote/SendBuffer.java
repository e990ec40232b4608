package dev.kymo.sdk.remote;

import dev.kymo.ring.RowFormatter;
import dev.kymo.sdk.BatchPolicy;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Rows on their way to a recorder, laid out and gathered into numbered tables, until the recorder has
/// acknowledged them. Bounded: a row for which there is no room is dropped and counted, and none that was
/// taken is let go.
///
/// Any number of threads put rows in, one takes tables out, one acknowledges.
final class SendBuffer {
    private static final int FIRST_TABLE_BYTES = 1 << 13;
    /// A table that has grown to this is ended, whatever the policy says.
    private static final long MAX_GATHERED_BYTES = LinkDescriptor.MAX_TABLE_LENGTH / 2;

    /// Slack of an array beyond this part of it is worth a copy.
    private static final int SLACK_FRACTION = 8;

    private final long capacityBytes;
    private final long batchBytes;
    private final long batchRows;
    private final long tickNs;
    private final RowFormatter formatter = new RowFormatter(this::declared);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasWork = lock.newCondition();
    private final Condition hasLess = lock.newCondition();

    /// Records of declarations, in the order in which they were made. The lock's, like all that follows.
    private final List<byte[]> declarations = new ArrayList<>();
    private final TreeMap<Long, Table> tables = new TreeMap<>();
    private @Nullable Table open;
    private long nextNumber = 1;
    private long declaredBytes;
    private long usedBytes;
    private long keptRows;
    private long bufferedRows;
    private long droppedRows;
    private long refusedRows;
    private boolean isClosed;
    private boolean isWoken;

    SendBuffer(final long capacityBytes, final BatchPolicy policy) {
        this.capacityBytes = capacityBytes;
        batchBytes = Math.min(policy.bytes(), MAX_GATHERED_BYTES);
        batchRows = policy.rows();
        tickNs = policy.tick().toNanos();
    }

    /// Rows that are sent, and acknowledged, together.
    static final class Table {
        private final long number;
        private final long beganNs = System.nanoTime();
        private byte[] bytes;
        private int length = LinkDescriptor.TABLE_HEADER_LENGTH;
        private int rows;
        private int declarationCount;

        private Table(final long number, final int capacity) {
            this.number = number;
            bytes = new byte[capacity];
        }

        long number() {
            return number;
        }

        /// How many declarations must have been sent before it.
        int declarationCount() {
            return declarationCount;
        }

        /// The frame's body is the first [#length] bytes.
        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        private int reserve(final int recordBytes) {
            final int at = length;
            if (recordBytes > bytes.length - at) {
                bytes = Arrays.copyOf(bytes, (int)
                        Math.max(at + (long) recordBytes, Math.min(2L * bytes.length, Integer.MAX_VALUE / 2)));
            }
            length = at + recordBytes;
            return at;
        }
    }

    private void declared(final int kind, final byte[] body) throws IOException {
        final long length = LinkDescriptor.RECORD_HEADER_LENGTH + LinkDescriptor.aligned(body.length);
        if (length > LinkDescriptor.MAX_DECLARE_LENGTH) {
            throw new IOException("a name or a datatype of " + body.length + " bytes is too long to be sent");
        }
        final byte[] record = new byte[(int) length];
        final MemorySegment view = MemorySegment.ofArray(record);
        view.set(Layouts.INT, 0, kind);
        view.set(Layouts.INT, Integer.BYTES, body.length);
        System.arraycopy(body, 0, record, LinkDescriptor.RECORD_HEADER_LENGTH, body.length);
        lock.lock();
        try {
            if (declaredBytes + length > LinkDescriptor.MAX_DECLARED_BYTES) {
                throw new IOException("names of entities, timelines and components take " + declaredBytes
                        + " bytes, at most " + LinkDescriptor.MAX_DECLARED_BYTES + " are sent: use fewer");
            }
            declaredBytes += length;
            declarations.add(record);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a row, or drops it.
    ///
    /// @throws IllegalArgumentException for a row that could never be sent
    /// @throws IllegalStateException after [#close]
    Commit commit(final StoreId store, final DataRow row) {
        final long bodyLength;
        try {
            bodyLength = formatter.measure(store, row);
        } catch (final IllegalStateException noRoomForNames) {
            return drop();
        }
        final long recordLength = LinkDescriptor.RECORD_HEADER_LENGTH + LinkDescriptor.aligned(bodyLength);
        final long most = Math.min(capacityBytes, LinkDescriptor.MAX_TABLE_LENGTH - LinkDescriptor.TABLE_HEADER_LENGTH);
        if (recordLength > most) {
            formatter.forget();
            throw new IllegalArgumentException("entity " + row.entity() + ": a row of " + bodyLength
                    + " bytes can't be sent, at most " + (most - LinkDescriptor.RECORD_HEADER_LENGTH)
                    + (most == capacityBytes ? ": give the sink a larger buffer" : ": log it in parts"));
        }
        return append((int) recordLength, (int) bodyLength);
    }

    private Commit drop() {
        lock.lock();
        try {
            requireOpen();
            droppedRows++;
            return Commit.DROPPED;
        } finally {
            lock.unlock();
        }
    }

    private Commit append(final int recordLength, final int bodyLength) {
        lock.lock();
        try {
            if (isClosed || usedBytes + recordLength > capacityBytes) {
                formatter.forget();
                requireOpen();
                droppedRows++;
                return Commit.DROPPED;
            }
            if (open != null && open.length + recordLength > batchBytes) {
                endTable();
            }
            Table table = open;
            final boolean isFirst = table == null;
            if (table == null) {
                table = new Table(
                        nextNumber, Math.max(FIRST_TABLE_BYTES, LinkDescriptor.TABLE_HEADER_LENGTH + recordLength));
                open = table;
            }
            final int at = table.reserve(recordLength);
            final MemorySegment bytes = MemorySegment.ofArray(table.bytes);
            bytes.set(Layouts.INT, at, bodyLength);
            formatter.write(bytes, at + (long) LinkDescriptor.RECORD_HEADER_LENGTH);
            table.rows++;
            bufferedRows++;
            usedBytes += recordLength;
            if (table.rows >= batchRows || table.length >= batchBytes || tickNs == 0) {
                endTable();
            } else if (isFirst) {
                // For the sender to look at the clock
                hasWork.signal();
            }
            return Commit.BUFFERED;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the sink is closed");
        }
    }

    private void endTable() {
        final Table table = open;
        if (table == null) {
            return;
        }
        open = null;
        if (table.bytes.length - table.length > table.length / SLACK_FRACTION) {
            table.bytes = Arrays.copyOf(table.bytes, table.length);
        }
        table.declarationCount = declarations.size();
        tables.put(table.number, table);
        nextNumber = table.number + 1;
        hasWork.signal();
    }

    /// The first table behind `number`; ends the one that is gathered when its time has come.
    ///
    /// @return null when there is none within `timeoutNs` or until [#wake], or there will be none any more
    @Nullable
    Table next(final long number, final long timeoutNs) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        lock.lockInterruptibly();
        try {
            while (true) {
                final Map.Entry<Long, Table> found = tables.higherEntry(number);
                if (found != null) {
                    return found.getValue();
                }
                final long nowNs = System.nanoTime();
                long waitNs = deadlineNs - nowNs;
                if (open != null) {
                    final long dueNs = open.beganNs + tickNs - nowNs;
                    if (dueNs <= 0 || isClosed) {
                        endTable();
                        continue;
                    }
                    waitNs = Math.min(waitNs, dueNs);
                }
                if (waitNs <= 0 || isClosed || isWoken) {
                    isWoken = false;
                    return null;
                }
                hasWork.awaitNanos(waitNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Has a [#next] that waits, or the next one that would, answer at once.
    void wake() {
        lock.lock();
        try {
            isWoken = true;
            hasWork.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The declarations from `from` up to `to`, as bodies of frames.
    List<byte[]> declarations(final int from, final int to) {
        lock.lock();
        try {
            return List.copyOf(declarations.subList(from, to));
        } finally {
            lock.unlock();
        }
    }

    /// Writes the head of a table's body as it is now. The sender's thread.
    void stamp(final Table table) {
        final MemorySegment view = MemorySegment.ofArray(table.bytes);
        view.set(Layouts.LONG, LinkDescriptor.TABLE_NUMBER_OFFSET, table.number);
        view.set(Layouts.INT, LinkDescriptor.TABLE_ROWS_OFFSET, table.rows);
        lock.lock();
        try {
            view.set(Layouts.LONG, LinkDescriptor.TABLE_DROPPED_OFFSET, droppedRows);
        } finally {
            lock.unlock();
        }
    }

    /// The oldest table that is not acknowledged, or the next to come.
    long firstNumber() {
        lock.lock();
        try {
            return tables.isEmpty() ? nextNumber : tables.firstKey();
        } finally {
            lock.unlock();
        }
    }

    /// Forgets all tables up to `number`.
    ///
    /// @throws LinkException for a table that was never ended
    void acknowledge(final long number, final long refused) throws LinkException {
        lock.lock();
        try {
            if (number >= nextNumber) {
                throw new LinkException(
                        "the recorder acknowledges table " + number + ", the last one was " + (nextNumber - 1));
            }
            while (!tables.isEmpty() && tables.firstKey() <= number) {
                final Table kept = tables.pollFirstEntry().getValue();
                keptRows += kept.rows;
                bufferedRows -= kept.rows;
                usedBytes -= kept.length - LinkDescriptor.TABLE_HEADER_LENGTH;
            }
            refusedRows = Math.max(refusedRows, refused);
            hasLess.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the table that is gathered, and waits until it is acknowledged with all before it.
    boolean flush(final long timeoutNs) {
        lock.lock();
        try {
            endTable();
            final long last = nextNumber - 1;
            long leftNs = timeoutNs;
            while (!tables.isEmpty() && tables.firstKey() <= last) {
                if (leftNs <= 0) {
                    return false;
                }
                leftNs = hasLess.awaitNanos(leftNs);
            }
            return true;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more rows.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            endTable();
            hasWork.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Counts what is left as dropped. After [#close], when nobody sends any more.
    void abandon() {
        lock.lock();
        try {
            droppedRows += bufferedRows;
            bufferedRows = 0;
            usedBytes = 0;
            tables.clear();
            hasLess.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return tables.isEmpty() && open == null;
        } finally {
            lock.unlock();
        }
    }

    TcpCounters counters(final long connections) {
        lock.lock();
        try {
            return new TcpCounters(keptRows, bufferedRows, usedBytes, droppedRows, refusedRows, connections);
        } finally {
            lock.unlock();
        }
    }
}
