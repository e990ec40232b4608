package dev.kymo.viewer.app.remote;

import dev.kymo.ingest.RowParser;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.sdk.remote.Greetings;
import dev.kymo.sdk.remote.LinkDescriptor;
import dev.kymo.sdk.remote.LinkException;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program that logs from elsewhere: takes its tables, in their order and each once, and says so when
/// their rows are kept. A table is checked whole before the first of its rows is taken.
final class SenderConnection extends Connection {
    private static final long TURN_SECONDS = 30;
    /// Tables are acknowledged together while more of them have come already.
    private static final int MAX_UNACKNOWLEDGED = 8;

    private final RowParser parser = new RowParser();
    private @Nullable SenderSession session;
    private long declaredBytes;
    private int heldKib;

    SenderConnection(
            final RemoteServer server, final Socket socket, final BufferedInputStream in, final Greetings.Hello hello)
            throws IOException {
        super(server, socket, in, hello);
    }

    void setSession(final SenderSession entered) {
        session = entered;
    }

    @Override
    void run() throws IOException, InterruptedException {
        final long first = hello().firstTable();
        if (first < 1 || first >= SenderSession.MAX_TABLE) {
            throw new LinkException("the first table is number " + first);
        }
        final SenderConnection before = server().sessions().enter(hello().session(), first, this);
        final SenderSession entered = Objects.requireNonNull(session);
        boolean isOver = false;
        try {
            if (before != null) {
                before.close();
            }
            if (!entered.turn().tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new LinkException("the same program is connected already");
            }
            try {
                isOver = take(entered);
            } finally {
                entered.turn().unlock();
            }
        } finally {
            release();
            server().sessions().leave(entered, this, isOver);
        }
    }

    /// @return whether the program has said goodbye
    private boolean take(final SenderSession from) throws IOException, InterruptedException {
        // What a program does not have any more it was told is kept, though perhaps not by us
        if (hello().firstTable() > from.done() + 1) {
            from.tookTable(hello().firstTable() - 1);
        }
        welcome(from.done() + 1);
        int unacknowledged = 0;
        try {
            while (!isEnding() && reader().read(this::hold)) {
                switch (reader().type()) {
                    case LinkDescriptor.DECLARE -> declare(reader().body());
                    case LinkDescriptor.TABLE -> {
                        takeTable(from, reader().body());
                        unacknowledged++;
                    }
                    case LinkDescriptor.PING -> unacknowledged = MAX_UNACKNOWLEDGED;
                    case LinkDescriptor.GOODBYE -> {
                        return true;
                    }
                    default ->
                        throw new LinkException("a frame of type " + reader().type() + " from a program that logs");
                }
                release();
                if (unacknowledged >= MAX_UNACKNOWLEDGED
                        || (unacknowledged > 0 && available() < LinkDescriptor.HEADER_LENGTH)) {
                    unacknowledged = 0;
                    send(frames -> frames.acknowledge(from.done(), from.refusedRows()));
                }
            }
        } catch (final EOFException within) {
            if (!isEnding()) {
                throw within;
            }
        }
        if (isEnding()) {
            send(frames -> {
                frames.acknowledge(from.done(), from.refusedRows());
                frames.writeText(LinkDescriptor.END, "the recorder stops");
            });
        }
        return false;
    }

    private void hold(final int bytes) throws IOException {
        heldKib += server().hold(bytes);
    }

    private void release() {
        server().release(heldKib);
        heldKib = 0;
    }

    private void declare(final byte[] body) throws LinkException {
        declaredBytes += body.length;
        if (declaredBytes > LinkDescriptor.MAX_DECLARED_BYTES) {
            throw new LinkException("declarations of more than " + LinkDescriptor.MAX_DECLARED_BYTES + " bytes");
        }
        final MemorySegment record = MemorySegment.ofArray(body);
        try {
            final int kind = record.get(Layouts.INT, 0);
            final int length = record.get(Layouts.INT, Integer.BYTES);
            if (kind < JournalDescriptor.STORE
                    || kind > JournalDescriptor.COMPONENT
                    || LinkDescriptor.RECORD_HEADER_LENGTH + LinkDescriptor.aligned(length) != body.length) {
                throw new LinkException(
                        "a declaration of kind " + kind + " and " + length + " bytes in a frame of " + body.length);
            }
            parser.declare(kind, record.asSlice(LinkDescriptor.RECORD_HEADER_LENGTH, length));
        } catch (final RuntimeException notSound) {
            throw new LinkException("a bad declaration: " + notSound.getMessage());
        }
    }

