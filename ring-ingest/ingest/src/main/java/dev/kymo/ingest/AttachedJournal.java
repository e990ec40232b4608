package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.JOURNAL_TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.JournalDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The owner's side of a producer's journal: declarations become names, and static rows are taken. The owner's
/// thread.
final class AttachedJournal {
    private final String producer;
    private final MemorySegment control;
    private final JournalReader journal;
    private final Names names;
    private final RowDecoder decoder;
    private final Taker taker;
    private @Nullable DataRow pendingRow;
    private @Nullable StoreId pendingStore;
    private long rows;
    private long bytes;

    /// Takes a static row.
    @FunctionalInterface
    interface Taker {
        /// @return what the sink complained of although it took the row
        /// @throws RuntimeException when it did not
        @Nullable
        RuntimeException append(StoreId store, DataRow row);
    }

    /// @param producer its name, for what is said of it
    /// @param names gets what is declared
    AttachedJournal(
            final String producer,
            final MemorySegment control,
            final JournalReader journal,
            final Names names,
            final RowDecoder decoder,
            final Taker taker) {
        this.producer = producer;
        this.control = control;
        this.journal = journal;
        this.names = names;
        this.decoder = decoder;
        this.taker = taker;
    }

    /// Static rows read.
    long rows() {
        return rows;
    }

    /// Their bytes.
    long bytes() {
        return bytes;
    }

    /// Records read, and records published.
    long taken() {
        return journal.taken();
    }

    long committed() {
        return journal.committed();
    }

    boolean hasNext() {
        return journal.hasNext();
    }

    /// See [ProducerMapping#isTruncated].
    boolean isTruncated() {
        return journal.isTruncated();
    }

    /// Takes all that is published.
    ///
    /// @return how many rows
    int drain() throws BadRecordException {
        if (!journal.hasNext() && pendingRow == null) {
            return 0;
        }
        int appended = appendPending();
        while (journal.hasNext()) {
            read();
            appended += appendPending();
        }
        // Pairs with the producer's volatile read in flush
        WORD.setVolatile(control, JOURNAL_TAKEN_OFFSET, journal.taken());
        return appended;
    }

    private void read() throws BadRecordException {
        final String place = journal.place();
        try {
            final MemorySegment body = journal.next();
            if (journal.kind() == JournalDescriptor.STATIC_ROW) {
                pendingStore = decoder.store(body);
                pendingRow = decoder.decode(body, true);
                bytes += body.byteSize();
            } else {
                names.add(journal.kind(), body);
            }
        } catch (final IOException | RuntimeException notSound) {
            throw new BadRecordException(producer + ": " + place + ": " + notSound.getMessage(), notSound);
        }
    }

    /// A static row is pending until the sink has taken it, so that a sink that fails gets it again.
    private int appendPending() {
        final StoreId store = pendingStore;
        final DataRow row = pendingRow;
        if (store == null || row == null) {
            return 0;
        }
        final RuntimeException failure = taker.append(store, row);
        rows++;
        pendingRow = null;
        if (failure != null) {
            throw failure;
        }
        return 1;
    }
}
