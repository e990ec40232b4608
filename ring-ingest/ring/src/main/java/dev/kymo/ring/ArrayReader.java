package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Builds arrays over bytes that [ArrayWriter] wrote, trusting none: every length is checked against the
/// bytes, and the result has been validated.
///
/// The lengths must be a private copy. The buffers may lie in memory that another process can still write to:
/// then those that steer reads (offsets, type ids) are copied before they are checked, and only plain values
/// and bitmaps are read in place, where another's scribbling changes numbers and nothing else.
///
/// Not safe for more than one thread.
public final class ArrayReader {
    private static final long MAX_VALUES_WITHOUT_BYTES = 1 << 20;
    private static final ArrayData[] NO_CHILDREN = {};

    private MemorySegment lengths = ArrayData.NO_BUFFER;
    private MemorySegment body = ArrayData.NO_BUFFER;
    private int alignment;
    private boolean bodyIsShared;
    private long nodeAt;
    private long bufferAt;
    private long at;

    /// @param nodeAndBufferLengths a private copy that begins with the i32 lengths of the type's nodes and
    ///     buffers
    /// @param bytes the buffers, each padded to `alignmentBytes`, and nothing else
    /// @param shared whether another process may write to `bytes` meanwhile
    /// @throws IllegalArgumentException that says what was expected and what was found
    public ArrayData read(
            final Datatype type,
            final MemorySegment nodeAndBufferLengths,
            final MemorySegment bytes,
            final int alignmentBytes,
            final boolean shared) {
        lengths = nodeAndBufferLengths;
        body = bytes;
        alignment = alignmentBytes;
        bodyIsShared = shared;
        nodeAt = 0;
        bufferAt = (long) type.totalNodeCount() * Integer.BYTES;
        at = 0;
        try {
            final ArrayData array = node(type);
            if (at != bytes.byteSize()) {
                throw new IllegalArgumentException(
                        type + ": its buffers take " + at + " bytes, found " + bytes.byteSize());
            }
            array.validate();
            return array;
        } finally {
            lengths = ArrayData.NO_BUFFER;
            body = ArrayData.NO_BUFFER;
        }
    }

    /// The usual small cell, without the detours that others need: numbers or fixed-size binary without nulls, all
    /// in private memory.
    ///
    /// @param bytes a private copy: at `lengthsAt` the lengths, whole, at `buffersAt` and to the end what may be
    ///     buffers
    /// @return null for any other cell, and for one that is not sound: [#read] says what is wrong with it
    public static @Nullable ArrayData readFlat(
            final Datatype type,
            final MemorySegment bytes,
            final long lengthsAt,
            final long buffersAt,
            final int alignmentBytes) {
        if (type.totalNodeCount() != 1 || type.totalBufferCount() != 2 || type.bitWidth() == 0) {
            return null;
        }
        final int length = bytes.get(Layouts.INT, lengthsAt);
        final int validityBytes = bytes.get(Layouts.INT, lengthsAt + Integer.BYTES);
        final int dataBytes = bytes.get(Layouts.INT, lengthsAt + 2 * Integer.BYTES);
        if (length < 0 || validityBytes != 0 || dataBytes <= 0) {
            return null;
        }
        final boolean isSound = padded(dataBytes, alignmentBytes) <= bytes.byteSize() - buffersAt
                && (length * (long) type.bitWidth() + Byte.SIZE - 1) / Byte.SIZE <= dataBytes;
        return isSound
                ? new ArrayData(
                        type,
                        0,
                        length,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        bytes.asSlice(buffersAt, dataBytes),
                        NO_CHILDREN)
                : null;
    }

    /// Bytes that the buffers of a cell take, from their lengths; negative when a length is negative.
    public static long bodyLength(
            final Datatype type, final MemorySegment nodeAndBufferLengths, final int alignmentBytes) {
        long bytes = 0;
        long offset = (long) type.totalNodeCount() * Integer.BYTES;
        for (int i = 0; i < type.totalBufferCount(); i++) {
            final int length = nodeAndBufferLengths.get(Layouts.INT, offset);
            if (length < 0) {
                return -1;
            }
            bytes += padded(length, alignmentBytes);
            offset += Integer.BYTES;
        }
        return bytes;
    }

    /// How many values a node may have in an array of so many bytes: one for each bit, and a million that take
    /// no bytes at all (nulls, structs without fields). Without a limit a few bytes could claim billions.
    static long maxNodeLength(final long bytes) {
        return Math.max(MAX_VALUES_WITHOUT_BYTES, bytes * Byte.SIZE);
    }

    private ArrayData node(final Datatype type) {
        final int length = lengths.get(Layouts.INT, nodeAt);
        nodeAt += Integer.BYTES;
        final long most = maxNodeLength(body.byteSize());
        if (length < 0 || length > most) {
            throw new IllegalArgumentException(type + ": length " + length + ", at most " + most);
        }
        final boolean isUnion = type.kind() == Datatype.Kind.DENSE_UNION;
        final MemorySegment validity = type.hasValidity() ? buffer(type, false) : ArrayData.NO_BUFFER;
        final MemorySegment typeIds = isUnion ? buffer(type, true) : ArrayData.NO_BUFFER;
        final MemorySegment offsets = isUnion || type.hasOffsets() ? buffer(type, true) : ArrayData.NO_BUFFER;
        final MemorySegment data;
        if (isUnion) {
            data = typeIds;
        } else {
            final int before = (type.hasValidity() ? 1 : 0) + (type.hasOffsets() ? 1 : 0);
            data = type.bufferCount() > before ? buffer(type, false) : ArrayData.NO_BUFFER;
        }
        final ArrayData[] children = type.children().isEmpty()
                ? NO_CHILDREN
                : new ArrayData[type.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = node(type.children().get(i).type());
        }
        return new ArrayData(type, 0, length, validity, offsets, data, children);
    }

    private MemorySegment buffer(final Datatype type, final boolean steersReads) {
        final int length = lengths.get(Layouts.INT, bufferAt);
        bufferAt += Integer.BYTES;
        final long padded = padded(length, alignment);
        if (length < 0 || padded > body.byteSize() - at) {
            throw new IllegalArgumentException(
                    type + ": buffer of " + length + " bytes, " + (body.byteSize() - at) + " are left");
        }
        final MemorySegment buffer = length == 0 ? ArrayData.NO_BUFFER : body.asSlice(at, length);
        at += padded;
        return steersReads && bodyIsShared && length != 0
                ? MemorySegment.ofArray(buffer.toArray(ValueLayout.JAVA_BYTE))
                : buffer;
    }

    /// Bytes that a buffer takes with its padding.
    public static long padded(final long length, final int alignmentBytes) {
        return length + (alignmentBytes - 1) & -(long) alignmentBytes;
    }
}
