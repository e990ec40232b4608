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
    /// Of a value without offsets or bits; else 0.
    private final int widthBytes;
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
        widthBytes = type.byteWidth();
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
        final long at = (long) length * Long.BYTES;
        ensureData(at + Long.BYTES, at).set(Layouts.LONG, at, value);
        length++;
    }

    /// Appends one value to a column of row ids.
    void appendRowId(final long timeNs, final long inc) {
        final long at = (long) length * RowId.BYTES;
        RowId.write(timeNs, inc, ensureData(at + RowId.BYTES, at), at);
        length++;
    }

    /// Appends one list of `count` plain values ([dev.kymo.store.model.RowShape#isPlain]), none of them null. Only
    /// for list columns.
    ///
    /// @param at where in `source` they lie one behind the other
    void appendPlainList(final MemorySegment source, final long at, final int count) {
        ensureOffsets(length + 1);
        markPresent(1);
        children[0].appendPlain(source, at, count);
        offsets.set(Layouts.INT, (length + 1) * 4L, children[0].length);
        length++;
    }

    private void appendPlain(final MemorySegment source, final long at, final int count) {
        markPresent(count);
        if (type.kind() == Datatype.Kind.FIXED_SIZE_LIST) {
            children[0].appendPlain(source, at, count * type.size());
        } else {
            final long to = (long) length * widthBytes;
            final long bytes = (long) count * widthBytes;
            final MemorySegment target = ensureData(to + bytes, to);
            if (bytes == Long.BYTES) {
                // The usual number: a copy of 8 bytes costs several times what a load and a store do
                target.set(Layouts.LONG, to, source.get(Layouts.LONG, at));
            } else {
                MemorySegment.copy(source, at, target, to, bytes);
            }
        }
        length += count;
    }

    /// Has room from the beginning for what another column, of the same type, came to: columns of one log
    /// statement grow alike, and each time one grows it is copied.
    void expect(final ArrayBuilder like) {
        if (like.length == 0) {
            return;
        }
        if (type.hasOffsets()) {
            ensureOffsets(like.length);
            ensureData(like.dataBytes, dataBytes);
        } else if (widthBytes != 0 && type.kind() != Datatype.Kind.FIXED_SIZE_LIST) {
            ensureData((long) like.length * widthBytes, (long) length * widthBytes);
        }
        for (int i = 0; i < children.length; i++) {
            children[i].expect(like.children[i]);
        }
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
            case BOOL -> ensureBits((length + count + 7L) / 8, (length + 7L) / 8);
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
                final long width = widthBytes;
                ensureData((length + count) * width, length * width)
                        .asSlice(length * width, count * width)
                        .fill((byte) 0);
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

    /// Takes back all but the first `count` values: what a row has brought that could not be appended whole.
    void truncate(final int count) {
        if (count >= length) {
            return;
        }
        switch (type.kind()) {
            case UTF8, BINARY -> dataBytes = count == 0 ? 0 : offsets.get(Layouts.INT, count * 4L);
            case LIST -> children[0].truncate(count == 0 ? 0 : offsets.get(Layouts.INT, count * 4L));
            case FIXED_SIZE_LIST -> children[0].truncate(count * type.size());
            case STRUCT -> {
                for (final ArrayBuilder child : children) {
                    child.truncate(count);
                }
            }
            case DENSE_UNION -> {
                final int[] counts = unionCounts(data, offsets, count);
                for (int i = 0; i < children.length; i++) {
                    children[i].truncate(counts[i]);
                }
            }
            default -> {}
        }
        length = count;
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
            final MemorySegment bitmap = validity;
            if (needed > bitmap.byteSize()) {
                validity = grownBits(bitmap, needed, (length + 7L) / 8);
            }
        }
    }

    private void appendBits(final ArrayData source, final int count) {
        ensureBits((length + count + 7L) / 8, (length + 7L) / 8);
        for (int i = 0; i < count; i++) {
            setBit(data, length + i, source.bool(i));
        }
    }

    private void appendFixed(final ArrayData source, final int count) {
        final long width = widthBytes;
        final MemorySegment target = ensureData((length + count) * width, length * width);
        MemorySegment.copy(source.dataBuffer(), source.offset() * width, target, length * width, count * width);
    }

    private void appendBytes(final ArrayData source, final int count) {
        final int from = source.valueOffset(0);
        final int bytes = source.valueOffset(count) - from;
        appendOffsets(source, count, Math.toIntExact(dataBytes - from));
        final MemorySegment target = ensureData(dataBytes + bytes, dataBytes);
        MemorySegment.copy(source.dataBuffer(), from, target, dataBytes, bytes);
        dataBytes += bytes;
    }

    private void appendOffsets(final ArrayData source, final int count, final int shift) {
        ensureOffsets(length + count);
        for (int i = 1; i <= count; i++) {
            offsets.set(Layouts.INT, (length + i) * 4L, Math.addExact(source.valueOffset(i), shift));
        }
    }

    private void appendUnion(final ArrayData source, final int count) {
        ensureData(length + count, length);
        ensureStarts((length + count) * 4L, length * 4L);
        for (int i = 0; i < count; i++) {
            final int child = source.unionChild(i);
            data.set(ValueLayout.JAVA_BYTE, length + i, source.getByte(i));
            offsets.set(Layouts.INT, (length + i) * 4L, children[child].length);
            children[child].append(source.child(child).slice(source.unionOffset(i), 1));
        }
    }

    private void ensureOffsets(final int values) {
        final boolean first = offsets.byteSize() == 0;
        ensureStarts((values + 1L) * 4, first ? 0 : (length + 1L) * 4);
        if (first) {
            offsets.set(Layouts.INT, 0, 0);
        }
    }

    // A volatile store costs as much as all the rest of a small row: only where a buffer was replaced

    private void ensureStarts(final long neededBytes, final long usedBytes) {
        final MemorySegment known = offsets;
        if (neededBytes > known.byteSize()) {
            offsets = grown(known, neededBytes, usedBytes);
        }
    }

    /// @return the data buffer, with room for so many bytes
    private MemorySegment ensureData(final long neededBytes, final long usedBytes) {
        final MemorySegment known = data;
        if (neededBytes <= known.byteSize()) {
            return known;
        }
        final MemorySegment larger = grown(known, neededBytes, usedBytes);
        data = larger;
        return larger;
    }

    private void ensureBits(final long neededBytes, final long usedBytes) {
        final MemorySegment known = data;
        if (neededBytes > known.byteSize()) {
            data = grownBits(known, neededBytes, usedBytes);
        }
    }

    /// Behind the last bit there are none of an older owner's: what a chunk's bytes are depends on its rows alone.
    private MemorySegment grownBits(final MemorySegment bits, final long neededBytes, final long usedBytes) {
        final MemorySegment larger = grown(bits, neededBytes, usedBytes);
        larger.asSlice(usedBytes).fill((byte) 0);
        return larger;
    }

    private MemorySegment grown(final MemorySegment buffer, final long neededBytes, final long usedBytes) {
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

    static boolean bit(final MemorySegment bits, final int index) {
        return (bits.get(ValueLayout.JAVA_BYTE, index >> 3) >> (index & 7) & 1) != 0;
    }

    static void setBit(final MemorySegment bits, final int index, final boolean value) {
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
