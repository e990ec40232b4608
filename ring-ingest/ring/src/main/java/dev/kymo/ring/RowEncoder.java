package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lays out one row at a time as [RowDescriptor] says: which cells go inline and which into blocks, how long
/// the body is, and then its bytes. One thread at a time; allocates only while its tables grow.
final class RowEncoder {
    private static final int FIRST_CAPACITY = 16;

    private final ArrayWriter arrays = new ArrayWriter();
    private static final int[] NO_IDS = {};
    private static final long[] NO_TIMES = {};
    private static final ArrayData[] NO_CELLS = {};

    private long idTimeNs;
    private long idInc;
    private long storeAndEntity;
    private int[] timelinesOfRow = NO_IDS;
    private long[] timeValues = NO_TIMES;
    private int[] componentsOfRow = NO_IDS;
    private ArrayData[] cellsTaken = NO_CELLS;
    private @Nullable PayloadClaim @Nullable [] claimsTaken;
    private int[] firstNodes = new int[FIRST_CAPACITY];
    private int[] firstBuffers = new int[FIRST_CAPACITY];
    private boolean[] inBlock = new boolean[FIRST_CAPACITY];
    private long[] blockPositions = new long[FIRST_CAPACITY];
    private boolean[] blockIsClaimed = new boolean[FIRST_CAPACITY];
    private int blocksHeld;
    private int blockCount;
    private int cellCount;
    private int timeCount;
    private long blockBytes;

    /// Takes a row to be measured and written, borrowed until [#forget]. See [RingProducer#commit].
    void take(
            final long rowTimeNs,
            final long rowInc,
            final long storeAndEntityIds,
            final int[] timelineIds,
            final long[] times,
            final int timesOfRow,
            final int[] componentIds,
            final ArrayData[] cells,
            final int cellsOfRow,
            final @Nullable PayloadClaim @Nullable [] claims) {
        idTimeNs = rowTimeNs;
        idInc = rowInc;
        storeAndEntity = storeAndEntityIds;
        timelinesOfRow = timelineIds;
        timeValues = times;
        timeCount = timesOfRow;
        componentsOfRow = componentIds;
        cellsTaken = cells;
        cellCount = cellsOfRow;
        claimsTaken = claims;
    }

    /// Lets go of the row's arrays, which are the caller's.
    void forget() {
        timelinesOfRow = NO_IDS;
        timeValues = NO_TIMES;
        componentsOfRow = NO_IDS;
        cellsTaken = NO_CELLS;
        claimsTaken = null;
    }

    /// The block that the caller has filled for a cell; null when it is to be copied.
    private @Nullable PayloadClaim claim(final int cell) {
        return claimsTaken == null ? null : claimsTaken[cell];
    }

    /// Store and entity id of the row, as [#pair].
    long storeAndEntity() {
        return storeAndEntity;
    }

    int timeCount() {
        return timeCount;
    }

    int timelineId(final int index) {
        return timelinesOfRow[index];
    }

    int cellCount() {
        return cellCount;
    }

    int componentId(final int index) {
        return componentsOfRow[index];
    }

    /// Measures the row taken.
    ///
    /// @param maxInlineBytes cells that bring the row's buffers to this many bytes or more go into blocks
    /// @return bytes of the row's body
    /// @throws IllegalArgumentException for cells of another type than declared, or that are not well-formed
    long measure(final Declarations declarations, final long maxInlineBytes) {
        arrays.reset();
        blockCount = 0;
        blockBytes = 0;
        grow(cellCount);
        long bodyLength = RowDescriptor.TIMES_OFFSET + (long) timeCount * RowDescriptor.TIME_LENGTH;
        long inlineBytes = 0;
        for (int i = 0; i < cellCount; i++) {
            final Datatype declared = declarations.type(componentsOfRow[i]);
            final ArrayData cell = cellsTaken[i];
            if (!isOf(cell, declared)) {
                throw new IllegalArgumentException("component=" + componentsOfRow[i] + " was declared as " + declared
                        + ", found a cell of " + cell.type());
            }
            firstNodes[i] = arrays.nodeCount();
            firstBuffers[i] = arrays.bufferCount();
            arrays.measure(cell);
            final int nodes = arrays.nodeCount() - firstNodes[i];
            final int buffers = arrays.bufferCount() - firstBuffers[i];
            final long bytes = arrays.bodyLength(firstBuffers[i], buffers, RowDescriptor.INLINE_ALIGNMENT);
            final boolean isLarge =
                    inlineBytes + bytes >= maxInlineBytes || (claim(i) != null && maxInlineBytes != Long.MAX_VALUE);
            inBlock[i] = isLarge && bytes > 0;
            bodyLength += RowDescriptor.CELL_HEADER_LENGTH + RowDescriptor.lengthsLength(nodes, buffers);
            if (inBlock[i]) {
                blockCount++;
                blockBytes += arrays.bodyLength(firstBuffers[i], buffers, RowDescriptor.BLOCK_ALIGNMENT);
                bodyLength += RowDescriptor.BLOCK_LENGTH;
            } else {
                inlineBytes += bytes;
                bodyLength += bytes;
            }
        }
        return bodyLength;
    }

