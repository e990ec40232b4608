package dev.kymo.ingest;

import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongArrayQueue;

/// What was read of a ring and is still held, oldest first: each entry is a run of records, with the sink's
/// mark after the last of them. Small rows share an entry, so that there are at most some thousands; a row
/// with blocks has its own.
final class HeldRecords {
    /// A run of small rows ends after this fraction of the ring.
    private static final int SPAN_FRACTION = 1024;

    private final long spanBytes;
    private final LongArrayQueue marks = new LongArrayQueue();
    private final LongArrayQueue ends = new LongArrayQueue();
    private final LongArrayQueue blockCounts = new LongArrayQueue();
    private final LongArrayQueue blockByteCounts = new LongArrayQueue();
    private final LongArrayQueue blocks = new LongArrayQueue();
    private long blockBytes;
    private long freedBlocks;

    /// The youngest entry, which may still grow; there when its end is beyond its start.
    private long youngestStart;
    private long youngestEnd;
    private long youngestMark;

    HeldRecords(final long capacity) {
        spanBytes = capacity / SPAN_FRACTION;
    }

    /// @param start the position of the record (or of padding before it)
    /// @param mark the sink's after it took the row
    void add(
            final long start,
            final long end,
            final long mark,
            final LongArrayList recordBlocks,
            final long recordBlockBytes) {
        final boolean hasBlocks = !recordBlocks.isEmpty();
        if (hasYoungest() && (hasBlocks || end - youngestStart > spanBytes)) {
            push(youngestMark, youngestEnd, 0, 0);
            youngestEnd = youngestStart;
        }
        if (hasBlocks) {
            for (int i = 0; i < recordBlocks.size(); i++) {
                blocks.addLong(recordBlocks.getLong(i));
            }
            blockBytes += recordBlockBytes;
            push(mark, end, recordBlocks.size(), recordBlockBytes);
            return;
        }
        if (!hasYoungest()) {
            youngestStart = start;
        }
        youngestEnd = end;
        youngestMark = mark;
    }

    private boolean hasYoungest() {
        return youngestEnd > youngestStart;
    }

    private void push(final long mark, final long end, final long blockCount, final long bytes) {
        marks.addLong(mark);
        ends.addLong(end);
        blockCounts.addLong(blockCount);
        blockByteCounts.addLong(bytes);
    }

    boolean isEmpty() {
        return marks.isEmpty() && !hasYoungest();
    }

    /// Bytes of payload blocks held.
    long blockBytes() {
        return blockBytes;
    }

    /// The mark of the first entry with which, and with all before it, so many bytes are freed; of the last if not
    /// with it either.
    ///
    /// @param start where the oldest entry begins
    long markOfOldest(final long start, final long ringBytes, final long bytesInBlocks) {
        final LongArrayQueue.LongIterator eachEnd = ends.iterator();
        final LongArrayQueue.LongIterator eachBlockBytes = blockByteCounts.iterator();
        final LongArrayQueue.LongIterator eachMark = marks.iterator();
        long mark = youngestMark;
        long blocksSoFar = 0;
        while (eachMark.hasNext()) {
            mark = eachMark.nextValue();
            blocksSoFar += eachBlockBytes.nextValue();
            if (eachEnd.nextValue() - start >= ringBytes && blocksSoFar >= bytesInBlocks) {
                return mark;
            }
        }
        return hasYoungest() ? youngestMark : mark;
    }

    /// Drops the entries up to a mark. Their blocks wait in [#nextFreedBlock].
    ///
    /// @param start where the oldest entry begins
    /// @return where the youngest dropped entry ends, or `start`
    long dropFiled(final long filedMark, final long start) {
        long end = start;
        while (!marks.isEmpty() && marks.peekLong() <= filedMark) {
            marks.pollLong();
            end = ends.pollLong();
            freedBlocks += blockCounts.pollLong();
            blockBytes -= blockByteCounts.pollLong();
        }
        if (marks.isEmpty() && hasYoungest() && youngestMark <= filedMark) {
            end = youngestEnd;
            youngestStart = youngestEnd;
        }
        return end;
    }

    boolean hasFreedBlock() {
        return freedBlocks > 0;
    }

    /// The next block of the entries dropped.
    long nextFreedBlock() {
        freedBlocks--;
        return blocks.pollLong();
    }
}
