package dev.kymo.ring;

/// A block of the payload area. Blocks lie one behind the other at multiples of 64, each at `position %
/// capacity` of a position that only grows; none goes over the end of the area (a released block fills what is
/// left there).
///
/// ```text
///   0             8         16       24                       64
///   +-------------+---------+--------+------------------------+---------------------- ~
///   | position | 1|  length | state  |  zeros                 |  buffers, each at a multiple of 64
///   +-------------+---------+--------+------------------------+---------------------- ~
/// ```
///
/// `length` counts header and buffers and is a multiple of 64. The first word is stored last, with release:
/// where it does not name the expected position, the block has not been made yet. The lowest bit tells
/// position 0 from fresh memory. A block is made CLAIMED, for a caller who fills it himself, or HELD. CLAIMED goes to
/// HELD
/// before the row that names the block is published, or to RELEASED when there will be no such row: no row ever names
/// a block that is CLAIMED. HELD goes to RELEASED once, stored with release by whoever
/// owns the ring when it has done with the row; the producer alone moves the area's head over released blocks,
/// in order.
public final class PayloadDescriptor {
    public static final int MARK_OFFSET = 0;
    public static final int LENGTH_OFFSET = 8;
    public static final int STATE_OFFSET = 16;
    public static final int HEADER_LENGTH = 64;
    public static final int ALIGNMENT = 64;

    public static final long HELD = 1;
    public static final long RELEASED = 2;
    public static final long CLAIMED = 3;

    private PayloadDescriptor() {}

    /// The first word of the block at `position`.
    public static long mark(final long position) {
        return position | 1;
    }

    /// Length of a block for buffers of `bytes` bytes.
    public static long blockLength(final long bytes) {
        return HEADER_LENGTH + (bytes + (ALIGNMENT - 1) & -ALIGNMENT);
    }
}
