package dev.kymo.rrd.format;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Walks the fields of one protobuf message where it lies, in whatever order they come; nothing is trusted and
/// nothing is copied but text. Whoever reads skips what it does not know by calling [#next] again, and takes
/// the last of repeated scalars by overwriting.
///
///     while (reader.next()) {
///         switch (reader.field()) { case 1 -> id = reader.number(); default -> {} }
///     }
public final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BYTES = 10;
    private static final long MAX_TAG = 0xFFFFFFFFL;

    private final MemorySegment message;
    private final long fileOffset;
    private long at;
    private long fieldAt;
    private int field;
    private int wireType;
    private long number;
    private long valueAt;
    private long valueBytes;

    /// @param message borrowed
    /// @param fileOffset where in the file the message begins, for error messages
    public ProtobufReader(final MemorySegment message, final long fileOffset) {
        this.message = message;
        this.fileOffset = fileOffset;
    }

    /// Steps to the next field.
    ///
    /// @return false when there is none left
    /// @throws MalformedMessageException when the bytes are no protobuf
    public boolean next() {
        if (at == message.byteSize()) {
            return false;
        }
        fieldAt = at;
        final long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag < 0 || tag > MAX_TAG || field == 0) {
            throw malformed("protobuf tag " + tag);
        }
        switch (wireType) {
            case VARINT -> number = varint();
            case FIXED64 -> {
                requireLeft(Long.BYTES);
                number = message.get(Layouts.LONG, at);
                at += Long.BYTES;
            }
            case FIXED32 -> {
                requireLeft(Integer.BYTES);
                number = Integer.toUnsignedLong(message.get(Layouts.INT, at));
                at += Integer.BYTES;
            }
            case LENGTH_DELIMITED -> {
                valueBytes = varint();
                if (valueBytes < 0 || valueBytes > message.byteSize() - at) {
                    throw malformed("protobuf field " + field + " of " + Long.toUnsignedString(valueBytes) + " bytes, "
                            + (message.byteSize() - at) + " left");
                }
                valueAt = at;
                at += valueBytes;
            }
            default -> throw malformed("protobuf wire type " + wireType + " of field " + field);
        }
        return true;
    }

    private void requireLeft(final int bytes) {
        if (message.byteSize() - at < bytes) {
            throw malformed(
                    "protobuf field " + field + " of " + bytes + " bytes, " + (message.byteSize() - at) + " left");
        }
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (at == message.byteSize()) {
                throw malformed("the message ends inside a protobuf number");
            }
            final byte b = message.get(ValueLayout.JAVA_BYTE, at++);
            value |= (long) (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a protobuf number of more than " + MAX_VARINT_BYTES + " bytes");
    }

    /// The number of the field that [#next] stepped to.
    public int field() {
        return field;
    }

    /// The value of a numeric field.
    public long number() {
        if (wireType == LENGTH_DELIMITED) {
            throw malformed("protobuf field " + field + " is bytes, expected a number");
        }
        return number;
    }

    /// Whether the field is of bytes (text, a message) and not a number.
    public boolean isBytes() {
        return wireType == LENGTH_DELIMITED;
    }

    /// The value of a field of bytes, where it lies.
    public MemorySegment bytes() {
        requireBytes();
        return message.asSlice(valueAt, valueBytes);
    }

    /// Where in the file the value of a field of bytes begins.
    public long bytesOffset() {
        requireBytes();
        return fileOffset + valueAt;
    }

    /// How many bytes the value of a field of bytes has.
    public long bytesLength() {
        requireBytes();
        return valueBytes;
    }

    /// The value of a field that is itself a message.
    public ProtobufReader message() {
        return new ProtobufReader(bytes(), bytesOffset());
    }

    public String text() {
        return new String(bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private void requireBytes() {
        if (wireType != LENGTH_DELIMITED) {
            throw malformed("protobuf field " + field + " is a number, expected bytes");
        }
    }

    private MalformedMessageException malformed(final String what) {
        return new MalformedMessageException(fileOffset + fieldAt, what);
    }
}
