package dev.kymo.sdk;

/// The number type of one channel of a pixel, little-endian.
public enum ChannelDatatype {
    U8(6, 1),
    I8(7, 1),
    U16(8, 2),
    I16(9, 2),
    U32(10, 4),
    I32(11, 4),
    U64(12, 8),
    I64(13, 8),
    F16(33, 2),
    F32(34, 4),
    F64(35, 8);

    private final byte code;
    private final int lengthBytes;

    ChannelDatatype(final int code, final int lengthBytes) {
        this.code = (byte) code;
        this.lengthBytes = lengthBytes;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }

    public int lengthBytes() {
        return lengthBytes;
    }
}
