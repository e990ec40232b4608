package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Writes windows of Arrow arrays as arrays of their own: only what the window shows, offsets beginning at 0,
/// bitmaps beginning at bit 0, children cut to what is used.
///
/// Used in two steps, so that room can be made in between: [#measure] each array, then [#write] them.
/// Measuring checks whatever a reader will check, so that a caller's bad offsets are the caller's exception
/// and not a record that a recorder refuses.
///
/// Not safe for more than one thread; allocates only while its tables grow.
public final class ArrayWriter {
    private static final int FIRST_CAPACITY = 64;
    private static final int FEW_LENGTHS = 4;

    private int[] nodeLengths = new int[FIRST_CAPACITY];
    private int[] bufferLengths = new int[FIRST_CAPACITY];
    private int nodeCount;
    private int bufferCount;

    private MemorySegment target = ArrayData.NO_BUFFER;
    private int alignment;
    private int nextBuffer;
    private long at;

    /// Forgets what was measured.
    public void reset() {
        nodeCount = 0;
        bufferCount = 0;
    }

    /// How many nodes were measured since [#reset]: the next array's first.
    public int nodeCount() {
        return nodeCount;
    }

    public int bufferCount() {
        return bufferCount;
    }

    /// Values in the window of node `index`.
    public int nodeLength(final int index) {
        return nodeLengths[index];
    }

    /// Bytes of buffer `index`, without padding.
    public int bufferLength(final int index) {
        return bufferLengths[index];
    }

    /// Bytes of the buffers from `first` on, each padded to `alignment`.
    public long bodyLength(final int first, final int count, final int alignmentBytes) {
        long length = 0;
        for (int i = first; i < first + count; i++) {
            length += aligned(bufferLengths[i], alignmentBytes);
        }
        return length;
    }

    /// Writes the lengths of some nodes, and behind them those of some buffers, 32 bits each.
    ///
    /// @param at a multiple of 4
    void writeLengths(
            final MemorySegment body,
            final long at,
            final int firstNode,
            final int nodes,
            final int firstBuffer,
            final int buffers) {
        put(body, at, nodeLengths, firstNode, nodes);
        put(body, at + (long) nodes * Integer.BYTES, bufferLengths, firstBuffer, buffers);
    }

    /// A number, a vector and a text have few lengths, for which one copy costs more than a store each. Of an
    /// image's format there are two dozen: before the JVM has compiled this, each store takes as long as one copy.
    private static void put(
            final MemorySegment body, final long at, final int[] lengths, final int first, final int count) {
        if (count > FEW_LENGTHS) {
            MemorySegment.copy(lengths, first, body, Layouts.INT, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                body.set(Layouts.INT, at + (long) i * Integer.BYTES, lengths[first + i]);
            }
        }
    }

    /// Finds the lengths of an array's nodes and buffers, depth first.
    ///
    /// @throws IllegalArgumentException when the array's buffers are too short, its offsets not ascending or
    ///     outside its children, or one buffer would have 2 GiB or more
    public void measure(final ArrayData array) {
        final int firstNode = nodeCount;
        final int firstBuffer = bufferCount;
        measure(array, 0, array.length());
        final long most = ArrayReader.maxNodeLength(bodyLength(firstBuffer, bufferCount - firstBuffer, 1));
        for (int i = firstNode; i < nodeCount; i++) {
            if (nodeLengths[i] > most) {
                throw new IllegalArgumentException(
                        array.type() + ": " + nodeLengths[i] + " values that take no bytes, max=" + most);
            }
        }
    }

    private void measure(final ArrayData array, final int from, final int count) {
        final Datatype type = array.type();
        require(type, "window", (long) from + count, array.length());
        addNode(count);
        final long start = (long) array.offset() + from;
        final long end = start + count;
        if (type.hasValidity()) {
            final boolean isThere = array.validityBuffer().byteSize() != 0;
            if (isThere) {
                require(
                        type,
                        "validity bytes",
                        (end + 7) / 8,
                        array.validityBuffer().byteSize());
            }
            addBuffer(type, isThere ? (count + 7L) / 8 : 0);
        }
        switch (type.kind()) {
            case NULL -> {}
            case LIST, LARGE_LIST -> {
                final int first =
                        measureOffsets(array, from, count, array.child(0).length());
                measure(array.child(0), first, valueOffset(array, from + count, count) - first);
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                final int first =
                        measureOffsets(array, from, count, array.dataBuffer().byteSize());
                addBuffer(type, valueOffset(array, from + count, count) - first);
            }
            case FIXED_SIZE_LIST -> {
                require(type, "items", end * type.size(), array.child(0).length());
                measure(array.child(0), (int) (start * type.size()), count * type.size());
            }
            case STRUCT -> {
                for (int i = 0; i < array.childCount(); i++) {
                    measure(array.child(i), (int) start, count);
                }
            }
            case DENSE_UNION -> measureUnion(array, from, count);
            default -> {
                require(
                        type,
                        "data bytes",
                        (end * type.bitWidth() + 7) / 8,
                        array.dataBuffer().byteSize());
                addBuffer(type, ((long) count * type.bitWidth() + 7) / 8);
            }
        }
    }

