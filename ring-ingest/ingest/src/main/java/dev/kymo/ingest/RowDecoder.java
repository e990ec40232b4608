package dev.kymo.ingest;

import dev.kymo.ring.ArrayReader;
import dev.kymo.ring.DeclarationFormat;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.agrona.collections.LongArrayList;

/// Turns the private copy of a row's record into a row, checking every id, length, offset and count, and every
/// block of the payload area that it names. Any unchecked exception means that the record is bad.
final class RowDecoder {
    private final Names names;
    private final TimelineSets timelineSets;
    private final BlockSource payload;
    private final ArrayReader arrays = new ArrayReader();
    private final LongArrayList blocks = new LongArrayList();

    private MemorySegment body = ArrayData.NO_BUFFER;
    private long at;
    private long blockAt;
    private int blocksLeft;
    private long blockBytes;

    RowDecoder(final Names names, final BlockSource payload) {
        this.names = names;
        timelineSets = new TimelineSets(names);
        this.payload = payload;
    }

    /// When the names have been forgotten ([Names#clear]).
    void forgetNames() {
        timelineSets.clear();
    }

    StoreId store(final MemorySegment copy) {
        return names.store(copy.get(Layouts.INT, RowDescriptor.STORE_OFFSET));
    }

    /// The blocks that the row decoded last refers to.
    LongArrayList blocks() {
        return blocks;
    }

    /// Their bytes.
    long blockBytes() {
        return blockBytes;
    }

    /// @param copy the record's body, all of it, which nobody else can write to; the row's small cells are
    ///     views on it
    /// @param isStatic whether it comes from the journal: then it has no times and no blocks, and otherwise
    ///     has a time
    DataRow decode(final MemorySegment copy, final boolean isStatic) {
        body = copy;
        blocks.clear();
        blockBytes = 0;
        final RowId id = new RowId(
                copy.get(Layouts.LONG, RowDescriptor.ROW_TIME_OFFSET),
                copy.get(Layouts.LONG, RowDescriptor.ROW_INC_OFFSET));
        final int times = copy.get(Layouts.SHORT, RowDescriptor.TIME_COUNT_OFFSET);
        final int cells = copy.get(Layouts.SHORT, RowDescriptor.CELL_COUNT_OFFSET);
        blocksLeft = copy.get(Layouts.SHORT, RowDescriptor.BLOCK_COUNT_OFFSET);
        if (times < 0 || cells < 0 || blocksLeft < 0 || isStatic != (times == 0) || (isStatic && blocksLeft > 0)) {
            throw new IllegalArgumentException("row with times=" + times + ", cells=" + cells + ", blocks=" + blocksLeft
                    + (isStatic ? ", expected a static one" : ", expected one with times"));
        }
        final long leastLength = RowDescriptor.TIMES_OFFSET
                + (long) times * RowDescriptor.TIME_LENGTH
                + (long) blocksLeft * RowDescriptor.BLOCK_LENGTH
                + (long) cells * RowDescriptor.CELL_HEADER_LENGTH;
        if (leastLength > copy.byteSize()) {
            throw new IllegalArgumentException(
                    "row of " + copy.byteSize() + " bytes, its counts need at least " + leastLength);
        }
        at = RowDescriptor.TIMES_OFFSET;
        final TimePoint time = readTimes(times);
        blockAt = at;
        at += (long) blocksLeft * RowDescriptor.BLOCK_LENGTH;
        final DataCell[] read = new DataCell[cells];
        for (int i = 0; i < cells; i++) {
            read[i] = readCell();
        }
        if (at != copy.byteSize() || blocksLeft != 0) {
            throw new IllegalArgumentException(
                    "row ends at byte " + at + " of " + copy.byteSize() + " with " + blocksLeft + " blocks unused");
        }
        return new DataRow(id, names.entity(copy.get(Layouts.INT, RowDescriptor.ENTITY_OFFSET)), time, List.of(read));
    }

    private TimePoint readTimes(final int count) {
        if (count == 0) {
            return TimePoint.STATIC;
        }
        final TimePoint time = timelineSets.read(body, at, count);
        at += (long) count * RowDescriptor.TIME_LENGTH;
        return time;
    }

    private DataCell readCell() {
        final DeclarationFormat.Component component = names.component(body.get(Layouts.INT, at));
        final int location = body.get(Layouts.INT, at + RowDescriptor.CELL_LOCATION_OFFSET);
        at += RowDescriptor.CELL_HEADER_LENGTH;
        final Datatype type = component.type();
        final long lengthsAt = at;
        final int lengthsLength = RowDescriptor.lengthsLength(type.totalNodeCount(), type.totalBufferCount());
        if (lengthsLength > body.byteSize() - at) {
            throw new IllegalArgumentException(
                    type + ": lengths of " + lengthsLength + " bytes, " + (body.byteSize() - at) + " are left");
        }
        at += lengthsLength;
        if (location == RowDescriptor.INLINE) {
            final ArrayData flat = ArrayReader.readFlat(type, body, lengthsAt, at, RowDescriptor.INLINE_ALIGNMENT);
            if (flat != null) {
                at += ArrayReader.padded(flat.dataBuffer().byteSize(), RowDescriptor.INLINE_ALIGNMENT);
                return new DataCell(component.descriptor(), flat);
            }
        }
        final MemorySegment lengths = body.asSlice(lengthsAt, lengthsLength);
        final ArrayData instances = switch (location) {
            case RowDescriptor.INLINE -> readInline(type, lengths);
            case RowDescriptor.BLOCK -> readBlock(type, lengths);
            default -> throw new IllegalArgumentException("cell location " + location);
        };
        return new DataCell(component.descriptor(), instances);
    }

    private ArrayData readInline(final Datatype type, final MemorySegment lengths) {
        final long bytes = ArrayReader.bodyLength(type, lengths, RowDescriptor.INLINE_ALIGNMENT);
        if (bytes < 0 || bytes > body.byteSize() - at) {
            throw new IllegalArgumentException(
                    type + ": cell of " + bytes + " bytes, " + (body.byteSize() - at) + " are left");
        }
        final MemorySegment buffers = body.asSlice(at, bytes);
        at += bytes;
        return arrays.read(type, lengths, buffers, RingDescriptor.ALIGNMENT, false);
    }

    private ArrayData readBlock(final Datatype type, final MemorySegment lengths) {
        if (blocksLeft == 0) {
            throw new IllegalArgumentException(type + ": a cell in a block more than there are blocks");
        }
        final long position = body.get(Layouts.LONG, blockAt);
        final long bytes = body.get(Layouts.LONG, blockAt + RowDescriptor.BLOCK_BYTES_OFFSET);
        blockAt += RowDescriptor.BLOCK_LENGTH;
        blocksLeft--;
        final MemorySegment buffers = payload.block(position, bytes);
        blocks.addLong(position);
        blockBytes += bytes;
        return arrays.read(type, lengths, buffers, RowDescriptor.BLOCK_ALIGNMENT, payload.isShared());
    }
}
