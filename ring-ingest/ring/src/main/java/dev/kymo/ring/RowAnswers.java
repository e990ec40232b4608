package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.DROPPED_BYTES_OFFSET;
import static dev.kymo.ring.ControlDescriptor.DROPPED_ROWS_OFFSET;
import static dev.kymo.ring.ControlDescriptor.LET_GO_BYTES_OFFSET;
import static dev.kymo.ring.ControlDescriptor.LET_GO_ROWS_OFFSET;
import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.SPILLED_BYTES_OFFSET;
import static dev.kymo.ring.ControlDescriptor.SPILLED_ROWS_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Commit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a commit answers, and the counts of it; and where rows go that found no room. Any thread.
final class RowAnswers {
    private final MemorySegment control;
    private final RowCounters counters;
    private final StreamCounters streams;
    private final Declarations declarations;
    private final @Nullable SpillWriter spill;

    RowAnswers(
            final MemorySegment control,
            final RowCounters counters,
            final StreamCounters streams,
            final Declarations declarations,
            final @Nullable SpillWriter spill) {
        this.control = control;
        this.counters = counters;
        this.streams = streams;
        this.declarations = declarations;
        this.spill = spill;
    }

    /// The answer for a row that was published: COMMITTED only when one owner has held the ring from before
    /// the record was claimed until after it was published, for nobody can have let it go then. And that
    /// owner cannot leave without it: it leaves by a volatile store of DRAINING and then reads the tail, so
    /// if the read here still sees OWNED, the claim (a compare-and-set, before this read) is in the tail
    /// that the owner then drains to. The same goes for the journal's count of records.
    ///
    /// @param before the owner word, read before the claim
    Commit of(final long before, final long bytes) {
        final long after = (long) WORD.getVolatile(control, OWNER_OFFSET);
        if (after == before && OwnerWord.state(after) == OwnerWord.OWNED) {
            counters.committed(bytes);
            return Commit.COMMITTED;
        }
        counters.buffered(bytes);
        return Commit.BUFFERED;
    }

    RowCounters counted() {
        return counters;
    }

    /// @param storeAndEntity as [RowEncoder#pair]
    Commit dropped(final long storeAndEntity, final long bytes, final DropReason reason) {
        streams.dropped((int) storeAndEntity, (int) (storeAndEntity >> Integer.SIZE), bytes, reason);
        return Commit.DROPPED;
    }

    /// Whether rows that find no room in shared memory go to disk.
    boolean spills() {
        return spill != null;
    }

    /// A row for which shared memory has no room goes to the producer's own file when the policy says so.
    Commit overflowed(final RowEncoder row, final long bytes, final DropReason reason) {
        final long storeAndEntity = row.storeAndEntity();
        if (spill == null) {
            return dropped(storeAndEntity, bytes, reason);
        }
        final long bodyLength = row.measure(declarations, Long.MAX_VALUE);
        if (bodyLength > SpillDescriptor.MAX_BODY_LENGTH) {
            throw new IllegalArgumentException("row of " + bodyLength + " bytes, max=" + SpillDescriptor.MAX_BODY_LENGTH
                    + " for one that is spilled; " + reason.text());
        }
        if (!spill.append(row, bodyLength)) {
            return dropped(storeAndEntity, bodyLength, DropReason.DISK_FULL);
        }
        streams.spilled((int) storeAndEntity, (int) (storeAndEntity >> Integer.SIZE), bodyLength);
        // On disk it stays, whoever records when: no need for the same owner before and after
        if (OwnerWord.state((long) WORD.getVolatile(control, OWNER_OFFSET)) == OwnerWord.OWNED) {
            counters.committed(bodyLength);
            return Commit.COMMITTED;
        }
        counters.buffered(bodyLength);
        return Commit.BUFFERED;
    }

    ProducerCounters counters() {
        return new ProducerCounters(
                counters.sum(CountersDescriptor.COMMITTED_ROWS_OFFSET),
                counters.sum(CountersDescriptor.COMMITTED_BYTES_OFFSET),
                counters.sum(CountersDescriptor.BUFFERED_ROWS_OFFSET),
                counters.sum(CountersDescriptor.BUFFERED_BYTES_OFFSET),
                (long) WORD.getVolatile(control, DROPPED_ROWS_OFFSET),
                (long) WORD.getVolatile(control, DROPPED_BYTES_OFFSET),
                (long) WORD.getVolatile(control, LET_GO_ROWS_OFFSET),
                (long) WORD.getVolatile(control, LET_GO_BYTES_OFFSET),
                (long) WORD.getVolatile(control, SPILLED_ROWS_OFFSET),
                (long) WORD.getVolatile(control, SPILLED_BYTES_OFFSET));
    }
}