    /// A row and whose it is.
    private record Owned(StoreId store, DataRow row) {}

    private void takeTable(final SenderSession from, final byte[] body) throws IOException {
        final MemorySegment table = MemorySegment.ofArray(body);
        final long number;
        final List<Owned> rows;
        try {
            number = table.get(Layouts.LONG, LinkDescriptor.TABLE_NUMBER_OFFSET);
            rows = rows(table);
        } catch (final RuntimeException notSound) {
            throw new LinkException("a bad table: " + notSound.getMessage());
        }
        if (number <= from.done()) {
            return;
        }
        if (number != from.done() + 1) {
            throw new LinkException("table " + number + ", expected " + (from.done() + 1));
        }
        if (from.rowsBehind() > rows.size()) {
            throw new LinkException("table " + number + " has " + rows.size() + " rows, it had " + from.rowsBehind());
        }
        for (int i = (int) from.rowsBehind(); i < rows.size(); i++) {
            final Owned next = rows.get(i);
            if (!from.takeUncertainty() || !server().hasTaken(next.row().id())) {
                from.takesRow();
                takeRow(from, next.store(), next.row());
            }
            from.tookRow();
        }
        from.tookTable(number);
        noteDropped(from, table.get(Layouts.LONG, LinkDescriptor.TABLE_DROPPED_OFFSET), rows);
    }

    private List<Owned> rows(final MemorySegment table) throws LinkException {
        final int count = table.get(Layouts.INT, LinkDescriptor.TABLE_ROWS_OFFSET);
        long at = LinkDescriptor.TABLE_HEADER_LENGTH;
        if (count < 0 || count > (table.byteSize() - at) / LinkDescriptor.RECORD_HEADER_LENGTH) {
            throw new LinkException("a table of " + table.byteSize() + " bytes with " + count + " rows");
        }
        final List<Owned> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final int length = table.get(Layouts.INT, at);
            at += LinkDescriptor.RECORD_HEADER_LENGTH;
            final MemorySegment row = table.asSlice(at, length);
            final StoreId store = parser.store(row);
            if (store.applicationId().isEmpty() || store.recordingId().isEmpty()) {
                throw new LinkException("a row of " + store + ", whose ids must not be empty");
            }
            rows.add(new Owned(store, parser.row(row)));
            at += LinkDescriptor.aligned(length);
        }
        if (at != table.byteSize()) {
            throw new LinkException("a table of " + table.byteSize() + " bytes whose rows end at byte " + at);
        }
        return rows;
    }

    private void takeRow(final SenderSession from, final StoreId store, final DataRow row) throws IOException {
        String refusal = null;
        try {
            if (server().rows().commit(store, row) == Commit.DROPPED) {
                refusal = "no room for it";
            }
        } catch (final IllegalArgumentException unusable) {
            refusal = String.valueOf(unusable.getMessage());
        } catch (final IllegalStateException notNow) {
            if (isEnding() || server().isClosing()) {
                throw new IOException("the recorder stops", notNow);
            }
            refusal = String.valueOf(notNow.getMessage());
        }
        if (refusal != null) {
            from.refusedRow();
            server().listener().rowRefused(peer(), "entity " + row.entity() + ": " + refusal);
        }
    }

    private void noteDropped(final SenderSession from, final long dropped, final List<Owned> rows) {
        if (dropped > from.droppedRows()) {
            from.setDroppedRows(dropped);
            if (!rows.isEmpty()) {
                server().logDropped(rows.getLast().store(), dropped);
            }
        }
    }

    /// Rows that the program says it has dropped.
    long droppedRows() {
        final SenderSession of = session;
        return of == null ? 0 : of.droppedRows();
    }
}
