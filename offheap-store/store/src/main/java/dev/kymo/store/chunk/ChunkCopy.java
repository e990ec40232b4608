package dev.kymo.store.chunk;

import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Copies a chunk's columns into memory of their own, buffer behind buffer, each at a multiple of a cache line
/// as in the file format: that chunk without the messages around it, which only a file needs. Nothing is taken
/// along that the rows do not use: spare room, bitmaps without a null, values outside of windows.
public final class ChunkCopy {
    private static final ArrayData[] NO_CHILDREN = {};

    private MemorySegment target = MemorySegment.NULL;
    private boolean isMeasuring;
    private long at;

    private ChunkCopy() {}

    /// Bytes that [#copy] needs.
    public static long bytesOf(final Chunk chunk) {
        final ChunkCopy measure = new ChunkCopy();
        measure.isMeasuring = true;
        final int rows = chunk.rowCount();
        measure.add(chunk.rowIds(), 0, rows);
        for (final TimeColumn column : chunk.timelines()) {
            measure.add(column.times(), 0, rows);
        }
        for (final ComponentColumn column : chunk.components()) {
            measure.add(column.lists(), 0, rows);
        }
        return measure.at;
    }

    /// @param target begins at a multiple of [OffHeap#ALIGNMENT_BYTES], and has room for [#bytesOf] the chunk
    /// @return the same chunk, in `target`
    public static Chunk copy(final Chunk chunk, final MemorySegment target) {
        final ChunkCopy copy = new ChunkCopy();
        copy.target = target;
        return copy.addColumns(chunk);
    }

    private Chunk addColumns(final Chunk chunk) {
        final int rows = chunk.rowCount();
        final ArrayData ids = add(chunk.rowIds(), 0, rows);
        final List<TimeColumn> times = new ArrayList<>(chunk.timelines().size());
        for (final TimeColumn column : chunk.timelines()) {
            // What is known of the times stays true
            times.add(new TimeColumn(column.timeline(), add(column.times(), 0, rows), column));
        }
        final List<ComponentColumn> components =
                new ArrayList<>(chunk.components().size());
        for (final ComponentColumn column : chunk.components()) {
            components.add(new ComponentColumn(column.descriptor(), add(column.lists(), 0, rows)));
        }
        return new Chunk(chunk.id(), chunk.entity(), ids, times, components);
    }

    /// @param from the first value, counted from the window's
    private ArrayData add(final ArrayData array, final int from, final int count) {
        final Datatype type = array.type();
        final ArrayData window = array.slice(from, count);
        final int first = window.offset();
        final MemorySegment validity = type.hasValidity() && window.nullCount() > 0
                ? bits(array.validityBuffer(), first, count)
                : ArrayData.NO_BUFFER;
        return switch (type.kind()) {
            case NULL -> array(type, count, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, NO_CHILDREN);
            case LIST, LARGE_LIST -> {
                final MemorySegment offsets = offsets(window);
                final int begin = window.valueOffset(0);
                final ArrayData items = add(array.child(0), begin, window.valueOffset(count) - begin);
                yield array(type, count, validity, offsets, ArrayData.NO_BUFFER, items);
            }
            case UTF8, BINARY, LARGE_UTF8, LARGE_BINARY -> {
                final MemorySegment offsets = offsets(window);
                final int begin = window.valueOffset(0);
                final MemorySegment bytes = bytes(array.dataBuffer(), begin, window.valueOffset(count) - (long) begin);
                yield array(type, count, validity, offsets, bytes, NO_CHILDREN);
            }
            case FIXED_SIZE_LIST -> {
                final ArrayData items = add(array.child(0), first * type.size(), count * type.size());
                yield array(type, count, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, items);
            }
            case STRUCT -> {
                final ArrayData[] fields = new ArrayData[array.childCount()];
                for (int i = 0; i < fields.length; i++) {
                    fields[i] = add(array.child(i), first, count);
                }
                yield array(type, count, validity, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, fields);
            }
            case DENSE_UNION -> {
                final MemorySegment ids = bytes(array.dataBuffer(), first, count);
                final MemorySegment offsets = bytes(array.offsetsBuffer(), first * 4L, count * 4L);
                final ArrayData[] fields = new ArrayData[array.childCount()];
                for (int i = 0; i < fields.length; i++) {
                    fields[i] = add(array.child(i), 0, array.child(i).length());
                }
                yield array(type, count, validity, offsets, ids, fields);
            }
            case BOOL ->
                array(type, count, validity, ArrayData.NO_BUFFER, bits(array.dataBuffer(), first, count), NO_CHILDREN);
            default -> {
                final long width = type.byteWidth();
                yield array(
                        type,
                        count,
                        validity,
                        ArrayData.NO_BUFFER,
                        bytes(array.dataBuffer(), first * width, count * width),
                        NO_CHILDREN);
            }
        };
    }

    private static ArrayData array(
            final Datatype type,
            final int count,
            final MemorySegment validity,
            final MemorySegment offsets,
            final MemorySegment data,
            final ArrayData... children) {
        return new ArrayData(type, 0, count, validity, offsets, data, children);
    }

    private MemorySegment bytes(final MemorySegment source, final long from, final long count) {
        final MemorySegment copied = next(count);
        if (!isMeasuring && count > 0) {
            MemorySegment.copy(source, from, copied, 0, count);
        }
        return copied;
    }

    /// Offsets that begin at 0.
    private MemorySegment offsets(final ArrayData window) {
        final int width = window.type().offsetWidth();
        final int count = window.length();
        final int begin = window.valueOffset(0);
        if (begin == 0 && window.offsetsBuffer().byteSize() > 0) {
            return bytes(window.offsetsBuffer(), window.offset() * (long) width, (count + 1L) * width);
        }
        final MemorySegment copied = next((count + 1L) * width);
        if (!isMeasuring) {
            for (int i = 0; i <= count; i++) {
                if (width == Long.BYTES) {
                    copied.set(Layouts.LONG, i * 8L, window.valueOffset(i) - (long) begin);
                } else {
                    copied.set(Layouts.INT, i * 4L, window.valueOffset(i) - begin);
                }
            }
        }
        return copied;
    }

    private MemorySegment bits(final MemorySegment source, final int first, final int count) {
        if (first % Byte.SIZE == 0) {
            return bytes(source, first / Byte.SIZE, (count + 7L) / Byte.SIZE);
        }
        final MemorySegment copied = next((count + 7L) / Byte.SIZE);
        if (!isMeasuring) {
            copied.fill((byte) 0);
            for (int i = 0; i < count; i++) {
                ArrayBuilder.setBit(copied, i, ArrayBuilder.bit(source, first + i));
            }
        }
        return copied;
    }

    private MemorySegment next(final long bytes) {
        final long from = at;
        at += bytes + OffHeap.ALIGNMENT_BYTES - 1 & -(long) OffHeap.ALIGNMENT_BYTES;
        return isMeasuring || bytes == 0 ? ArrayData.NO_BUFFER : target.asSlice(from, bytes);
    }
}