    /// @return the first offset
    private int measureOffsets(final ArrayData array, final int from, final int count, final long limit) {
        final Datatype type = array.type();
        addBuffer(type, count == 0 ? 0 : (count + 1L) * type.offsetWidth());
        if (count == 0) {
            return 0;
        }
        final long needed = ((long) array.offset() + from + count + 1) * type.offsetWidth();
        require(type, "offsets bytes", needed, array.offsetsBuffer().byteSize());
        final int first = array.valueOffset(from);
        int previous = first;
        for (int i = 1; i <= count; i++) {
            final int next = array.valueOffset(from + i);
            if (next < previous) {
                throw new IllegalArgumentException(
                        type + ": offset " + (from + i) + " is " + next + ", expected at least " + previous);
            }
            previous = next;
        }
        if (first < 0) {
            throw new IllegalArgumentException(type + ": offset " + from + " is " + first);
        }
        require(type, "values", previous, limit);
        return first;
    }

    /// A window of no lists may have no offsets at all.
    private static int valueOffset(final ArrayData array, final int index, final int count) {
        return count == 0 ? 0 : array.valueOffset(index);
    }

    private void measureUnion(final ArrayData array, final int from, final int count) {
        final Datatype type = array.type();
        final long end = (long) array.offset() + from + count;
        require(type, "union type ids", end, array.dataBuffer().byteSize());
        require(
                type,
                "union offsets bytes",
                end * Integer.BYTES,
                array.offsetsBuffer().byteSize());
        addBuffer(type, count);
        addBuffer(type, (long) count * Integer.BYTES);
        for (int i = from; i < from + count; i++) {
            final int child = array.unionChild(i);
            final int offset = array.unionOffset(i);
            if (child < 0 || offset < 0 || offset >= array.child(child).length()) {
                throw new IllegalArgumentException(
                        type + ": union value " + i + " has child " + child + " and offset " + offset);
            }
        }
        for (int child = 0; child < array.childCount(); child++) {
            final int first = firstUsed(array, from, count, child);
            measure(array.child(child), first, pastUsed(array, from, count, child) - first);
        }
    }

    /// The smallest offset that the window's values have in a union's child; 0 when none is there.
    private static int firstUsed(final ArrayData array, final int from, final int count, final int child) {
        int first = Integer.MAX_VALUE;
        for (int i = from; i < from + count; i++) {
            if (array.unionChild(i) == child) {
                first = Math.min(first, array.unionOffset(i));
            }
        }
        return first == Integer.MAX_VALUE ? 0 : first;
    }

    private static int pastUsed(final ArrayData array, final int from, final int count, final int child) {
        int past = 0;
        for (int i = from; i < from + count; i++) {
            if (array.unionChild(i) == child) {
                past = Math.max(past, array.unionOffset(i) + 1);
            }
        }
        return past;
    }

    private void addNode(final int length) {
        if (nodeCount == nodeLengths.length) {
            nodeLengths = Arrays.copyOf(nodeLengths, 2 * nodeCount);
        }
        nodeLengths[nodeCount++] = length;
    }

