package dev.kymo.store.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Memory that is kept for long, in parts of any size, such as sealed chunks in no file: parts lie one behind
/// the other in segments, so that none takes more than its bytes rounded up to a cache line.
///
/// ```text
///   segment   |part|part    |part  |part       | free |
///   the next one's pages are touched meanwhile, by a thread of its own
/// ```
///
/// A segment has one owner, this; when the last of its parts has been given back it is recycled, with its
/// pages. The first one is small, later ones grow with what is held. Counted are parts; what is free behind the
/// last part of a segment is not.
///
/// One thread; parts may be read by any.
public final class Segments implements AutoCloseable {
    private static final long FIRST_SEGMENT_BYTES = 256 << 10;
    private static final long MAX_SEGMENT_BYTES = 1L << BlockPool.MAX_CLASS_LOG2;
    /// Whoever holds so much already will need more.
    private static final long FLOWING_BYTES = 4 << 20;

    private final MemoryTag tag;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable Segment filling;
    private long heldBytes;
    private boolean isClosed;

    private static final class Segment {
        private final BlockPool.Memory memory;
        private long usedBytes;
        private int parts;

        Segment(final BlockPool.Memory memory) {
            this.memory = memory;
        }

        long freeBytes() {
            return memory.segment().byteSize() - usedBytes;
        }
    }

    public Segments(final MemoryTag tag) {
        this.tag = tag;
    }

    /// Memory for exactly `lengthBytes`, beginning at a multiple of [OffHeap#ALIGNMENT_BYTES], contents
    /// unspecified. It is the caller's until he closes the part, or this is closed.
    ///
    /// @throws MemoryLimitException when the tag's limit would be exceeded
    /// @throws OutOfMemoryError when the system has none
    public Part allocate(final long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("length=" + lengthBytes + " of a " + tag + " part");
        }
        final long bytes = lengthBytes + OffHeap.ALIGNMENT_BYTES - 1 & -(long) OffHeap.ALIGNMENT_BYTES;
        OffHeap.account(tag).take(bytes);
        try {
            final Segment segment = roomFor(bytes);
            final MemorySegment memory = segment.memory.segment().asSlice(segment.usedBytes, lengthBytes);
            segment.usedBytes += bytes;
            segment.parts++;
            heldBytes += bytes;
            return new Part(segment, memory, bytes);
        } catch (final OutOfMemoryError none) {
            OffHeap.account(tag).give(bytes);
            throw none;
        }
    }

    private Segment roomFor(final long bytes) {
        final Segment current = filling;
        if (current != null && bytes <= current.freeBytes()) {
            return current;
        }
        final long grown = Math.clamp(Long.highestOneBit(heldBytes), FIRST_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
        final long wanted = Math.max(bytes, grown);
        final Segment fresh =
                new Segment(heldBytes >= FLOWING_BYTES ? OffHeap.POOL.takeFlowing(wanted) : OffHeap.POOL.take(wanted));
        segments.add(fresh);
        filling = fresh;
        if (current != null && current.parts == 0) {
            recycle(current);
        }
        return fresh;
    }

    private void recycle(final Segment segment) {
        segments.remove(segment);
        OffHeap.POOL.give(segment.memory);
    }

    /// Gives all parts back that have not been; whoever reads one still must have left.
    @Override
    public void close() {
        isClosed = true;
        filling = null;
        segments.forEach(segment -> OffHeap.POOL.give(segment.memory));
        segments.clear();
        OffHeap.account(tag).give(heldBytes);
        heldBytes = 0;
    }

    /// Memory of one owner within a segment.
    public final class Part implements AutoCloseable {
        private final Segment segment;
        private final MemorySegment memory;
        private final long bytes;
        private boolean closed;

        private Part(final Segment segment, final MemorySegment memory, final long bytes) {
            this.segment = segment;
            this.memory = memory;
            this.bytes = bytes;
        }

        public MemorySegment segment() {
            return memory;
        }

        /// @throws IllegalStateException the second time
        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException(tag + " part of " + bytes + " bytes closed twice");
            }
            closed = true;
            if (isClosed) {
                // It went back with all the others
                return;
            }
            OffHeap.account(tag).give(bytes);
            heldBytes -= bytes;
            segment.parts--;
            if (segment.parts > 0) {
                return;
            }
            if (segment == filling) {
                segment.usedBytes = 0;
            } else {
                recycle(segment);
            }
        }
    }
}
