package dev.kymo.rrd;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;

/// Times and counts as a manifest has them: columns over all chunks, null or 0 where a chunk has none.
final class SpanColumns {
    private final long[] starts;
    private final long[] ends;
    private final long[] counts;
    private final byte[] validity;

    SpanColumns(final int chunks) {
        starts = new long[chunks];
        ends = new long[chunks];
        counts = new long[chunks];
        validity = new byte[(chunks + 7) / 8];
    }

    /// Takes in entry `index` of `spans`.
    void take(final SpanList spans, final int index) {
        final int chunk = spans.chunk(index);
        starts[chunk] = spans.start(index);
        ends[chunk] = spans.end(index);
        counts[chunk] = spans.count(index);
        validity[chunk >> 3] |= (byte) (1 << (chunk & 7));
    }

    ArrayData starts(final Datatype type) {
        return nullable(type, starts);
    }

    ArrayData ends(final Datatype type) {
        return nullable(type, ends);
    }

    ArrayData counts() {
        return ArrayData.longs(Datatype.UINT64, counts);
    }

    private ArrayData nullable(final Datatype type, final long[] values) {
        return new ArrayData(
                type,
                0,
                values.length,
                MemorySegment.ofArray(validity),
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(values));
    }
}
