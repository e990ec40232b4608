package dev.kymo.store.chunk;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A growing off-heap column of any datatype that takes windows of other arrays.
///
/// One writer. Readers may hold views of the values appended before a release/acquire hand-over of the count
/// (see [OpenChunk]): a buffer that has to grow is copied and replaced, and the old one stays until [#close],
/// so a view never moves; the replacement is published volatile, so whoever sees it sees its contents.
final class ArrayBuilder implements AutoCloseable {
    private static final int FIRST_VALUES = 16;

    private final Datatype type;
    private final MemoryTag tag;
    private final ArrayBuilder[] children;
    private final List<OffHeap.Block> blocks = new ArrayList<>();
    private volatile MemorySegment validity = ArrayData.NO_BUFFER;
    private volatile MemorySegment offsets = ArrayData.NO_BUFFER;
    private volatile MemorySegment data = ArrayData.NO_BUFFER;
    private int length;
    private long dataBytes;
    private long heldBytes;

    ArrayBuilder(final Datatype type, final MemoryTag tag) {
        if (type.hasOffsets() && type.offsetWidth() != Integer.BYTES) {
            throw new IllegalArgumentException(type + " can't be appended to: use 32-bit offsets");
        }
        this.type = type;
        this.tag = tag;
        children = new ArrayBuilder[type.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = new ArrayBuilder(type.children().get(i).type(), tag);
        }
    }

    int length() {
        return length;
    }

    /// Bytes of memory held, replaced buffers included.
    long heldBytes() {
        long sum = heldBytes;
        for (final ArrayBuilder child : children) {
            sum += child.heldBytes();
        }
        return sum;
    }

    /// Appends all values of `source`, whose type is this column's.
    void append(final ArrayData source) {
        final int count = source.length();
        appendValidity(source, count);
        switch (type.kind()) {
            case NULL -> {}
            case BOOL -> appendBits(source, count);
            case UTF8, BINARY -> appendBytes(source, count);
            case LIST -> {
                final int from = source.valueOffset(0);
                appendOffsets(source, count, children[0].length - from);
                children[0].append(source.child(0).slice(from, source.valueOffset(count) - from));
            }
            case FIXED_SIZE_LIST ->
                children[0].append(source.child(0).slice(source.offset() * type.size(), count * type.size()));
            case STRUCT -> {
                for (int i = 0; i < children.length; i++) {
                    children[i].append(source.structField(i));
                }
            }
            case DENSE_UNION -> appendUnion(source, count);
            default -> appendFixed(source, count);
        }
        length += count;
    }

    /// Appends one value to a column of 64-bit integers without nulls.
    void appendLong(final long value) {
        data = grown(data, (length + 1L) * Long.BYTES, (long) length * Long.BYTES);
        data.set(Layouts.LONG, (long) length * Long.BYTES, value);
        length++;
    }

    /// Appends one value to a column of row ids.
    void appendRowId(final RowId id) {
        data = grown(data, (length + 1L) * RowId.BYTES, (long) length * RowId.BYTES);
        id.write(data, (long) length * RowId.BYTES);
        length++;
    }

    /// Appends one list that holds all of `items`. Only for list columns.
    void appendList(final ArrayData items) {
        ensureOffsets(length + 1);
        markPresent(1);
        children[0].append(items);
        offsets.set(Layouts.INT, (length + 1) * 4L, children[0].length);
        length++;
    }

    void appendNulls(final int count) {
        if (type.hasValidity()) {
            ensureValidity(length + count);
            setBits(validity, length, count, false);
        }
        switch (type.kind()) {
            case NULL -> {}
            case BOOL -> data = grown(data, (length + count + 7L) / 8, (length + 7L) / 8);
            case UTF8, BINARY, LIST -> {
                ensureOffsets(length + count);
                final int end = offsets.get(Layouts.INT, length * 4L);
                for (int i = 1; i <= count; i++) {
                    offsets.set(Layouts.INT, (length + i) * 4L, end);
                }
            }
            case FIXED_SIZE_LIST -> children[0].appendNulls(count * type.size());
            case STRUCT -> {
                for (final ArrayBuilder child : children) {
                    child.appendNulls(count);
                }
            }
            case DENSE_UNION -> throw new IllegalArgumentException("a union has no nulls of its own");
            default -> {
                final long width = type.byteWidth();
                data = grown(data, (length + count) * width, length * width);
                data.asSlice(length * width, count * width).fill((byte) 0);
            }
        }
        length += count;
    }

    /// The first `count` values. `count` must have been handed over from the writer with release/acquire.
    ArrayData view(final int count) {
        final MemorySegment presence = validity;
        final MemorySegment starts = offsets;
        final MemorySegment values = data;
        final ArrayData[] views = new ArrayData[children.length];
        switch (type.kind()) {
            case LIST -> views[0] = children[0].view(count == 0 ? 0 : starts.get(Layouts.INT, count * 4L));
            case FIXED_SIZE_LIST -> views[0] = children[0].view(count * type.size());
            case STRUCT -> {
                for (int i = 0; i < children.length; i++) {
                    views[i] = children[i].view(count);
                }
            }
            case DENSE_UNION -> {
                final int[] counts = unionCounts(values, starts, count);
                for (int i = 0; i < children.length; i++) {
                    views[i] = children[i].view(counts[i]);
                }
            }
            default -> {}
        }
        return new ArrayData(type, 0, count, presence, starts, values, views);
    }

