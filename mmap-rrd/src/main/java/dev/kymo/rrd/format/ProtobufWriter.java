package dev.kymo.rrd.format;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds one small protobuf message on the heap; large values are written beside it, behind [#bytesHead].
public final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int MAX_VARINT_BYTES = 10;

    private byte[] bytes = new byte[128];
    private int length;

    /// Field `field` as a number; 0 is written too.
    public ProtobufWriter number(final int field, final long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    public ProtobufWriter fixed64(final int field, final long value) {
        tag(field, FIXED64);
        ensure(Long.BYTES);
        MemorySegment.ofArray(bytes).set(Layouts.LONG, length, value);
        length += Long.BYTES;
        return this;
    }

    public ProtobufWriter text(final int field, final String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtobufWriter bytes(final int field, final byte[] value) {
        bytesHead(field, value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    public ProtobufWriter message(final int field, final ProtobufWriter value) {
        return bytes(field, value.toArray());
    }

    /// The tag and length of a field whose bytes the caller puts behind this message.
    public ProtobufWriter bytesHead(final int field, final long lengthBytes) {
        tag(field, LENGTH_DELIMITED);
        varint(lengthBytes);
        return this;
    }

    /// How many bytes [#bytesHead] takes.
    public static int bytesHeadLength(final int field, final long lengthBytes) {
        return varintLength((long) field << 3) + varintLength(lengthBytes);
    }

    private static int varintLength(final long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void tag(final int field, final int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(final long value) {
        ensure(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void ensure(final int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
