package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Copies the values of a window, and only those, to heap memory of their own.
final class ArrayCopy {
    private ArrayCopy() {}

    static ArrayData of(final ArrayData source) {
        final Datatype type = source.type();
        final int length = source.length();
        final MemorySegment validity =
                type.hasValidity() ? bits(source.validityBuffer(), source.offset(), length) : ArrayData.NO_BUFFER;
        return switch (type.kind()) {
            case NULL -> new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER);
            case BOOL ->
                new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        bits(source.dataBuffer(), source.offset(), length));
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY ->
                new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        offsets(source),
                        bytes(source.dataBuffer(), source.valueOffset(0), span(source)));
            case LIST, LARGE_LIST ->
                new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        offsets(source),
                        ArrayData.NO_BUFFER,
                        of(source.child(0).slice(source.valueOffset(0), span(source))));
            case FIXED_SIZE_LIST ->
                new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        ArrayData.NO_BUFFER,
                        of(source.child(0).slice(source.offset() * type.size(), length * type.size())));
            case STRUCT -> {
                final ArrayData[] fields = new ArrayData[source.childCount()];
                for (int i = 0; i < fields.length; i++) {
                    fields[i] = of(source.structField(i));
                }
                yield new ArrayData(type, 0, length, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, fields);
            }
            case DENSE_UNION -> union(source);
            default -> {
                final long width = type.bitWidth() / Byte.SIZE;
                yield new ArrayData(
                        type,
                        0,
                        length,
                        validity,
                        ArrayData.NO_BUFFER,
                        bytes(source.dataBuffer(), source.offset() * width, length * width));
            }
        };
    }

    /// Children are copied whole: the union's offsets may point anywhere into them.
    /// What the values of an array take, about: all of its buffers.
    static long bytesOf(final ArrayData array) {
        long bytes = array.validityBuffer().byteSize()
                + array.offsetsBuffer().byteSize()
                + array.dataBuffer().byteSize();
        for (int i = 0; i < array.childCount(); i++) {
            bytes += bytesOf(array.child(i));
        }
        return bytes;
    }

    private static ArrayData union(final ArrayData source) {
        final ArrayData[] children = new ArrayData[source.childCount()];
        for (int i = 0; i < children.length; i++) {
            children[i] = of(source.child(i));
        }
        return new ArrayData(
                source.type(),
                0,
                source.length(),
                ArrayData.NO_BUFFER,
                bytes(source.offsetsBuffer(), source.offset() * 4L, source.length() * 4L),
                bytes(source.dataBuffer(), source.offset(), source.length()),
                children);
    }

    private static int span(final ArrayData source) {
        return source.valueOffset(source.length()) - source.valueOffset(0);
    }

    private static MemorySegment offsets(final ArrayData source) {
        final boolean isWide = source.type().offsetWidth() == Long.BYTES;
        final MemorySegment copy = MemorySegment.ofArray(
                new byte[(source.length() + 1) * source.type().offsetWidth()]);
        final int base = source.valueOffset(0);
        for (int i = 0; i <= source.length(); i++) {
            final int value = source.valueOffset(i) - base;
            if (isWide) {
                copy.set(Layouts.LONG, i * 8L, value);
            } else {
                copy.set(Layouts.INT, i * 4L, value);
            }
        }
        return copy;
    }

    private static MemorySegment bytes(final MemorySegment source, final long offset, final long length) {
        return MemorySegment.ofArray(source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private static MemorySegment bits(final MemorySegment source, final int offset, final int length) {
        if (source.byteSize() == 0) {
            return ArrayData.NO_BUFFER;
        }
        final byte[] copy = new byte[(length + 7) / 8];
        for (int i = 0; i < length; i++) {
            final int at = offset + i;
            if ((source.get(ValueLayout.JAVA_BYTE, at >> 3) >> (at & 7) & 1) != 0) {
                copy[i >> 3] |= (byte) (1 << (i & 7));
            }
        }
        return MemorySegment.ofArray(copy);
    }
}
