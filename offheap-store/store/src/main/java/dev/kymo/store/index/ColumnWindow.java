package dev.kymo.store.index;

import java.lang.foreign.MemorySegment;

/// The native memory of many columns as one segment, from the lowest address among them to the highest.
///
/// Through the columns' own segments each read would touch a segment and its scope first, two cache lines for every
/// one that is wanted. What lies between the columns is nobody's, so who reads here keeps to what was included:
/// a row is compared with the number of rows, and that with the memory, once, when it is included. What the columns'
/// segments would notice as well, that memory was given back, is the epochs' business.
final class ColumnWindow {
    private long from = Long.MAX_VALUE;
    private long to;
    private MemorySegment segment = MemorySegment.NULL;

    /// Covers what a line has addresses of.
    void include(final long[] line) {
        final long shape = line[LineDescriptor.SHAPE];
        if ((shape & LineDescriptor.ALONE) != 0) {
            return;
        }
        final long rows = LineDescriptor.rows(shape);
        include(line[LineDescriptor.TIMES], rows * Long.BYTES);
        if ((shape & LineDescriptor.BUCKETS) != 0) {
            final long span = line[LineDescriptor.LAST] - line[LineDescriptor.FIRST];
            include(line[LineDescriptor.TABLE], ((span >>> LineDescriptor.shift(shape)) + 2) * Integer.BYTES);
        }
        if ((shape & LineDescriptor.DENSE) != 0) {
            include(line[LineDescriptor.VALUES], rows * LineDescriptor.width(shape));
        }
    }

    /// Covers `[address, address + lengthBytes)` from now on.
    @SuppressWarnings("restricted")
    private void include(final long address, final long lengthBytes) {
        if (address >= from && address + lengthBytes <= to) {
            return;
        }
        from = Math.min(from, address);
        to = Math.max(to, address + lengthBytes);
        segment = MemorySegment.ofAddress(from).reinterpret(to - from).asReadOnly();
    }

    /// Offsets in it are addresses less [#base].
    MemorySegment segment() {
        return segment;
    }

    long base() {
        return from;
    }
}
