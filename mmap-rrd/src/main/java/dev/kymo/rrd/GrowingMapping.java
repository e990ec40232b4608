package dev.kymo.rrd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;

/// A file that grows at its end, seen through a few large windows that are mapped ahead of it: one mapping per
/// chunk would run into the system's limit of mappings and cost a system call each.
///
/// One thread maps more; any thread looks at what is mapped.
final class GrowingMapping implements AutoCloseable {
    private static final long PAGE_BYTES = 4096;

    private final Path path;
    private final long windowBytes;
    private final Arena arena = Arena.ofShared();
    private final int descriptor;
    /// By offset. Volatile: a window is mapped before it can be found.
    private volatile Window[] windows = {};

    private record Window(long offset, MemorySegment bytes) {
        private boolean has(final long at, final long lengthBytes) {
            return at >= offset && at + lengthBytes <= offset + bytes.byteSize();
        }
    }

    /// @param descriptor borrowed; must stay open until [#close]
    /// @param windowBytes address space per window, a multiple of the page size; it costs memory only where it
    ///     is read
    GrowingMapping(final Path path, final int descriptor, final long windowBytes) {
        this.path = path;
        this.descriptor = descriptor;
        this.windowBytes = windowBytes;
    }

    /// Maps the bytes at `at`, so that [#view] has them. The mapping thread.
    ///
    /// @param at not before an earlier call's
    void cover(final long at, final long lengthBytes) throws IOException {
        final Window[] known = windows;
        if (known.length > 0 && known[known.length - 1].has(at, lengthBytes)) {
            return;
        }
        final long offset = at & -PAGE_BYTES;
        final long wanted = at + lengthBytes - offset;
        final long bytes = Math.max(windowBytes, Math.ceilDiv(wanted, windowBytes) * windowBytes);
        final Window[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new Window(offset, NativeMemory.map(descriptor, path, offset, bytes, arena));
        windows = more;
    }

    /// Bytes that the file has and that are mapped; valid until [#close]. Any thread.
    ///
    /// @throws IllegalArgumentException when they are not mapped
    MemorySegment view(final long at, final long lengthBytes) {
        final Window[] known = windows;
        for (int i = known.length - 1; i >= 0; i--) {
            if (known[i].has(at, lengthBytes)) {
                return known[i].bytes.asSlice(at - known[i].offset, lengthBytes);
            }
        }
        throw new IllegalArgumentException(
                path + ": byte " + at + ": " + lengthBytes + " bytes from here on are not mapped");
    }

    @Override
    public void close() {
        arena.close();
    }
}
