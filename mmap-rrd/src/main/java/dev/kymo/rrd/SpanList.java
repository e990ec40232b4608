package dev.kymo.rrd;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;

/// Times and counts of those chunks that have any, as columns over all chunks. Kept sparse: a recording has many
/// components and each chunk only a few of them.
final class SpanList {
    private final LongList chunks = new LongList();
    private final LongList starts = new LongList();
    private final LongList ends = new LongList();
    private final LongList counts = new LongList();

    void add(final int chunk, final long start, final long end, final long count) {
        if (chunks.size() > 0 && chunks.get(chunks.size() - 1) == chunk) {
            // Two components of one chunk whose names differ only in what column names can't hold.
            return;
        }
        chunks.add(chunk);
        starts.add(start);
        ends.add(end);
        counts.add(count);
    }

    ArrayData starts(final Datatype type, final int length) {
        return nullable(type, starts, length);
    }

    ArrayData ends(final Datatype type, final int length) {
        return nullable(type, ends, length);
    }

    /// 0 where a chunk has none.
    ArrayData counts(final int length) {
        final long[] values = new long[length];
        for (int i = 0; i < chunks.size(); i++) {
            values[(int) chunks.get(i)] = counts.get(i);
        }
        return ArrayData.longs(Datatype.UINT64, values);
    }

    private ArrayData nullable(final Datatype type, final LongList times, final int length) {
        final long[] values = new long[length];
        final byte[] validity = new byte[(length + 7) / 8];
        for (int i = 0; i < chunks.size(); i++) {
            final int chunk = (int) chunks.get(i);
            values[chunk] = times.get(i);
            validity[chunk >> 3] |= (byte) (1 << (chunk & 7));
        }
        return new ArrayData(
                type, 0, length, MemorySegment.ofArray(validity), ArrayData.NO_BUFFER, MemorySegment.ofArray(values));
    }
}
