package dev.kymo.rrd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A file that grows at its end, seen through a few large windows that are mapped ahead of it: one mapping per
/// chunk would run into the system's limit of mappings and cost a system call each.
final class GrowingMapping implements AutoCloseable {
    private final Path path;
    private final long windowBytes;
    private final Arena arena = Arena.ofShared();
    private final int descriptor;
    private long windowOffset;
    private MemorySegment window = MemorySegment.NULL;

    /// @param descriptor borrowed; must stay open until [#close]
    /// @param windowBytes address space per window, a multiple of the page size; it costs memory only where it
    ///     is read
    GrowingMapping(final Path path, final int descriptor, final long windowBytes) {
        this.path = path;
        this.descriptor = descriptor;
        this.windowBytes = windowBytes;
    }

    /// The bytes at `offset`, which the file must have already; valid until [#close].
    ///
    /// @param offset a multiple of the page size, not before an earlier call's
    MemorySegment view(final long offset, final long lengthBytes) throws IOException {
        if (offset < windowOffset || offset + lengthBytes > windowOffset + window.byteSize()) {
            final long bytes = Math.max(windowBytes, Math.ceilDiv(lengthBytes, windowBytes) * windowBytes);
            window = NativeMemory.map(descriptor, path, offset, bytes, arena);
            windowOffset = offset;
        }
        return window.asSlice(offset - windowOffset, lengthBytes);
    }

    @Override
    public void close() {
        arena.close();
    }
}
