package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.IpcWriter;
import dev.kymo.store.model.ArrayData;
import java.lang.foreign.MemorySegment;

/// Whether the buffers of mapped columns begin at multiples of 64. A mapping begins at a page, so the address tells
/// where in the file a buffer is.
final class BufferAlignment {
    private BufferAlignment() {}

    static boolean isAligned(final Chunk chunk) {
        if (!isAligned(chunk.rowIds())) {
            return false;
        }
        for (final TimeColumn timeline : chunk.timelines()) {
            if (!isAligned(timeline.times())) {
                return false;
            }
        }
        for (final ComponentColumn component : chunk.components()) {
            if (!isAligned(component.lists())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAligned(final ArrayData array) {
        if (!isAligned(array.validityBuffer()) || !isAligned(array.offsetsBuffer()) || !isAligned(array.dataBuffer())) {
            return false;
        }
        for (int i = 0; i < array.childCount(); i++) {
            if (!isAligned(array.child(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAligned(final MemorySegment buffer) {
        return buffer.byteSize() == 0 || !buffer.isNative() || buffer.address() % IpcWriter.BUFFER_ALIGNMENT == 0;
    }
}
