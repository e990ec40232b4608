package dev.kymo.viewer.app.remote;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How far the tables of one program have been taken, whatever connections they came through. Belongs to
/// whoever has its turn.
///
/// Kept in 64 bytes of [SenderSessions]' file:
///
/// ```text
///   0                16                                      24
///   +----------------+---------------------------------------+------------------- ~
///   |   session id   | busy << 62 | done << 24 | rows behind | 0
///   +----------------+---------------------------------------+------------------- ~
/// ```
///
/// *done* is the number of the last table that was taken whole; *rows behind* how many rows of the next one
/// were; *busy* is 1 while the row after those is being taken. All are one word, so that a death leaves
/// them as they were before or after. Where it left them busy, a successor does not know whether that one
/// row was taken, and has to look.
final class SenderSession {
    static final int LENGTH = 64;
    private static final int HIGH_OFFSET = 0;
    private static final int LOW_OFFSET = 8;
    private static final int PROGRESS_OFFSET = 16;
    private static final int ROWS_BITS = 24;
    private static final long ROWS_MASK = (1L << ROWS_BITS) - 1;
    private static final long BUSY = 1L << (Long.SIZE - 2);
    /// Tables are numbered below this.
    static final long MAX_TABLE = 1L << (Long.SIZE - 2 - ROWS_BITS);

    private final UUID id;
    private final MemorySegment kept;
    private final ReentrantLock turn = new ReentrantLock();
    /// The lock of [SenderSessions].
    private @Nullable SenderConnection current;

    private long usedNs = System.nanoTime();
    /// Whether the next row may have been taken by a recorder that died.
    private boolean isUncertain;
    private long refusedRows;
    private volatile long droppedRows;

    private SenderSession(final UUID id, final MemorySegment kept) {
        this.id = id;
        this.kept = kept;
    }

    /// One that has taken nothing before table `first`.
    static SenderSession begin(final UUID id, final long first, final MemorySegment kept) {
        kept.fill((byte) 0);
        kept.set(Layouts.LONG, PROGRESS_OFFSET, (first - 1) << ROWS_BITS);
        kept.set(Layouts.LONG, LOW_OFFSET, id.getLeastSignificantBits());
        kept.set(Layouts.LONG, HIGH_OFFSET, id.getMostSignificantBits());
        return new SenderSession(id, kept);
    }

    /// One that a recorder before this one has begun; null where there is none.
    static @Nullable SenderSession found(final MemorySegment kept) {
        final UUID id = new UUID(kept.get(Layouts.LONG, HIGH_OFFSET), kept.get(Layouts.LONG, LOW_OFFSET));
        if (id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0) {
            return null;
        }
        final SenderSession session = new SenderSession(id, kept);
        session.isUncertain = (session.progress() & BUSY) != 0;
        session.setProgress(session.progress() & ~BUSY);
        return session;
    }

    UUID id() {
        return id;
    }

    MemorySegment kept() {
        return kept;
    }

    ReentrantLock turn() {
        return turn;
    }

    @Nullable
    SenderConnection current() {
        return current;
    }

    void setCurrent(final @Nullable SenderConnection connection) {
        current = connection;
        usedNs = System.nanoTime();
    }

    long usedNs() {
        return usedNs;
    }

    /// The last table that was taken whole.
    long done() {
        return (progress() & ~BUSY) >>> ROWS_BITS;
    }

    /// Rows of the next table that were taken.
    long rowsBehind() {
        return progress() & ROWS_MASK;
    }

    /// Whether it must be asked whether the next row was taken; once.
    boolean takeUncertainty() {
        final boolean was = isUncertain;
        isUncertain = false;
        return was;
    }

    private long progress() {
        return kept.get(Layouts.LONG, PROGRESS_OFFSET);
    }

    private void setProgress(final long value) {
        kept.set(Layouts.LONG, PROGRESS_OFFSET, value);
    }

    /// The next row is being taken.
    void takesRow() {
        setProgress(progress() | BUSY);
        // The row's own memory must not be written before this
        VarHandle.releaseFence();
    }

    /// It was taken.
    void tookRow() {
        VarHandle.releaseFence();
        setProgress((progress() & ~BUSY) + 1);
    }

    void tookTable(final long number) {
        setProgress(number << ROWS_BITS);
    }

    void refusedRow() {
        refusedRows++;
    }

    long refusedRows() {
        return refusedRows;
    }

    long droppedRows() {
        return droppedRows;
    }

    void setDroppedRows(final long rows) {
        droppedRows = Math.max(droppedRows, rows);
    }
}
