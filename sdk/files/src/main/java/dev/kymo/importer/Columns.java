package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Off-heap memory for columns of points.
final class Columns {
    static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    static final Datatype EXACT_POSITION = Datatype.vector(3, Datatype.FLOAT64);

    /// What Arrow asks of a buffer's start, and a cache line.
    private static final int ALIGNMENT_BYTES = 64;

    private Columns() {}

    /// Memory for `count` values, zeroed.
    ///
    /// @throws ImportException when there is not so much memory
    static MemorySegment allocate(final SourceFile file, final Arena arena, final Datatype type, final long count)
            throws ImportException {
        final long bytes = Math.multiplyExact(count, type.byteWidth());
        try {
            return arena.allocate(bytes, ALIGNMENT_BYTES);
        } catch (final OutOfMemoryError e) {
            throw new ImportException(
                    file.path(), count + " points: " + type + " needs " + bytes + " bytes of memory, not there", e);
        }
    }
}
