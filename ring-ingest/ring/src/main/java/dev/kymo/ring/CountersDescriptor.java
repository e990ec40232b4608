package dev.kymo.ring;

/// The file `counters` of a producer's folder: what became of its rows, for everybody to read. Only the
/// producer writes it. Integers are little-endian and aligned.
///
/// ```text
///      0        8         12             16             20
///    0 +--------+---------+--------------+--------------+----------- ~
///      | magic  | version | answer slots | stream slots |  zeros          written once
///  128 +--------+---------+--------------+--------------+----------- ~
///      | answer slots, 128 bytes each                                 |
/// 8320 +---------------------------------------------------------------+
///      | shared answer slots, 128 bytes each                          |
///      +---------------------------------------------------------------+
///      | stream slots, 64 bytes each; behind the last the one of others |
/// 76032+---------------------------------------------------------------+
///      | how long log calls took, 8 bytes a bucket                    |
///      +---------------------------------------------------------------+
///
///   answer slot:  rows committed | bytes | rows buffered | bytes | thread
///   stream slot:  key | rows dropped | bytes | rows let go | bytes | rows spilled | bytes | reason
/// ```
///
/// An answer slot belongs to one thread (its number, not 0), which writes it with plain stores; the shared ones
/// are added to atomically by threads that have none. Sums over all slots are the producer's numbers.
///
/// A stream is a store and an entity. Its slot is the first one, from [#slotOf] on, that has its key or had none;
/// after [#MAX_PROBES] slots of other keys it counts with the others. A slot's key never changes.
///
/// Call times are counted by quarters of powers of two of nanoseconds: a sample of all calls, added to atomically. A
/// producer that does not count them leaves zeros.
public final class CountersDescriptor {
    /// `KYMOCNTR` in the order of the bytes.
    public static final long MAGIC = 0x52544E434F4D594BL;
    public static final int VERSION = ControlDescriptor.VERSION;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int ANSWER_SLOTS_OFFSET = 12;
    public static final int STREAM_SLOTS_OFFSET = 16;
    public static final int ANSWERS_OFFSET = 128;

    /// Slots of threads, a power of two.
    public static final int THREAD_SLOTS = 64;
    /// Slots of threads that have none, a power of two.
    public static final int SHARED_SLOTS = 16;
    public static final int ANSWER_SLOTS = THREAD_SLOTS + SHARED_SLOTS;
    public static final int ANSWER_SLOT_LENGTH = 128;
    public static final int COMMITTED_ROWS_OFFSET = 0;
    public static final int COMMITTED_BYTES_OFFSET = 8;
    public static final int BUFFERED_ROWS_OFFSET = 16;
    public static final int BUFFERED_BYTES_OFFSET = 24;
    public static final int THREAD_OFFSET = 32;

    /// Slots of streams, a power of two, without that of the others.
    public static final int STREAM_SLOTS = 1024;
    public static final int STREAM_SLOT_LENGTH = 64;
    public static final int MAX_PROBES = 64;
    public static final int KEY_OFFSET = 0;
    public static final int DROPPED_ROWS_OFFSET = 8;
    public static final int DROPPED_BYTES_OFFSET = 16;
    public static final int LET_GO_ROWS_OFFSET = 24;
    public static final int LET_GO_BYTES_OFFSET = 32;
    public static final int SPILLED_ROWS_OFFSET = 40;
    public static final int SPILLED_BYTES_OFFSET = 48;
    /// Why the stream's last row was dropped: a [DropReason]'s code, 0 for none.
    public static final int REASON_OFFSET = 56;

    public static final int STREAMS_OFFSET = ANSWERS_OFFSET + ANSWER_SLOTS * ANSWER_SLOT_LENGTH;
    /// Where the slot of all other streams lies.
    public static final int OTHERS_OFFSET = STREAMS_OFFSET + STREAM_SLOTS * STREAM_SLOT_LENGTH;
    /// Four for each power of two: up to a quarter of an hour.
    public static final int CALL_TIME_BUCKETS = 160;
    /// Where the first of them lies, a multiple of 128.
    public static final int CALL_TIMES_OFFSET = (OTHERS_OFFSET + STREAM_SLOT_LENGTH + 127) / 128 * 128;

    private static final int BUCKETS_A_POWER = 4;
    private static final int BUCKET_BITS = 2;

    /// Bytes of the file.
    public static final int LENGTH = 4096 * ((CALL_TIMES_OFFSET + CALL_TIME_BUCKETS * Long.BYTES + 4095) / 4096);

    private static final long FIBONACCI = 0x9E37_79B9_7F4A_7C15L;

    private CountersDescriptor() {}

    /// A stream's key: never 0.
    public static long key(final int store, final int entity) {
        return (((long) store << Integer.SIZE) | (entity & 0xffff_ffffL)) + 1;
    }

    public static int store(final long key) {
        return (int) ((key - 1) >> Integer.SIZE);
    }

    public static int entity(final long key) {
        return (int) (key - 1);
    }

    /// Where the search for a key begins, from 0 to [#STREAM_SLOTS] - 1.
    public static int slotOf(final long key) {
        return (int) ((key * FIBONACCI) >>> (Long.SIZE - Integer.numberOfTrailingZeros(STREAM_SLOTS)));
    }

    /// Which bucket counts calls of so many nanoseconds.
    public static int callTimeBucket(final long ns) {
        if (ns < BUCKETS_A_POWER) {
            return (int) Math.max(0, ns);
        }
        final int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns);
        final int quarter = (int) (ns >> (power - BUCKET_BITS)) & (BUCKETS_A_POWER - 1);
        return Math.min(CALL_TIME_BUCKETS - 1, (power - 1) * BUCKETS_A_POWER + quarter);
    }

    /// Calls of a bucket took less than so many nanoseconds.
    public static long callTimeEndNs(final int bucket) {
        if (bucket < BUCKETS_A_POWER) {
            return bucket + 1L;
        }
        final int power = bucket / BUCKETS_A_POWER + 1;
        return (BUCKETS_A_POWER + bucket % BUCKETS_A_POWER + 1L) << (power - BUCKET_BITS);
    }

    /// Where a bucket lies in the file.
    public static long callTimeOffset(final int bucket) {
        return CALL_TIMES_OFFSET + (long) bucket * Long.BYTES;
    }

    /// Where a slot lies in the file.
    public static long streamOffset(final int slot) {
        return STREAMS_OFFSET + (long) slot * STREAM_SLOT_LENGTH;
    }
}