    private void addBuffer(final Datatype type, final long length) {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(type + ": a buffer of " + length + " bytes, max=" + Integer.MAX_VALUE);
        }
        if (bufferCount == bufferLengths.length) {
            bufferLengths = Arrays.copyOf(bufferLengths, 2 * bufferCount);
        }
        bufferLengths[bufferCount++] = (int) length;
    }

    /// Writes the buffers of an array that was measured.
    ///
    /// @param firstBuffer what [#bufferCount] was before the array was measured
    /// @param body where its bytes go
    /// @param bodyOffset a multiple of `alignmentBytes`
    public void write(
            final ArrayData array,
            final int firstBuffer,
            final MemorySegment body,
            final long bodyOffset,
            final int alignmentBytes) {
        target = body;
        alignment = alignmentBytes;
        nextBuffer = firstBuffer;
        at = bodyOffset;
        try {
            write(array, 0, array.length());
        } finally {
            target = ArrayData.NO_BUFFER;
        }
    }

    private void write(final ArrayData array, final int from, final int count) {
        final Datatype type = array.type();
        final int start = array.offset() + from;
        if (type.hasValidity()) {
            if (bufferLengths[nextBuffer] != 0) {
                copyBits(array.validityBuffer(), start, count);
            }
            finishBuffer();
        }
        switch (type.kind()) {
            case NULL -> {}
            case LIST, LARGE_LIST -> {
                final int first = writeOffsets(array, from, count);
                write(array.child(0), first, valueOffset(array, from + count, count) - first);
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                final int first = writeOffsets(array, from, count);
                copyBytes(array.dataBuffer(), first);
            }
            case FIXED_SIZE_LIST -> write(array.child(0), start * type.size(), count * type.size());
            case STRUCT -> {
                for (int i = 0; i < array.childCount(); i++) {
                    write(array.child(i), start, count);
                }
            }
            case DENSE_UNION -> writeUnion(array, from, count);
            case BOOL -> {
                copyBits(array.dataBuffer(), start, count);
                finishBuffer();
            }
            default -> copyBytes(array.dataBuffer(), (long) start * (type.bitWidth() / Byte.SIZE));
        }
    }

    /// @return the first offset, which all were rebased by
    private int writeOffsets(final ArrayData array, final int from, final int count) {
        final int first = valueOffset(array, from, count);
        if (count != 0) {
            final boolean wide = array.type().offsetWidth() == Long.BYTES;
            for (int i = 0; i <= count; i++) {
                final int offset = array.valueOffset(from + i) - first;
                if (wide) {
                    target.set(Layouts.LONG, at + (long) i * Long.BYTES, offset);
                } else {
                    target.set(Layouts.INT, at + (long) i * Integer.BYTES, offset);
                }
            }
        }
        finishBuffer();
        return first;
    }

    private void writeUnion(final ArrayData array, final int from, final int count) {
        final int start = array.offset() + from;
        final long offsetsAt = at + aligned(bufferLengths[nextBuffer], alignment);
        for (int child = 0; child < array.childCount(); child++) {
            final int first = firstUsed(array, from, count, child);
            for (int i = 0; i < count; i++) {
                if (array.unionChild(from + i) == child) {
                    target.set(Layouts.INT, offsetsAt + (long) i * Integer.BYTES, array.unionOffset(from + i) - first);
                }
            }
        }
        copyBytes(array.dataBuffer(), start);
        finishBuffer();
        for (int child = 0; child < array.childCount(); child++) {
            final int first = firstUsed(array, from, count, child);
            write(array.child(child), first, pastUsed(array, from, count, child) - first);
        }
    }

    /// What was written where it belongs at once ([PayloadClaim]) is left there.
    private void copyBytes(final MemorySegment source, final long sourceOffset) {
        final boolean isThere =
                source.isNative() && target.isNative() && source.address() + sourceOffset == target.address() + at;
        if (!isThere) {
            MemorySegment.copy(source, sourceOffset, target, at, bufferLengths[nextBuffer]);
        }
        finishBuffer();
    }

    /// Copies `count` bits from bit `start` on; bits past the last are 0.
    private void copyBits(final MemorySegment source, final long start, final int count) {
        final int bytes = (count + 7) / 8;
        final int shift = (int) (start & 7);
        final long first = start >> 3;
        if (shift == 0) {
            MemorySegment.copy(source, first, target, at, bytes);
        } else {
            final long sourceBytes = (start + count + 7) / 8;
            for (int i = 0; i < bytes; i++) {
                final int low = source.get(ValueLayout.JAVA_BYTE, first + i) & 0xff;
                final int high =
                        first + i + 1 < sourceBytes ? source.get(ValueLayout.JAVA_BYTE, first + i + 1) & 0xff : 0;
                target.set(ValueLayout.JAVA_BYTE, at + i, (byte) ((low >> shift) | (high << (Byte.SIZE - shift))));
            }
        }
        final int tail = count & 7;
        if (tail != 0) {
            final long last = at + bytes - 1;
            final int kept = target.get(ValueLayout.JAVA_BYTE, last) & (1 << tail) - 1;
            target.set(ValueLayout.JAVA_BYTE, last, (byte) kept);
        }
    }

    private void finishBuffer() {
        at += aligned(bufferLengths[nextBuffer], alignment);
        nextBuffer++;
    }

    private static long aligned(final long length, final int alignmentBytes) {
        return length + (alignmentBytes - 1) & -(long) alignmentBytes;
    }

    private static void require(final Datatype type, final String what, final long needed, final long found) {
        if (found < needed) {
            throw new IllegalArgumentException(
                    type + ": " + what + ": expected at least " + needed + ", found " + found);
        }
    }
}