    /// Mostly the very same object; comparing two types walks them.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOf(final ArrayData cell, final Datatype declared) {
        return cell.type() == declared || cell.type().equals(declared);
    }

    int blockCount() {
        return blockCount;
    }

    /// Bytes of all blocks' buffers, padding included.
    long blockBytes() {
        return blockBytes;
    }

    /// What the blocks take of the payload area, headers included.
    long areaBytes() {
        return blockBytes + (long) blockCount * PayloadDescriptor.HEADER_LENGTH;
    }

    /// Takes blocks for the large cells of the row measured, and writes them.
    ///
    /// @return whether there was room; otherwise none is held
    boolean writeBlocks(final PayloadWriter payload, final RoomMaker room) {
        blocksHeld = 0;
        if (blockCount == 0) {
            return true;
        }
        boolean written = false;
        try {
            for (int i = 0; i < cellCount; i++) {
                if (inBlock[i]) {
                    final long position = block(i, payload, room);
                    if (position == PayloadWriter.NO_ROOM) {
                        return false;
                    }
                    blockIsClaimed[blocksHeld] = claim(i) != null;
                    blockPositions[blocksHeld++] = position;
                    arrays.write(
                            cellsTaken[i],
                            firstBuffers[i],
                            payload.area(),
                            payload.buffersOffset(position),
                            RowDescriptor.BLOCK_ALIGNMENT);
                }
            }
            written = true;
            return true;
        } finally {
            if (!written) {
                releaseBlocks(payload);
            }
        }
    }

    /// @return the position of the block of a cell, or [PayloadWriter#NO_ROOM]
    private long block(final int cell, final PayloadWriter payload, final RoomMaker room) {
        final long bytes = cellBlockBytes(cell);
        final PayloadClaim claim = claim(cell);
        if (claim == null) {
            return room.allocate(bytes, PayloadDescriptor.HELD);
        }
        if (bytes > PayloadDescriptor.blockLength(claim.memory().byteSize()) - PayloadDescriptor.HEADER_LENGTH) {
            throw new IllegalArgumentException("component=" + componentsOfRow[cell] + ": " + bytes + " bytes, claimed="
                    + claim.memory().byteSize());
        }
        payload.hold(claim.position(), bytes);
        return claim.position();
    }

    /// Gives back the blocks of a row that was not logged after all; not those that the caller claimed, which may
    /// yet be read to be spilled.
    void releaseBlocks(final PayloadWriter payload) {
        for (int i = 0; i < blocksHeld; i++) {
            if (!blockIsClaimed[i]) {
                payload.release(blockPositions[i]);
            }
        }
        blocksHeld = 0;
    }

    /// The row was published: the blocks it names are no longer the caller's.
    void endClaims(final OpenClaims claims) {
        for (int i = 0; claimsTaken != null && i < cellCount; i++) {
            final PayloadClaim claim = claimsTaken[i];
            if (claim != null && inBlock[i]) {
                claims.committed(claim);
            }
        }
    }

    private long cellBlockBytes(final int index) {
        return arrays.bodyLength(
                firstBuffers[index], endBuffer(index) - firstBuffers[index], RowDescriptor.BLOCK_ALIGNMENT);
    }

    /// Writes the body of the row measured; its blocks have been written.
    ///
    /// @param body zeros from `bodyOffset` on
    void write(final MemorySegment body, final long bodyOffset) {
        writeHeader(body, bodyOffset, idTimeNs, idInc, storeAndEntity, counts(timeCount, cellCount, blockCount));
        long at = writeTimes(body, bodyOffset, timelinesOfRow, timeValues, timeCount);
        int block = 0;
        for (int i = 0; i < cellCount; i++) {
            if (inBlock[i]) {
                body.set(Layouts.LONG, at, blockPositions[block++]);
                body.set(Layouts.LONG, at + RowDescriptor.BLOCK_BYTES_OFFSET, cellBlockBytes(i));
                at += RowDescriptor.BLOCK_LENGTH;
            }
        }
        for (int i = 0; i < cellCount; i++) {
            body.set(Layouts.INT, at, componentsOfRow[i]);
            body.set(
                    Layouts.INT,
                    at + RowDescriptor.CELL_LOCATION_OFFSET,
                    inBlock[i] ? RowDescriptor.BLOCK : RowDescriptor.INLINE);
            at += RowDescriptor.CELL_HEADER_LENGTH;
            at = writeLengths(body, at, i);
            if (!inBlock[i]) {
                arrays.write(cellsTaken[i], firstBuffers[i], body, at, RowDescriptor.INLINE_ALIGNMENT);
                at += arrays.bodyLength(
                        firstBuffers[i], endBuffer(i) - firstBuffers[i], RowDescriptor.INLINE_ALIGNMENT);
            }
        }
    }

    /// Writes the first words of a body: row id, ids and counts.
    static void writeHeader(
            final MemorySegment body,
            final long offset,
            final long rowTimeNs,
            final long rowInc,
            final long storeAndEntity,
            final long counts) {
        body.set(Layouts.LONG, offset + RowDescriptor.ROW_TIME_OFFSET, rowTimeNs);
        body.set(Layouts.LONG, offset + RowDescriptor.ROW_INC_OFFSET, rowInc);
        body.set(Layouts.LONG, offset + RowDescriptor.STORE_OFFSET, storeAndEntity);
        body.set(Layouts.LONG, offset + RowDescriptor.TIME_COUNT_OFFSET, counts);
    }

    /// Two ids as they lie beside each other.
    static long pair(final int first, final int second) {
        return (first & 0xffff_ffffL) | ((long) second << Integer.SIZE);
    }

    /// The three counts as they lie beside each other.
    static long counts(final int times, final int cells, final int blocks) {
        return times | ((long) cells << Short.SIZE) | ((long) blocks << (2 * Short.SIZE));
    }

    /// @return the offset behind the times
    static long writeTimes(
            final MemorySegment body,
            final long bodyOffset,
            final int[] timelineIds,
            final long[] times,
            final int count) {
        long at = bodyOffset + RowDescriptor.TIMES_OFFSET;
        for (int i = 0; i < count; i++) {
            body.set(Layouts.LONG, at, timelineIds[i]);
            body.set(Layouts.LONG, at + RowDescriptor.TIME_VALUE_OFFSET, times[i]);
            at += RowDescriptor.TIME_LENGTH;
        }
        return at;
    }

    /// @return the offset behind the lengths and their padding
    private long writeLengths(final MemorySegment body, final long offset, final int cell) {
        final int nodes = (cell + 1 < cellCount ? firstNodes[cell + 1] : arrays.nodeCount()) - firstNodes[cell];
        final int buffers = endBuffer(cell) - firstBuffers[cell];
        arrays.writeLengths(body, offset, firstNodes[cell], nodes, firstBuffers[cell], buffers);
        return offset + RowDescriptor.lengthsLength(nodes, buffers);
    }

    private int endBuffer(final int cell) {
        return cell + 1 < cellCount ? firstBuffers[cell + 1] : arrays.bufferCount();
    }

    private void grow(final int cells) {
        if (cells > firstNodes.length) {
            final int capacity = Math.max(cells, 2 * firstNodes.length);
            firstNodes = Arrays.copyOf(firstNodes, capacity);
            firstBuffers = Arrays.copyOf(firstBuffers, capacity);
            inBlock = Arrays.copyOf(inBlock, capacity);
            blockPositions = Arrays.copyOf(blockPositions, capacity);
            blockIsClaimed = Arrays.copyOf(blockIsClaimed, capacity);
        }
    }
}
