package dev.kymo.ring;

/// The body of a row's record in the ring, and of a static row in the journal. Little-endian; the body begins
/// at a multiple of 8.
///
/// ```text
///   0         8        16      20       24      26      28        30     32
///   +---------+--------+-------+--------+-------+-------+---------+------+
///   | time ns |  inc   | store | entity | times | cells | blocks  |  0   |   row id, ids, three counts
///   +---------+--------+-------+--------+-------+-------+---------+------+
///   | timeline id (i32), 0 (i32), time (i64)            |  for each time
///   +---------------------------------------------------+
///   | position (i64), bytes (i64)                       |  for each block of the payload area: PayloadDescriptor
///   +---------------------------------------------------+
///   cell: +------------------+----------------------------+
///         | component id i32 | location i32: INLINE/BLOCK |
///         +------------------+----------------------------+
///         | length of each node (i32), depth first        |
///         | bytes of each buffer (i32), depth first       |  0 to the next multiple of 8
///         +-----------------------------------------------+
///         | INLINE: the buffers, each padded to 8         |
///         | BLOCK: nothing; the next block has them,      |
///         |        each padded to 64                      |
///         +-----------------------------------------------+
/// ```
///
/// How many nodes and buffers a cell has follows from the component's declared datatype. Buffers come in
/// Arrow's order: validity, offsets, data, and for a dense union type ids, offsets; a missing validity has 0
/// bytes.
public final class RowDescriptor {
    public static final int ROW_TIME_OFFSET = 0;
    public static final int ROW_INC_OFFSET = 8;
    public static final int STORE_OFFSET = 16;
    public static final int ENTITY_OFFSET = 20;
    public static final int TIME_COUNT_OFFSET = 24;
    public static final int CELL_COUNT_OFFSET = 26;
    public static final int BLOCK_COUNT_OFFSET = 28;
    public static final int TIMES_OFFSET = 32;

    /// One time: timeline id, zero, time.
    public static final int TIME_LENGTH = 16;
    public static final int TIME_VALUE_OFFSET = 8;
    /// One block: position, bytes.
    public static final int BLOCK_LENGTH = 16;
    public static final int BLOCK_BYTES_OFFSET = 8;
    /// A cell's component id and location.
    public static final int CELL_HEADER_LENGTH = 8;
    public static final int CELL_LOCATION_OFFSET = 4;

    public static final int INLINE = 0;
    public static final int BLOCK = 1;

    public static final int INLINE_ALIGNMENT = 8;
    public static final int BLOCK_ALIGNMENT = 64;
    /// The most times, and the most cells, a row has.
    public static final int MAX_COUNT = Short.MAX_VALUE;
    /// Cells whose bytes (together with those of the cells before them) reach this many go to the payload
    /// area.
    public static final int MAX_INLINE_BYTES = 4096;

    private RowDescriptor() {}

    /// Bytes that the node and buffer lengths of a cell take.
    public static int lengthsLength(final int nodeCount, final int bufferCount) {
        return RingDescriptor.aligned((nodeCount + bufferCount) * Integer.BYTES);
    }
}
