package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.CONSUMED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.agrona.collections.LongArrayList;

/// Takes records out of a ring: copies them first, and gives their memory back only when told that their
/// rows are filed.
///
/// ```text
///        head              position          tail
///   -----+-------- held ------+---- waiting ---+-----
/// ```
///
/// (Agrona's own reader zeroes records before anybody could have filed them, which is why this is not it.)
final class RingReader {
    /// No complete record is there.
    static final int NOTHING = 0;

    private final MemorySegment control;
    private final MemorySegment ring;
    private final PayloadReader payload;
    private final RingRecords records;
    private final Names names;
    private final long capacity;
    /// Memory of our own: what is checked here cannot change any more.
    private final MemorySegment copy;

    private final HeldRecords held;
    private long head;
    private long position;
    private long publishedPosition;

    /// @param names what the journal has declared, for rows of a form
    /// @param copy room for the longest record's body
    RingReader(
            final MemorySegment control,
            final MemorySegment ring,
            final PayloadReader payload,
            final Names names,
            final MemorySegment copy) {
        this.control = control;
        this.ring = ring;
        this.payload = payload;
        this.names = names;
        this.copy = copy;
        records = new RingRecords(ring);
        capacity = records.capacity();
        held = new HeldRecords(capacity);
    }

    /// Begins where the last owner stopped, and finishes giving back what that one had said it was done with.
    void begin() {
        head = (long) WORD.getVolatile(ring, capacity + RingDescriptor.HEAD_OFFSET);
        final long consumed = (long) WORD.getVolatile(control, CONSUMED_OFFSET);
        final long tail = tail();
        if (head < 0 || head % RingDescriptor.ALIGNMENT != 0 || tail < head || tail - head > capacity) {
            throw new IllegalArgumentException("ring of " + capacity + " bytes: head=" + head + ", tail=" + tail);
        }
        if (consumed < head || consumed > tail || consumed % RingDescriptor.ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "ring: consumed=" + consumed + ", expected from head=" + head + " to tail=" + tail);
        }
        position = head;
        while (position < consumed && isComplete()) {
            releaseBlocks();
            position += RingDescriptor.aligned(checkedLength(length()));
        }
        position = consumed;
        zeroUpTo(consumed);
        publishedPosition = position;
        WORD.setVolatile(control, TAKEN_OFFSET, position);
    }

    /// Before it all memory has been given back; a position that only grows.
    long head() {
        return head;
    }

    /// Where reading is, a position that only grows.
    long position() {
        return position;
    }

    /// Bytes read and not yet given back.
    long heldBytes() {
        return position - head;
    }

    /// Bytes of payload blocks of the rows read and not yet given back.
    long heldBlockBytes() {
        return held.blockBytes();
    }

    /// The mark that must be filed for so many bytes of the ring, and so many of blocks, to be given back.
    long markOfOldest(final long ringBytes, final long blockBytes) {
        return held.markOfOldest(head, ringBytes, blockBytes);
    }

    long capacity() {
        return capacity;
    }

    /// Next position that producers will claim.
    long tail() {
        return records.tail();
    }

    /// Goes over padding to the next complete row.
    ///
    /// @return the bytes of its record, or [#NOTHING]
    int next() {
        while (position - head < capacity) {
            final int length = length();
            if (length <= 0) {
                return NOTHING;
            }
            final int checked = checkedLength(length);
            final int type = type();
            if (RingDescriptor.isRow(type)) {
                return checked;
            }
            if (type != RingDescriptor.PADDING_TYPE) {
                throw new IllegalArgumentException("record of type " + type);
            }
            position += RingDescriptor.aligned(checked);
        }
        return NOTHING;
    }

    /// Whether the record at the position is a row of a form that is not known yet: then its declaration is
    /// in the journal, and must be read before [#copyBody].
    boolean isOfUnknownForm() {
        final int type = type();
        return RingDescriptor.isOfForm(type) && !names.hasForm(type - RingDescriptor.FIRST_FORM_TYPE);
    }

    /// Copies the body of the record at the position to the beginning of the private memory, where the next
    /// call overwrites it. That of a row of a form becomes one that is all told ([RowDescriptor]).
    ///
    /// @return the body's bytes
    int copyBody(final int recordLength) {
        final int type = type();
        return RingDescriptor.isOfForm(type)
                ? records.copyBody(position, recordLength, names.form(type - RingDescriptor.FIRST_FORM_TYPE), copy)
                : records.copyBody(position, recordLength, copy);
    }

    /// What [#copyBody] has copied.
    MemorySegment body(final int bodyLength) {
        return copy.asSlice(0, bodyLength);
    }

    /// Both in one.
    MemorySegment copy(final int recordLength) {
        return body(copyBody(recordLength));
    }

    /// Goes over the record, holding its memory and `blocks` until [#giveBack] is told that `mark` is filed.
    void advance(final int recordLength, final long mark, final LongArrayList blocks, final long blockBytes) {
        final long end = position + RingDescriptor.aligned(recordLength);
        held.add(position, end, mark, blocks, blockBytes);
        position = end;
    }

    /// Tells the producer how far reading is.
    void publishPosition() {
        if (position != publishedPosition) {
            publishedPosition = position;
            // Pairs with the volatile read in RingProducer.flush
            WORD.setVolatile(control, TAKEN_OFFSET, position);
        }
    }

    /// Gives back what was read up to a mark that is filed. In this order, which [#begin] relies on: say so,
    /// release blocks, zero, move the head.
    void giveBack(final long filedMark) {
        if (position == head) {
            return;
        }
        final long end = held.dropFiled(filedMark, head);
        // Behind the last row there may be padding
        final long to = held.isEmpty() ? position : end;
        if (to == head) {
            return;
        }
        WORD.setVolatile(control, CONSUMED_OFFSET, to);
        // Followers: whoever sees anything of what comes now also sees that the records are done with
        VarHandle.storeStoreFence();
        while (held.hasFreedBlock()) {
            payload.release(held.nextFreedBlock());
        }
        zeroUpTo(to);
    }

    private void zeroUpTo(final long end) {
        final long from = head & capacity - 1;
        final long length = end - head;
        final long first = Math.min(length, capacity - from);
        ring.asSlice(from, first).fill((byte) 0);
        ring.asSlice(0, length - first).fill((byte) 0);
        // Pairs with the writers' volatile read: the bytes are zero before they are claimed again
        WORD.setRelease(ring, capacity + RingDescriptor.HEAD_OFFSET, end);
        head = end;
    }

    /// Goes over what a dead producer has claimed and not finished: a record with a negative length, or
    /// zeros where not even that was written. Zeros end at the next record's header, whose type and length
    /// are never both 0.
    ///
    /// @return whether something was skipped
    boolean skipUnfinished() {
        final long tail = tail();
        if (position >= tail || tail - head > capacity) {
            return false;
        }
        final int length = length();
        if (length > 0) {
            return false;
        }
        position = records.unfinishedEnd(position, length, tail);
        return true;
    }

    /// Adds the ids of all rows that wait, without reading them in earnest. Records that are not finished
    /// are gone over whoever wrote them; what is found behind may then be no row's id, which does no harm.
    void addWaiting(final RowIdSet ids) {
        final long from = position;
        try {
            while (position < tail()) {
                final int length = next();
                if (length >= RingDescriptor.HEADER_LENGTH + RowDescriptor.STORE_OFFSET) {
                    final long body = index() + RingDescriptor.HEADER_LENGTH;
                    ids.add(
                            ring.get(Layouts.LONG, body + RowDescriptor.ROW_TIME_OFFSET),
                            ring.get(Layouts.LONG, body + RowDescriptor.ROW_INC_OFFSET));
                }
                if (length != NOTHING) {
                    position += RingDescriptor.aligned(length);
                } else if (!skipUnfinished()) {
                    break;
                }
            }
        } catch (final IllegalArgumentException notSound) {
            // Reading in earnest finds it again and says so
        } finally {
            position = from;
        }
    }

    private long index() {
        return position & capacity - 1;
    }

    private boolean isComplete() {
        return length() > 0;
    }

    private int length() {
        return records.length(position);
    }

    private int type() {
        return records.type(position);
    }

    private int checkedLength(final int length) {
        return records.checkedLength(position, length);
    }

    private void releaseBlocks() {
        if (type() != RingDescriptor.ROW_TYPE) {
            return;
        }
        final MemorySegment body = copy(checkedLength(length()));
        final int times = body.get(Layouts.SHORT, RowDescriptor.TIME_COUNT_OFFSET);
        final int blocks = body.get(Layouts.SHORT, RowDescriptor.BLOCK_COUNT_OFFSET);
        final long first = RowDescriptor.TIMES_OFFSET + (long) times * RowDescriptor.TIME_LENGTH;
        for (int i = 0; i < blocks; i++) {
            payload.release(body.get(Layouts.LONG, first + (long) i * RowDescriptor.BLOCK_LENGTH));
        }
    }
}
