package dev.kymo.store.ipc;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// An Arrow IPC stream as a list of parts to be written one behind the other: headers, borrowed value buffers,
/// padding. Nothing was copied for it but the headers; it is valid as long as the columns it was made from.
public final class EncodedIpc {
    private final List<MemorySegment> parts;
    private final long lengthBytes;

    EncodedIpc(final List<MemorySegment> parts) {
        this.parts = List.copyOf(parts);
        lengthBytes = parts.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    public List<MemorySegment> parts() {
        return parts;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    /// Copies all parts to the beginning of `target`, which must hold [#lengthBytes].
    public void copyTo(final MemorySegment target) {
        long at = 0;
        for (final MemorySegment part : parts) {
            MemorySegment.copy(part, 0, target, at, part.byteSize());
            at += part.byteSize();
        }
    }
}
