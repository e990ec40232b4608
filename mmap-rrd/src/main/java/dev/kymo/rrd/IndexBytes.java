package dev.kymo.rrd;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An index file while it is made: little-endian values, appended.
final class IndexBytes {
    private static final int FIRST_BYTES = 1 << 10;

    private byte[] bytes;
    private MemorySegment segment;
    private int length;

    IndexBytes() {
        this(FIRST_BYTES);
    }

    /// @param room bytes that can be put without growing; only a guess
    IndexBytes(final int room) {
        bytes = new byte[Math.max(FIRST_BYTES, room)];
        segment = MemorySegment.ofArray(bytes);
    }

    int length() {
        return length;
    }

    /// @throws OutOfMemoryError past 2 GiB, for some ten million chunks
    private int take(final int count) {
        final int at = length;
        final int end = Math.addExact(at, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, bytes.length * 2L)));
            segment = MemorySegment.ofArray(bytes);
        }
        length = end;
        return at;
    }

    IndexBytes zeros(final int count) {
        take(count);
        return this;
    }

    IndexBytes align(final int multiple) {
        return zeros(Math.floorMod(-length, multiple));
    }

    IndexBytes putByte(final int value) {
        // Before the array is named: it may be another one then
        final int at = take(1);
        bytes[at] = (byte) value;
        return this;
    }

    IndexBytes putInt(final int value) {
        setInt(take(Integer.BYTES), value);
        return this;
    }

    IndexBytes putLong(final long value) {
        setLong(take(Long.BYTES), value);
        return this;
    }

    IndexBytes putText(final String text) {
        final byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return putInt(encoded.length).putBytes(encoded);
    }

    IndexBytes putBytes(final byte[] some) {
        final int at = take(some.length);
        System.arraycopy(some, 0, bytes, at, some.length);
        return this;
    }

    void setInt(final int at, final int value) {
        segment.set(Layouts.INT, at, value);
    }

    void setLong(final int at, final long value) {
        segment.set(Layouts.LONG, at, value);
    }

    MemorySegment from(final int at) {
        return segment.asSlice(at, (long) length - at);
    }

    /// A view of all of it.
    MemorySegment all() {
        return segment.asSlice(0, length);
    }

    /// A reader of what was written so, that stays within its bytes.
    static final class Cursor {
        private final MemorySegment bytes;
        private long at;

        Cursor(final MemorySegment bytes) {
            this.bytes = bytes;
        }

        int getByte() {
            final int value = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            at++;
            return value;
        }

        int getInt() {
            final int value = bytes.get(Layouts.INT, at);
            at += Integer.BYTES;
            return value;
        }

        long getLong() {
            final long value = bytes.get(Layouts.LONG, at);
            at += Long.BYTES;
            return value;
        }

        /// A number of things that take at least so many bytes each.
        ///
        /// @throws IndexOutOfBoundsException when they can't be here
        int getCount(final int leastBytes) {
            final int count = getInt();
            if (count < 0 || count > (bytes.byteSize() - at) / leastBytes) {
                throw new IndexOutOfBoundsException("count=" + count);
            }
            return count;
        }

        String getText() {
            final byte[] encoded =
                    bytes.asSlice(at + Integer.BYTES, getCount(1)).toArray(ValueLayout.JAVA_BYTE);
            at += encoded.length;
            return new String(encoded, StandardCharsets.UTF_8);
        }
    }
}
