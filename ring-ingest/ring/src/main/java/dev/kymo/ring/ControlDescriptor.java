package dev.kymo.ring;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// The first page of a producer's ring file. Integers are little-endian and aligned; words that different
/// sides write lie 128 bytes apart, so that no two of them share a pair of cache lines.
///
/// ```text
///      0        8          12            16     24           32              40
///    0 +--------+----------+-------------+------+------------+---------------+------------------+
///      | magic  | version  | ring offset | pid  | start (ns) | ring capacity | payload capacity |  written once
///  128 +--------+----------+-------------+------+------------+---------------+------------------+
///      | owner word | owner's pid | keep until                                                   |  both, OwnerWord
///  256 +-------------------------------------------------------------------------------------+--+
///      | consumed position | journal records taken | taken position | spill taken up to         |  owner
///  384 +--------------------------------------------------------------------------------------+-+
///      | closed | journal records committed                                                     |  producer
///  512 +----------------------------------------------------------------------------------------+
///      | payload tail                                                                           |  producer
///  640 +----------------------------------------------------------------------------------------+
///      | payload head                                                                           |  producer
///  768 +----------------------------------------------------------------------------------------+
///      | rows dropped, bytes | rows let go, bytes | rows spilled, bytes | spilled up to          |  producer
///      +----------------------------------------------------------------------------------------+
///      | zeros up to the ring's first byte at 4096                                              |
///      +----------------------------------------------------------------------------------------+
/// ```
public final class ControlDescriptor {
    /// `KYMORING` in the order of the bytes.
    public static final long MAGIC = 0x474E49524F4D594BL;
    public static final int VERSION = 3;

    public static final long MAGIC_OFFSET = 0;
    public static final long VERSION_OFFSET = 8;
    public static final long RING_OFFSET_OFFSET = 12;
    public static final long PID_OFFSET = 16;
    public static final long START_NS_OFFSET = 24;
    public static final long RING_CAPACITY_OFFSET = 32;
    public static final long PAYLOAD_CAPACITY_OFFSET = 40;

    public static final long OWNER_OFFSET = 128;
    public static final long OWNER_PID_OFFSET = 136;
    /// Rows before this position of the ring must not be let go: they were promised to a recorder.
    public static final long KEEP_UNTIL_OFFSET = 144;

    /// All before this position of the ring is done with, its rows are filed: set before the records are
    /// zeroed and the head follows, so that who takes over from a dead owner knows which records to finish and
    /// not to take again.
    public static final long CONSUMED_OFFSET = 256;
    public static final long JOURNAL_TAKEN_OFFSET = 264;
    /// All before this position of the ring has been read by the owner, and is held until its rows are filed.
    public static final long TAKEN_OFFSET = 272;

    /// All spilled rows before this [SpillDescriptor] position have been read by the owner.
    public static final long SPILL_TAKEN_OFFSET = 280;

    public static final long CLOSED_OFFSET = 384;
    public static final long JOURNAL_COMMITTED_OFFSET = 392;

    public static final long PAYLOAD_TAIL_OFFSET = 512;
    public static final long PAYLOAD_HEAD_OFFSET = 640;

    public static final long DROPPED_ROWS_OFFSET = 768;
    public static final long DROPPED_BYTES_OFFSET = 776;
    public static final long LET_GO_ROWS_OFFSET = 784;
    public static final long LET_GO_BYTES_OFFSET = 792;
    public static final long SPILLED_ROWS_OFFSET = 800;
    public static final long SPILLED_BYTES_OFFSET = 808;
    /// The [SpillDescriptor] position behind the last spilled row; 0 while none was spilled.
    public static final long SPILL_COMMITTED_OFFSET = 816;

    /// Where the ring begins in the file.
    public static final int RING_OFFSET = 4096;

    /// Atomic access to the words; coordinates are a segment and an offset.
    public static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private ControlDescriptor() {}
}
