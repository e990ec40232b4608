package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Puts rows into the ring and the payload area, static ones into the journal, and answers what became of them. Any
/// thread; allocates nothing.
final class RowPublisher {
    private final MemorySegment control;
    private final MemorySegment ring;
    private final long maxRecordLength;
    private final long payloadBytes;
    private final RingWriter writer;
    private final PayloadWriter payload;
    private final OpenClaims claims;
    private final RoomMaker room;
    private final JournalWriter journal;
    private final Declarations declarations;
    private final RowAnswers answers;

    RowPublisher(
            final RingConfig config,
            final MemorySegment control,
            final RingWriter writer,
            final PayloadWriter payload,
            final OpenClaims claims,
            final RoomMaker room,
            final JournalWriter journal,
            final Declarations declarations,
            final RowAnswers answers) {
        this.control = control;
        this.writer = writer;
        this.payload = payload;
        this.claims = claims;
        this.room = room;
        this.journal = journal;
        this.declarations = declarations;
        this.answers = answers;
        ring = writer.ring();
        maxRecordLength = RingDescriptor.maxRecordLength(config.ringBytes());
        payloadBytes = config.payloadBytes();
    }

    /// Publishes a row that has a time.
    ///
    /// @throws IllegalArgumentException when it can never fit, or is not as it was declared
    Commit publish(final RowEncoder row) {
        final long bodyLength = row.measure(declarations, RowDescriptor.MAX_INLINE_BYTES);
        final long recordLength = RingDescriptor.HEADER_LENGTH + bodyLength;
        final boolean fits = fits(recordLength, row);
        final long bytes = recordLength + row.blockBytes();
        final long before = (long) WORD.getVolatile(control, OWNER_OFFSET);
        if (OwnerWord.state(before) == OwnerWord.REFUSED) {
            return answers.dropped(row.storeAndEntity(), bytes, DropReason.REFUSED);
        }
        final DropReason full = fits ? writeRow(row, (int) recordLength) : DropReason.PAYLOAD_FULL;
        return full == null ? answers.of(before, bytes) : answers.overflowed(row, bytes, full);
    }

    /// Publishes the row measured, its large cells in blocks.
    ///
    /// @return null when it is in the ring, otherwise what had no room for it
    private @Nullable DropReason writeRow(final RowEncoder row, final int recordLength) {
        if (!row.writeBlocks(payload, room)) {
            return DropReason.PAYLOAD_FULL;
        }
        if (FaultPoint.IS_ARMED && row.blockCount() > 0) {
            FaultPoint.reach(FaultPoint.BLOCKS_WRITTEN);
        }
        final long index = room.claim(RingDescriptor.ROW_TYPE, recordLength);
        if (index == RingWriter.NO_ROOM) {
            row.releaseBlocks(payload);
            return DropReason.RING_FULL;
        }
        boolean written = false;
        try {
            row.write(ring, index + RingDescriptor.HEADER_LENGTH);
            written = true;
        } finally {
            if (!written) {
                writer.abort(index, recordLength);
                row.releaseBlocks(payload);
            }
        }
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.UNPUBLISHED);
        }
        writer.publish(index, recordLength);
        row.endClaims(claims);
        return null;
    }

    /// Publishes a row without a time.
    Commit publishStatic(final RowEncoder row) {
        final long bodyLength = row.measure(declarations, Long.MAX_VALUE);
        final long before = (long) WORD.getVolatile(control, OWNER_OFFSET);
        if (OwnerWord.state(before) == OwnerWord.REFUSED) {
            return answers.dropped(row.storeAndEntity(), bodyLength, DropReason.REFUSED);
        }
        return writeStatic(row, bodyLength)
                ? answers.of(before, bodyLength)
                : answers.overflowed(row, bodyLength, DropReason.JOURNAL_FULL);
    }

    /// @return whether the journal had room
    private boolean writeStatic(final RowEncoder row, final long bodyLength) {
        synchronized (journal) {
            final MemorySegment body;
            try {
                body = journal.begin(JournalDescriptor.STATIC_ROW, bodyLength);
            } catch (final IOException full) {
                return false;
            }
            boolean written = false;
            try {
                row.write(body, 0);
                written = true;
            } finally {
                if (!written) {
                    journal.abort(body);
                }
            }
            if (FaultPoint.IS_ARMED) {
                FaultPoint.reach(FaultPoint.STATIC_UNPUBLISHED);
            }
            journal.publish(body);
        }
        return true;
    }

    /// Whether a record of that length can ever be in the ring.
    boolean fitsRing(final long recordLength) {
        return recordLength <= maxRecordLength;
    }

    /// Whether the row can go into shared memory at all.
    ///
    /// @throws IllegalArgumentException when it can't, and the policy knows no other place
    private boolean fits(final long recordLength, final RowEncoder row) {
        final boolean fitsRing = fitsRing(recordLength);
        final boolean fitsPayload = row.blockCount() == 0 || row.areaBytes() <= payloadBytes;
        if (answers.spills()) {
            return fitsRing && fitsPayload;
        }
        if (!fitsRing) {
            throw new IllegalArgumentException("row of " + recordLength + " bytes without its large cells, max="
                    + maxRecordLength + " (an eighth of the ring); set KYMO_RING_BYTES higher");
        }
        if (!fitsPayload) {
            throw new IllegalArgumentException("row with large cells of " + row.areaBytes() + " bytes, max="
                    + payloadBytes + " (the payload area); set KYMO_PAYLOAD_BYTES higher");
        }
        return true;
    }
}
