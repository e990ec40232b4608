package dev.kymo.ring;

/// Segments of rows that found no room in shared memory: files `<pid>-<start>-<n>.spill` (n is 0, 1, 2 …) in the
/// spill folder, beside `<pid>-<start>.lock`, which the producer holds locked while it lives. `<pid>-<start>` is
/// the name of its folder in shared memory without `p-`. Little-endian.
///
/// ```text
///   file:    0       8         12      16    24           32           40            44          48
///            +-------+---------+-------+-----+------------+------------+-------------+-----------+
///            | magic | version | index | pid | start (ns) | filed mark | home length |     0     |
///            +-------+---------+-------+-----+------------+------------+-------------+-----------+
///            | home: the folder of all rings that the producer has its own in (UTF-8), zeros to a multiple of 8
///            +--------------------------------------------------------------------------------------------- ~
///            | records
///   record:  0      4             8           12    16
///            +------+-------------+-----------+-----+---------------------- ~
///            | kind | body length |  CRC32C   |  0  |  body, padded to 8
///            +------+-------------+-----------+-----+---------------------- ~
/// ```
///
/// Kinds 1 to 5 are those of the journal ([JournalDescriptor]); kind 6 is a row with times ([RowDescriptor]), all
/// cells inline. The CRC32C is of the record's first 8 bytes and its body. A segment repeats each declaration that
/// its rows use, before the first row that does, with the producer's ids: so it can be read without the journal,
/// and ids come in any order.
///
/// The producer appends declarations and row with one write, and writes nothing else; a segment whose last record
/// is not whole ends before it. Only the recorder changes the filed mark (i64): all records before this byte of
/// the file are filed, 0 standing for the first record.
///
/// A *position* is `n << 32 | byte of the segment`.
public final class SpillDescriptor {
    /// `KYMOSPIL` in the order of the bytes.
    public static final long MAGIC = 0x4C495053_4F4D594BL;
    public static final int VERSION = 1;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int INDEX_OFFSET = 12;
    public static final int PID_OFFSET = 16;
    public static final int START_NS_OFFSET = 24;
    public static final int FILED_OFFSET = 32;
    public static final int HOME_LENGTH_OFFSET = 40;
    public static final int HEADER_LENGTH = 48;
    /// The most bytes of a home.
    public static final int MAX_HOME_LENGTH = 4096;

    public static final int KIND_OFFSET = 0;
    public static final int LENGTH_OFFSET = 4;
    public static final int CRC_OFFSET = 8;
    /// What of the header the checksum covers.
    public static final int CHECKED_HEADER_LENGTH = 8;
    public static final int RECORD_HEADER_LENGTH = 16;
    /// A row with times.
    public static final int ROW = 6;

    /// The longest body of a record.
    public static final int MAX_BODY_LENGTH = 256 << 20;
    /// A segment that has reached this many bytes gets no further record.
    public static final long SEGMENT_BYTES = 64L << 20;
    /// A segment is never longer than this.
    public static final long MAX_SEGMENT_BYTES = 1L << 31;

    /// What a recorder reads ahead of the filed mark, at most, before the record that goes beyond it.
    public static final long WINDOW_BYTES = 8L << 20;
    /// The same in rows.
    public static final int WINDOW_ROWS = 1 << 16;

    /// In a producer's folder in shared memory: the path of its spill folder.
    public static final String POINTER = "spill";

    public static final String SEGMENT_SUFFIX = ".spill";
    public static final String LOCK_SUFFIX = ".lock";

    private SpillDescriptor() {}

    /// The name of a segment of `group`, which is `<pid>-<start>`.
    public static String segment(final String group, final int index) {
        return group + "-" + index + SEGMENT_SUFFIX;
    }

    public static String lock(final String group) {
        return group + LOCK_SUFFIX;
    }

    /// The group of a producer whose folder in shared memory has this name.
    public static String group(final String producerFolder) {
        return producerFolder.substring(ProducerFiles.FOLDER_PREFIX.length());
    }

    public static long position(final int index, final long offset) {
        return (long) index << Integer.SIZE | offset;
    }

    /// Bytes that something of `length` takes, up to a multiple of 8.
    public static long aligned(final long length) {
        return length + (RingDescriptor.ALIGNMENT - 1) & -RingDescriptor.ALIGNMENT;
    }
}
