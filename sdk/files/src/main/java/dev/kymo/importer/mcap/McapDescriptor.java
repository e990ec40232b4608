package dev.kymo.importer.mcap;

/// The MCAP container, version 0 (<https://mcap.dev/spec>). Integers are little-endian; a string is a u32 of bytes and
/// UTF-8.
///
/// ```text
/// magic(8)  record*  magic(8)            record: opcode u8 | length u64 | content
///
/// Header      profile string | library string
/// Footer      summary start u64 | summary offset start u64 | summary crc u32
/// Schema      id u16 | name string | encoding string | bytes u32 | data
/// Channel     id u16 | schema id u16 | topic string | message encoding string | bytes u32 | (string string)*
/// Message     channel id u16 | sequence u32 | log time u64 | publish time u64 | data
/// Chunk       start u64 | end u64 | unpacked bytes u64 | crc of the unpacked u32 | compression string | bytes u64 |
/// records
/// Attachment  log time u64 | create time u64 | name string | media type string | bytes u64 | data | crc u32
/// Metadata    name string | bytes u32 | (string string)*
/// DataEnd     crc of all before it u32
/// ```
///
/// A checksum of 0 says that there is none. What stands behind DataEnd repeats and finds, and is not needed.
final class McapDescriptor {
    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
    static final int MAGIC_BYTES = MAGIC.length;

    static final int RECORD_HEAD_BYTES = 9;
    static final int LENGTH_OFFSET = 1;

    static final int FOOTER = 0x02;
    static final int SCHEMA = 0x03;
    static final int CHANNEL = 0x04;
    static final int MESSAGE = 0x05;
    static final int CHUNK = 0x06;
    static final int ATTACHMENT = 0x09;
    static final int METADATA = 0x0C;
    static final int DATA_END = 0x0F;

    private McapDescriptor() {}

    static boolean hasMagic(final byte[] bytes) {
        return bytes.length >= MAGIC_BYTES && java.util.Arrays.equals(bytes, 0, MAGIC_BYTES, MAGIC, 0, MAGIC_BYTES);
    }
}
