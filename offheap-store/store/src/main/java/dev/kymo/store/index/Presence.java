package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Which rows of a chunk have a component: Arrow's own bitmap, and beside it a 32-bit number for each 512 rows.
///
/// The number is the last row before those 512 that has the component. A plain count of them would take a second
/// search to get from the count to the row; this is one load and at most eight words of the bitmap.
///
/// ```text
///   bitmap   |....1..1|........|........|...1....|     . 512 rows between bars
///   before    -1       7        7        7
/// ```
final class Presence {
    static final int NO_ROW = -1;

    private static final int BLOCK_LOG2 = 9;
    private static final Presence ALL = new Presence(ArrayData.NO_BUFFER, 0, 0, null);

    private final MemorySegment bitmap;
    private final long bitmapBytes;
    /// Of the first row in the bitmap.
    private final int firstBit;
    private final int rowCount;
    private final IndexMemory.@Nullable Part before;

    private Presence(
            final MemorySegment bitmap,
            final int firstBit,
            final int rowCount,
            final IndexMemory.@Nullable Part before) {
        this.bitmap = bitmap;
        bitmapBytes = bitmap.byteSize();
        this.firstBit = firstBit;
        this.rowCount = rowCount;
        this.before = before;
    }

    /// @param lists one value per row, null where it has no such cell
    /// @param memory for the numbers; null for rows that are shown for a short time only, whose bitmap is walked
    static Presence of(final ArrayData lists, final @Nullable TableMemory memory) {
        if (lists.nullCount() == 0) {
            return ALL;
        }
        final Presence walked = new Presence(lists.validityBuffer(), lists.offset(), lists.length(), null);
        return memory == null
                ? walked
                : new Presence(walked.bitmap, walked.firstBit, walked.rowCount, walked.ranks(memory));
    }

    private IndexMemory.Part ranks(final TableMemory memory) {
        final int blocks = ((firstBit + rowCount - 1) >>> BLOCK_LOG2) - (firstBit >>> BLOCK_LOG2) + 1;
        final IndexMemory.Part ranks = memory.allocate((long) blocks * Integer.BYTES);
        int last = NO_ROW;
        for (int block = 0; block < blocks; block++) {
            ranks.block().set(Layouts.INT, ranks.at() + block * (long) Integer.BYTES, last);
            final int end = Math.min(rowCount, (((firstBit >>> BLOCK_LOG2) + block + 1) << BLOCK_LOG2) - firstBit);
            final int found = lastInBlock(end - 1);
            last = found == NO_ROW ? last : found;
        }
        return ranks;
    }

    /// Whether every row has it.
    boolean isAll() {
        return bitmapBytes == 0;
    }

    boolean has(final int row) {
        if (bitmapBytes == 0) {
            return true;
        }
        final int bit = firstBit + row;
        return (bitmap.get(ValueLayout.JAVA_BYTE, bit >> 3) >> (bit & 7) & 1) != 0;
    }

    /// The last row up to `row` that has it, or [#NO_ROW].
    int lastUpTo(final int row) {
        if (bitmapBytes == 0) {
            return row;
        }
        int found = lastInBlock(row);
        if (found != NO_ROW) {
            return found;
        }
        final int block = ((firstBit + row) >>> BLOCK_LOG2) - (firstBit >>> BLOCK_LOG2);
        final IndexMemory.Part known = before;
        if (known != null) {
            return known.block().get(Layouts.INT, known.at() + block * (long) Integer.BYTES);
        }
        for (int i = block; i > 0 && found == NO_ROW; i--) {
            found = lastInBlock((((firstBit >>> BLOCK_LOG2) + i) << BLOCK_LOG2) - firstBit - 1);
        }
        return found;
    }

    private int lastInBlock(final int row) {
        final int bit = firstBit + row;
        final int firstWord = Math.max(bit >>> BLOCK_LOG2 << BLOCK_LOG2, firstBit) >>> 6;
        int word = bit >>> 6;
        long bits = word(word) & (-1L >>> (63 - (bit & 63)));
        while (bits == 0 && --word >= firstWord) {
            bits = word(word);
        }
        if (bits == 0) {
            return NO_ROW;
        }
        final int found = (word << 6) + 63 - Long.numberOfLeadingZeros(bits) - firstBit;
        return found < 0 ? NO_ROW : found;
    }

    /// The first row from `row` on, below `end`, that has it (`isPresent`) or has not; else `end`.
    int next(final int row, final int end, final boolean isPresent) {
        if (bitmapBytes == 0) {
            return isPresent ? row : end;
        }
        int at = row;
        while (at < end) {
            final int bit = firstBit + at;
            final long word = isPresent ? word(bit >>> 6) : ~word(bit >>> 6);
            final long rest = word >>> (bit & 63);
            if (rest != 0) {
                return Math.min(end, at + Long.numberOfTrailingZeros(rest));
            }
            at += 64 - (bit & 63);
        }
        return end;
    }

    /// 64 bits; those behind the bitmap's end are 0.
    private long word(final int index) {
        final long from = (long) index * Long.BYTES;
        if (from + Long.BYTES <= bitmapBytes) {
            return bitmap.get(Layouts.LONG, from);
        }
        long bits = 0;
        for (long at = bitmapBytes - 1; at >= from; at--) {
            bits = (bits << 8) | (bitmap.get(ValueLayout.JAVA_BYTE, at) & 0xFF);
        }
        return bits;
    }
}
