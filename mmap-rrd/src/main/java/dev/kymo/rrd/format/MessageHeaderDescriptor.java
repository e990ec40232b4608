package dev.kymo.rrd.format;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// What stands before every message of a stream. Nothing is aligned, nothing may stand between two messages,
/// and there is no kind that readers skip: an unknown one ends the stream for them.
///
///      0                               8
///     +-------------------------------+-------------------------------+
///   0 |       kind (u64 LE)           |  payload length (u64 LE)      |
///     +-------------------------------+-------------------------------+
///  16 |  payload: protobuf ...
public final class MessageHeaderDescriptor {
    public static final int BYTES = 16;
    public static final int KIND_OFFSET = 0;
    public static final int LENGTH_OFFSET = 8;

    public static final long KIND_END = 0;
    public static final long KIND_SET_STORE_INFO = 1;
    public static final long KIND_ARROW = 2;
    public static final long KIND_BLUEPRINT_ACTIVATION = 3;

    private MessageHeaderDescriptor() {}

    public static void write(final MemorySegment target, final long offset, final long kind, final long lengthBytes) {
        target.set(Layouts.LONG, offset + KIND_OFFSET, kind);
        target.set(Layouts.LONG, offset + LENGTH_OFFSET, lengthBytes);
    }
}
