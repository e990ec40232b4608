package dev.kymo.ring;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// The layout of Agrona's `ManyToOneRingBuffer` (RingBufferDescriptor and RecordDescriptor there): `capacity`
/// bytes of records, a power of two, then a trailer.
///
/// ```text
///   record, at a multiple of 8            trailer, at `capacity`
///   0        4        8                   128  tail position     next byte to be claimed
///   +--------+--------+----------- ~      256  head cache        what writers last saw of the head
///   | length |  type  |  body             384  head position     next byte to be taken
///   +--------+--------+----------- ~      512  correlation ids, 640 consumer's heartbeat: not used
/// ```
///
/// `length` counts header and body, without the padding up to the next record. It is 0 where nothing was
/// claimed (whoever takes records zeroes them before it moves the head), negative while a claimed record is
/// being written, positive when it is complete. Positions only grow; `position & (capacity - 1)` is the
/// offset. Type -1 is padding at the end of a lap, 1 a row, and from 16 on a row of a form ([RowForm]): the
/// type says which.
public final class RingDescriptor {
    public static final int ALIGNMENT = 8;
    public static final int HEADER_LENGTH = 8;
    public static final int LENGTH_OFFSET = 0;
    public static final int TYPE_OFFSET = 4;
    public static final int PADDING_TYPE = -1;
    /// The type of a row's record, [RowDescriptor].
    public static final int ROW_TYPE = 1;
    /// The type of a record of the row form 0; that of form n is n more.
    public static final int FIRST_FORM_TYPE = 16;

    public static final int TAIL_OFFSET = 128;
    public static final int HEAD_CACHE_OFFSET = 256;
    public static final int HEAD_OFFSET = 384;
    public static final int TRAILER_LENGTH = 768;

    /// Atomic access to a record's length.
    public static final VarHandle LENGTH = ValueLayout.JAVA_INT.varHandle();

    private RingDescriptor() {}

    /// Whether records of that type are rows, all told or of a form.
    public static boolean isRow(final int type) {
        return type == ROW_TYPE || isOfForm(type);
    }

    /// Whether records of that type are rows of a form.
    public static boolean isOfForm(final int type) {
        return type >= FIRST_FORM_TYPE;
    }

    /// Bytes that a record of `length` takes.
    public static int aligned(final int length) {
        return length + (ALIGNMENT - 1) & -ALIGNMENT;
    }

    /// The longest record, header included: an eighth of the ring, as Agrona has it.
    public static int maxRecordLength(final long capacity) {
        return (int) (capacity / 8) + HEADER_LENGTH;
    }

    /// Both words of a record's header as one, so that neither is ever seen without the other.
    static long header(final int type, final int length) {
        return ((long) type << 32) | (length & 0xffff_ffffL);
    }
}