    private int[] unionCounts(final MemorySegment ids, final MemorySegment starts, final int count) {
        final int[] counts = new int[children.length];
        for (int i = 0; i < count; i++) {
            final int child = type.unionChild(ids.get(ValueLayout.JAVA_BYTE, i));
            counts[child] = Math.max(counts[child], starts.get(Layouts.INT, i * 4L) + 1);
        }
        return counts;
    }

    private void appendValidity(final ArrayData source, final int count) {
        if (!type.hasValidity()) {
            return;
        }
        if (source.nullCount() == 0) {
            markPresent(count);
            return;
        }
        ensureValidity(length + count);
        for (int i = 0; i < count; i++) {
            setBit(validity, length + i, !source.isNull(i));
        }
    }

    /// Without any null so far there is no bitmap; with one, the new values are marked as there.
    private void markPresent(final int count) {
        if (validity.byteSize() != 0) {
            ensureValidity(length + count);
            setBits(validity, length, count, true);
        }
    }

    private void ensureValidity(final int values) {
        final boolean first = validity.byteSize() == 0;
        final long needed = (values + 7L) / 8;
        if (first) {
            final MemorySegment bitmap = grown(validity, needed, 0);
            bitmap.fill((byte) 0xFF);
            validity = bitmap;
        } else {
            validity = grown(validity, needed, (length + 7L) / 8);
        }
    }

    private void appendBits(final ArrayData source, final int count) {
        data = grown(data, (length + count + 7L) / 8, (length + 7L) / 8);
        for (int i = 0; i < count; i++) {
            setBit(data, length + i, source.bool(i));
        }
    }

    private void appendFixed(final ArrayData source, final int count) {
        final long width = type.byteWidth();
        data = grown(data, (length + count) * width, length * width);
        MemorySegment.copy(source.dataBuffer(), source.offset() * width, data, length * width, count * width);
    }

    private void appendBytes(final ArrayData source, final int count) {
        final int from = source.valueOffset(0);
        final int bytes = source.valueOffset(count) - from;
        appendOffsets(source, count, Math.toIntExact(dataBytes - from));
        data = grown(data, dataBytes + bytes, dataBytes);
        MemorySegment.copy(source.dataBuffer(), from, data, dataBytes, bytes);
        dataBytes += bytes;
    }

    private void appendOffsets(final ArrayData source, final int count, final int shift) {
        ensureOffsets(length + count);
        for (int i = 1; i <= count; i++) {
            offsets.set(Layouts.INT, (length + i) * 4L, Math.addExact(source.valueOffset(i), shift));
        }
    }

    private void appendUnion(final ArrayData source, final int count) {
        data = grown(data, length + count, length);
        offsets = grown(offsets, (length + count) * 4L, length * 4L);
        for (int i = 0; i < count; i++) {
            final int child = source.unionChild(i);
            data.set(ValueLayout.JAVA_BYTE, length + i, source.getByte(i));
            offsets.set(Layouts.INT, (length + i) * 4L, children[child].length);
            children[child].append(source.child(child).slice(source.unionOffset(i), 1));
        }
    }

    private void ensureOffsets(final int values) {
        final boolean first = offsets.byteSize() == 0;
        offsets = grown(offsets, (values + 1L) * 4, first ? 0 : (length + 1L) * 4);
        if (first) {
            offsets.set(Layouts.INT, 0, 0);
        }
    }

    private MemorySegment grown(final MemorySegment buffer, final long neededBytes, final long usedBytes) {
        if (neededBytes <= buffer.byteSize()) {
            return buffer;
        }
        final long capacity = Math.max(Math.max(neededBytes, buffer.byteSize() * 2), FIRST_VALUES);
        final OffHeap.Block block = OffHeap.allocate(tag, capacity);
        blocks.add(block);
        heldBytes += block.segment().byteSize();
        MemorySegment.copy(buffer, 0, block.segment(), 0, usedBytes);
        return block.segment();
    }

    private static void setBits(final MemorySegment bits, final int from, final int count, final boolean value) {
        for (int i = from; i < from + count; i++) {
            setBit(bits, i, value);
        }
    }

    private static void setBit(final MemorySegment bits, final int index, final boolean value) {
        final byte old = bits.get(ValueLayout.JAVA_BYTE, index >> 3);
        final int mask = 1 << (index & 7);
        bits.set(ValueLayout.JAVA_BYTE, index >> 3, (byte) (value ? old | mask : old & ~mask));
    }

    /// Gives all memory back; views must be gone.
    @Override
    public void close() {
        for (final ArrayBuilder child : children) {
            child.close();
        }
        blocks.forEach(OffHeap.Block::close);
        blocks.clear();
    }
}
