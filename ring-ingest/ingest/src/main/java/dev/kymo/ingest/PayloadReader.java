package dev.kymo.ingest;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.PayloadDescriptor;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;

/// Finds and releases blocks in a producer's payload area.
final class PayloadReader implements BlockSource {
    private final MemorySegment area;
    private final MemorySegment readOnlyArea;

    PayloadReader(final MemorySegment area) {
        this.area = area;
        readOnlyArea = area.asReadOnly();
    }

    /// The buffers of a held block, as they lie: another process can still write there.
    ///
    /// @throws IllegalArgumentException when there is no such block
    @Override
    public MemorySegment block(final long position, final long bytes) {
        final long offset = checkedOffset(position);
        final long length = PayloadDescriptor.blockLength(bytes);
        final long room = area.byteSize() - offset;
        final long mark = mark(offset);
        final long foundLength = area.get(Layouts.LONG, offset + PayloadDescriptor.LENGTH_OFFSET);
        final long state = state(offset);
        if (bytes < 0
                || length < 0
                || length > room
                || foundLength != length
                || mark != PayloadDescriptor.mark(position)
                || state != PayloadDescriptor.HELD) {
            throw new IllegalArgumentException("payload block at position " + position + ": expected " + length
                    + " bytes held, at most " + room + "; found " + foundLength + " bytes, mark " + mark + ", state "
                    + state);
        }
        return readOnlyArea.asSlice(offset + PayloadDescriptor.HEADER_LENGTH, bytes);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /// Gives a block back to the producer. Done twice it does nothing.
    void release(final long position) {
        final long offset = checkedOffset(position);
        if (mark(offset) == PayloadDescriptor.mark(position) && state(offset) == PayloadDescriptor.HELD) {
            // Pairs with the producer's acquire: our reads of the block are over before it is handed out again
            ControlDescriptor.WORD.setRelease(
                    area, offset + PayloadDescriptor.STATE_OFFSET, PayloadDescriptor.RELEASED);
        }
    }

    private long checkedOffset(final long position) {
        if (position < 0 || position % PayloadDescriptor.ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "payload position " + position + ", expected a multiple of " + PayloadDescriptor.ALIGNMENT);
        }
        return position % area.byteSize();
    }

    private long mark(final long offset) {
        return (long) ControlDescriptor.WORD.getAcquire(area, offset + PayloadDescriptor.MARK_OFFSET);
    }

    private long state(final long offset) {
        return (long) ControlDescriptor.WORD.getAcquire(area, offset + PayloadDescriptor.STATE_OFFSET);
    }
}
